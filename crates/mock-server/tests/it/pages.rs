//! The pages: signing in with a simulated user, and the control page.

use mock_server::MockServer;
use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Service};

use crate::callback::create_code;
use crate::client::{Answer, Client, admin};

const SHOP: &str = "http%3A%2F%2Fshop.example%2Fback%3Fx%3D1";

fn server() -> MockServer {
    MockServer::builder().service(FakeWeChat::new().with_followers(45).with_seed(7)).start().unwrap()
}

fn query(scope: &str, more: &str) -> String {
    format!("appid={}&redirect_uri={SHOP}&response_type=code&scope={scope}&state=s%26t{more}", Service::APP_ID)
}

fn open(server: &MockServer, query: &str, headers: &str) -> Answer {
    let mut client = Client::new(server);
    client.write(&format!("GET /connect/oauth2/authorize?{query} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
    client.read().unwrap()
}

fn submit(server: &MockServer, form: &str, headers: &str) -> Answer {
    let mut client = Client::new(server);
    let length = form.len();
    client.write(&format!(
        "POST /connect/oauth2/authorize HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{headers}\r\n{form}"
    ));
    client.read().unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

fn location(answer: &Answer) -> &str {
    &answer.location
}

/// The response to the exchange of the code in a `Location`.
fn exchange(server: &MockServer, answer: &Answer) -> Value {
    let code = location(answer).split("code=").nth(1).unwrap().split('&').next().unwrap();
    let (app_id, secret) = (Service::APP_ID, Service::APP_SECRET);
    let query = format!("appid={app_id}&secret={secret}&code={code}&grant_type=authorization_code");
    Client::new(server).json(&format!("/sns/oauth2/access_token?{query}"), "")
}

#[test]
fn twenty_users_are_on_a_page_and_the_next_page_has_the_next_ones() {
    let server = server();
    let mut seen = Vec::new();
    let mut next = query("snsapi_userinfo", "");
    loop {
        let page = open(&server, &next, "");
        assert_eq!((page.status, header(&page, "content-type")), (200, "text/html; charset=utf-8"));
        let html = text(&page);
        let openids = html.split("name=\"openid\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        seen.push(openids.map(str::to_owned).collect::<Vec<_>>());
        assert!(html.contains("<code id=\"scope\">snsapi_userinfo</code>"), "{html}");
        assert!(html.contains("<code id=\"state\">s&amp;t</code>"), "{html}");
        let Some(link) = html.split("id=\"next\" href=\"/connect/oauth2/authorize?").nth(1) else { break };
        next = link.split('"').next().unwrap().replace("&amp;", "&");
    }
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 5]);
    let followers: Vec<String> = (0..45).map(|number| server.service().openid(number).to_string()).collect();
    assert_eq!(seen.concat(), followers);
}

#[test]
fn a_choice_leads_back_with_a_code_that_can_be_exchanged() {
    let server = server();
    let openid = server.service().openid(3);
    let chosen = submit(&server, &format!("{}&openid={openid}", query("snsapi_userinfo", "")), "");
    assert_eq!(chosen.status, 303);
    assert!(location(&chosen).starts_with("http://shop.example/back?x=1&code="), "{}", chosen.head);
    assert!(location(&chosen).ends_with("&state=s%26t"), "{}", chosen.head);
    let cookie = header(&chosen, "set-cookie");
    assert!(cookie.ends_with("; path=/connect/oauth2/authorize; httponly; samesite=lax"), "{cookie}");
    assert_eq!(server.service().calls(), 0, "pages are not in the journal");
    let granted = exchange(&server, &chosen);
    assert_eq!((&granted["openid"], &granted["scope"]), (&json!(openid), &json!("snsapi_userinfo")), "{granted}");
}

#[test]
fn a_denial_returns_the_state_without_a_code_and_a_snapshot_is_a_virtual_user() {
    let server = server();
    let denied = submit(&server, &query("snsapi_userinfo", "&choice=deny"), "");
    assert_eq!((denied.status, location(&denied)), (303, "http://shop.example/back?x=1&state=s%26t"));
    assert_eq!(header(&denied, "set-cookie"), "");
    let snapshot = submit(&server, &query("snsapi_userinfo", "&choice=snapshot"), "");
    assert_eq!(exchange(&server, &snapshot)["is_snapshotuser"], 1);
    let openid = server.service().openid(3);
    let forced = submit(&server, &query("snsapi_base", &format!("&forceSnapShot=true&openid={openid}")), "");
    assert_eq!(exchange(&server, &forced)["is_snapshotuser"], 1);
}

#[test]
fn snsapi_base_is_silent_after_the_first_choice_unless_a_popup_is_forced() {
    let server = server();
    let openid = server.service().openid(3);
    let base = query("snsapi_base", "");
    assert_eq!(open(&server, &base, "").status, 200, "a user must be chosen first");
    let cookie = format!("Cookie: other=1; user_of_{}={openid}\r\n", Service::APP_ID);
    let silent = open(&server, &base, &cookie);
    assert_eq!(silent.status, 303);
    assert_eq!(exchange(&server, &silent)["openid"], json!(openid));
    for query in [query("snsapi_base", "&forcePopup=true"), query("snsapi_userinfo", "")] {
        let page = open(&server, &query, &cookie);
        assert!(page.status == 200 && text(&page).contains("<p id=\"again\">As before: "), "{}", page.head);
    }
    // The user of another account, or text that is no openid.
    for value in ["oOther", "<script>"] {
        let cookie = format!("Cookie: user_of_{}={value}\r\n", Service::APP_ID);
        assert_eq!(open(&server, &base, &cookie).status, 200);
    }
}

#[test]
fn what_the_real_page_refuses_is_refused_with_its_code() {
    let server = server();
    let domains = json!({"followers": 3, "settings": {"web_domains": ["shop.example"]}});
    admin(&server, "POST", "accounts", &json!({"app_id": "wx-shop", "settings": domains["settings"]}));
    let refused = |query: &str| {
        let page = open(&server, query, "");
        assert_eq!(page.status, 400, "{query}");
        text(&page).split("<code id=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    let good = query("snsapi_base", "");
    assert_eq!(refused(&good.replace("appid=", "x=")), "10012");
    assert_eq!(refused(&good.replace("redirect_uri=", "x=")), "10011");
    assert_eq!(refused(&good.replace("scope=snsapi_base", "x=")), "10010");
    assert_eq!(refused(&good.replace("snsapi_base", "snsapi_login")), "10005");
    assert_eq!(refused(&good.replace(SHOP, "javascript%3Aalert(1)")), "10003");
    assert_eq!(refused(&good.replace(Service::APP_ID, "wx-none")), "40013");
    assert_eq!(refused(&good.replace("response_type=code", "response_type=token")), "");
    let shop = good.replace(Service::APP_ID, "wx-shop");
    assert_eq!(open(&server, &shop, "").status, 200);
    assert_eq!(refused(&shop.replace("shop.example", "www.shop.example")), "10003");
    let form = shop.replace("shop.example", "evil.example") + "&choice=deny";
    assert_eq!(submit(&server, &form, "").status, 400, "the form is checked too");
    assert_eq!(submit(&server, &good, "").status, 400, "nothing was chosen");
    assert_eq!(submit(&server, &format!("{good}&openid=oOther"), "").status, 400, "an openid of another account");
}

#[test]
fn hostile_texts_are_escaped_on_the_page() {
    let server = server();
    let hostile = "\"'><script>alert(1)</script>";
    let user = json!([{"user": 0, "profile": {"nickname": hostile}}]);
    admin(&server, "POST", "seed", &json!({"followers": 2, "users": user}));
    let state = "%22%27%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let address = format!("{SHOP}%23{state}");
    let html = text(&open(&server, &query("snsapi_userinfo", "").replace("s%26t", state).replace(SHOP, &address), ""));
    assert!(!html.contains("<script"), "{html}");
    assert_eq!(html.matches("&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;").count(), 5, "{html}");
}

#[test]
fn pages_carry_a_policy_and_are_refused_to_other_origins() {
    let server = server();
    let control = Client::new(&server).send("/_mock/", "").unwrap();
    assert!(text(&control).contains("<script src=\"/_mock/page.js\" defer></script>"));
    let policy = header(&control, "content-security-policy");
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(header(&control, "referrer-policy"), "same-origin");
    let page = open(&server, &query("snsapi_base", ""), "");
    let policy = header(&page, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("form-action"), "{policy}");
    assert_eq!(header(&page, "referrer-policy"), "same-origin");
    for (path, kind) in
        [("/_mock/page.js", "text/javascript; charset=utf-8"), ("/_mock/page.css", "text/css; charset=utf-8")]
    {
        let asset = Client::new(&server).send(path, "").unwrap();
        assert_eq!((asset.status, header(&asset, "content-type")), (200, kind));
    }
    let form = query("snsapi_base", "&choice=deny");
    assert_eq!(submit(&server, &form, "Origin: http://evil.example\r\n").status, 403);
    assert_eq!(submit(&server, &form, "Origin: null\r\n").status, 403);
    assert_eq!(submit(&server, &form, "Origin: http://x\r\n").status, 303);
    let mut client = Client::new(&server);
    client.write(&format!(
        "POST /connect/oauth2/authorize HTTP/1.1\r\nHost: evil.example\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    ));
    assert_eq!(client.read().unwrap().status, 403);
    for path in ["/connect/other", "/connect", "/connection"] {
        assert_eq!(Client::new(&server).send(path, "").unwrap().status, 404, "{path}");
    }
}

#[test]
fn followers_are_listed_with_the_names_of_their_tags() {
    let server = server();
    let user = json!([{"user": 1, "remark": "王经理", "profile": {"nickname": "Band"}}]);
    let tags = json!([{"name": "广东", "members": [1]}]);
    admin(&server, "POST", "seed", &json!({"followers": 3, "users": user, "tags": tags}));
    let list = |query: &str| admin(&server, "GET", &format!("followers{query}"), &Value::Null);
    let (_, all) = list("");
    assert_eq!((&all["total"], &all["next"], all["followers"].as_array().unwrap().len()), (&json!(3), &Value::Null, 3));
    let openid = server.service().openid(1);
    let expected = json!({"openid": openid, "nickname": "Band", "remark": "王经理", "group": 0, "tags": ["广东"]});
    assert_eq!(all["followers"][1], expected);
    let (_, page) = list("?limit=2");
    assert_eq!(page["next"], json!(openid));
    assert_eq!(
        list(&format!("?limit=2&after={openid}")).1["followers"][0]["openid"],
        json!(server.service().openid(2))
    );
    for bad in ["?limit=0", "?limit=101", "?after=", "?page=1"] {
        assert_eq!(list(bad).0, 400, "{bad}");
    }
}

#[test]
fn the_picture_of_a_qr_code_holds_its_url_and_a_bad_ticket_gets_404() {
    let server = server();
    let created = create_code(&server);
    let ticket: String = form_urlencoded::byte_serialize(created["ticket"].as_str().unwrap().as_bytes()).collect();
    let show = |ticket: &str| Client::new(&server).send(&format!("/cgi-bin/showqrcode?ticket={ticket}"), "").unwrap();
    let picture = show(&ticket);
    assert_eq!((picture.status, header(&picture, "content-type")), (200, "image/png"));
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture.body)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let side = reader.next_frame(&mut pixels).unwrap().width as usize;
    let code = qrcode::QrCode::new(created["url"].as_str().unwrap()).unwrap();
    assert_eq!(side, (code.width() + 8) * 8);
    for y in 0..code.width() {
        for x in 0..code.width() {
            let pixel = pixels[((y + 4) * 8 + 3) * side + (x + 4) * 8 + 3];
            assert_eq!(pixel == 0, code[(x, y)] == qrcode::Color::Dark, "{x} {y}");
        }
    }
    for bad in ["none", "", &ticket[..30], &ticket.replace("%2F", "x")] {
        assert_eq!(show(bad).status, 404, "{bad}");
    }
    admin(&server, "POST", "clock", &json!({"advance_ms": 600_000}));
    assert_eq!(show(&ticket).status, 404, "it has expired");
    assert_eq!(server.service().calls(), 1, "pictures are not in the journal");
}
