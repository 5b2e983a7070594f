package wechatmock

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// client is the program under test: it fetches a token and renews it when it is rejected.
type client struct {
	*Account
	token string
}

type response struct {
	AccessToken string `json:"access_token"`
	Errcode     int    `json:"errcode"`
	Total       int    `json:"total"`
}

func (c *client) call(path, body string) response {
	c.t.Helper()
	for attempt := 0; ; attempt++ {
		if c.token == "" {
			credentials := fmt.Sprintf(`{"grant_type":"client_credential","appid":%q,"secret":%q}`, c.AppID, c.AppSecret)
			c.token = c.send("/cgi-bin/stable_token", credentials).AccessToken
		}
		got := c.send(path+"?access_token="+c.token, body)
		if (got.Errcode != 40001 && got.Errcode != 42001) || attempt == 1 {
			return got
		}
		c.token = ""
	}
}

func (c *client) send(path, body string) (got response) {
	c.t.Helper()
	verb := http.MethodGet
	if body != "" {
		verb = http.MethodPost
	}
	request, err := http.NewRequest(verb, c.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	received, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer received.Body.Close()
	if err := json.NewDecoder(received.Body).Decode(&got); err != nil {
		c.t.Fatal(err)
	}
	return got
}

func (c *client) expectEndings(path string, expected ...string) {
	c.t.Helper()
	var endings []string
	for _, call := range c.Calls(path) {
		endings = append(endings, call.Ending)
	}
	if !reflect.DeepEqual(endings, expected) {
		c.t.Errorf("%s ended with %v, expected %v", path, endings, expected)
	}
}

func TestAnAccountHasTheFollowersOfItsSeed(t *testing.T) {
	t.Parallel()
	wechat := &client{Account: New(t, `{"followers":3}`)}
	if total := wechat.call("/cgi-bin/user/get", "").Total; total != 3 {
		t.Errorf("%d followers, expected 3", total)
	}
}

func TestATagIsCreatedWithItsName(t *testing.T) {
	t.Parallel()
	wechat := &client{Account: New(t, `{}`)}
	wechat.call("/cgi-bin/tags/create", `{"tag":{"name":"广东"}}`)
	if err := wechat.Verify("/cgi-bin/tags/create", 1, `{"tag":{"name":"广东"}}`); err != nil {
		t.Error(err)
	}
	if err := wechat.Verify("/cgi-bin/tags/create", 1, `{"tag":{"name":"广西"}}`); err == nil {
		t.Error("another name must not be verified")
	}
}

func TestAReplacedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	wechat := &client{Account: New(t, `{}`)}
	wechat.call("/cgi-bin/tags/get", "")
	wechat.AddFault(`{"fault":"replace_token","on":"/cgi-bin/tags/get"}`)
	wechat.call("/cgi-bin/tags/get", "")
	wechat.expectEndings("/cgi-bin/tags/get", "0", "40001", "0")
}

func TestAnExpiredTokenIsRenewed(t *testing.T) {
	t.Parallel()
	wechat := &client{Account: New(t, `{}`)}
	wechat.call("/cgi-bin/tags/get", "")
	wechat.Advance(7200)
	wechat.call("/cgi-bin/tags/get", "")
	wechat.expectEndings("/cgi-bin/tags/get", "0", "42001", "0")
}
