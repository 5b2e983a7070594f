// Package wechatmock has a simulated WeChat account for each test.
package wechatmock

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"
)

// Account is an account of the simulator.
type Account struct {
	URL       string
	AppID     string `json:"app_id"`
	AppSecret string `json:"app_secret"`
	t         testing.TB
}

// Entry is a call in the journal.
type Entry struct {
	Number int    `json:"number"`
	Path   string `json:"path"`
	Ending string `json:"ending"`
}

// New creates an account with a seed, such as {"followers":3}. It is removed after the test. The simulator is that of
// WECHAT_MOCK_URL, otherwise http://127.0.0.1:8080.
func New(t testing.TB, seed string) *Account {
	t.Helper()
	account := &Account{URL: os.Getenv("WECHAT_MOCK_URL"), t: t}
	if account.URL == "" {
		account.URL = "http://127.0.0.1:8080"
	}
	account.must(http.MethodPost, "", seed, account)
	t.Cleanup(func() { account.must(http.MethodDelete, "/"+account.AppID, "", nil) })
	return account
}

// AddFault adds a fault, such as {"fault":"replace_token"}.
func (a *Account) AddFault(fault string) {
	a.t.Helper()
	a.must(http.MethodPost, "/"+a.AppID+"/faults", fault, nil)
}

// Advance moves the clock of this account.
func (a *Account) Advance(seconds int) {
	a.t.Helper()
	a.must(http.MethodPost, "/"+a.AppID+"/clock", fmt.Sprintf(`{"advance_ms":%d}`, seconds*1000), nil)
}

// Calls returns the calls of a path.
func (a *Account) Calls(path string) []Entry {
	a.t.Helper()
	var journal struct {
		Entries []Entry `json:"entries"`
	}
	a.must(http.MethodGet, "/"+a.AppID+"/journal?path="+path, "", &journal)
	return journal.Entries
}

// Verify returns an error unless the path was called this many times, with this JSON in the body.
func (a *Account) Verify(path string, times int, body string) error {
	expected := fmt.Sprintf(`{"path":%q,"times":%d,"body":%s}`, path, times, body)
	return a.call(http.MethodPost, "/"+a.AppID+"/journal/verify", expected, nil)
}

func (a *Account) must(verb, path, body string, result any) {
	a.t.Helper()
	if err := a.call(verb, path, body, result); err != nil {
		a.t.Fatal(err)
	}
}

func (a *Account) call(verb, path, body string, result any) error {
	request, err := http.NewRequest(verb, a.URL+"/_mock/accounts"+path, bytes.NewBufferString(body))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %d %s", verb, path, response.StatusCode, text)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(text, result)
}
