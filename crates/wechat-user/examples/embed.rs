//! A program that keeps a client in a struct, as it keeps its database connection: ordinary blocking calls, shared by
//! its threads.
//!
//! `cargo run -p wechat-user --example embed` runs it against the simulator. The real thing differs in one line: see
//! `main`.

#![allow(clippy::print_stdout, reason = "an example tells what it does")]

use std::thread;

use transport_mock::FakeWeChat;
use wechat_user::{Client, ErrCode, Error, GroupId, OpenId, Remedy};

/// The part of a shop that deals with WeChat.
struct Shop {
    wechat: Client,
    customers: GroupId,
}

impl Shop {
    /// Makes sure that the group is there. Doing it again on every start is harmless.
    fn open(wechat: Client) -> Result<Self, Error> {
        let customers = wechat.groups().ensure("华东客户")?.id;
        Ok(Self { wechat, customers })
    }

    /// Puts a buyer into the group, and what was bought into the remark (备注名).
    fn sold(&self, buyer: &OpenId, what: &str) -> Result<(), Error> {
        self.wechat.groups().move_user(buyer, self.customers)?;
        self.wechat.users().set_remark(buyer, what)
    }

    /// How many follow the account and have bought nothing yet. Stops at the first error.
    fn only_looking(&self) -> Result<usize, Error> {
        let mut count = 0;
        for openid in self.wechat.followers() {
            if self.wechat.groups().of(&openid?)? != self.customers {
                count += 1;
            }
        }
        Ok(count)
    }
}

fn main() -> Result<(), Error> {
    // The real thing: Client::new("wx0123456789abcdef", wechat_user::secret_from_env("WECHAT_APPSECRET")?)?
    let wechat = FakeWeChat::new().with_followers(120);
    let client = Client::builder(wechat.app_id(), wechat.app_secret())
        .transport(wechat.clone())
        .clock(wechat.clock())
        .build()?;
    let shop = Shop::open(client)?;

    // Three tills sell at the same time, and another process replaces the token under their feet.
    wechat.replace_token();
    let results: Vec<Result<(), Error>> = thread::scope(|scope| {
        let till = |number: u64| {
            let (shop, wechat) = (&shop, &wechat);
            move || (0..10).try_for_each(|sale| shop.sold(&wechat.openid(number * 10 + sale), "绿茶"))
        };
        let tills = [0, 1, 2].map(|number| scope.spawn(till(number)));
        tills.into_iter().filter_map(|till| till.join().ok()).collect()
    });
    assert_eq!(results.len(), 3, "no till panicked");
    results.into_iter().collect::<Result<(), Error>>()?;
    println!(
        "30 sales; the token was fetched {} times: at the start, and once for all three tills",
        wechat.token_requests()
    );
    assert_eq!(wechat.token_requests(), 2);
    assert_eq!(wechat.members_of(shop.customers).len(), 30);
    assert_eq!(wechat.remark_of(&wechat.openid(29)).as_deref(), Some("绿茶"));

    let looking = shop.only_looking()?;
    println!("{looking} followers are only looking");
    assert_eq!(looking, 90);

    // A user who does not follow. The error says what happened and what helps; it contains no token and no secret.
    let Err(refused) = shop.sold(&wechat.openid(9_999), "红茶") else { panic!("a stranger cannot be moved") };
    println!("refused: {refused}");
    assert_eq!(refused.code(), Some(ErrCode::new(40003)));
    assert_eq!(refused.remedy(), Remedy::FixRequest);
    Ok(())
}
