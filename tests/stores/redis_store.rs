//! `RedisStore` against a real Redis: each operation, other libraries' keys, and a password.

use std::time::Duration;

use credential_store_redis::{Follower, Layout, RedisStore};
use redis::cmd;
use transport_mock::FakeWeChat;
use wechat_user::machine::{CredentialKind, Want};
use wechat_user::secret::CredentialValue;
use wechat_user::store::{CredentialStore, Owner, Replaced, StoreKey, Stored};
use wechat_user::{Client, Credentials, Origin, TokenMode};
use wechat_user_tests::redis_server::RedisServer;

const HOUR: Duration = Duration::from_secs(3_600);
const ONE: Owner = Owner::new(1);
const TWO: Owner = Owner::new(2);

fn key() -> StoreKey {
    StoreKey::new(Origin::default(), "wx0123456789abcdef".into(), TokenMode::Plain, CredentialKind::AccessToken)
}

fn store(redis: &RedisServer) -> RedisStore {
    RedisStore::from_url(&redis.url()).unwrap()
}

fn with_layout(redis: &RedisServer, layout: &str) -> RedisStore {
    store(redis).with_layout(layout.parse().unwrap())
}

fn stored(value: &str) -> Stored {
    Stored::new(value, HOUR).aged(Duration::from_secs(7))
}

fn value(store: &RedisStore) -> Option<String> {
    store.load(&key()).unwrap().map(|stored| stored.value.expose().to_owned())
}

fn replace(store: &RedisStore, seen: Option<&str>, new: &str) -> Replaced {
    store.replace(&key(), seen.map(CredentialValue::from).as_ref(), &stored(new)).unwrap()
}

const LAYOUTS: [&str; 5] = ["own", "wxjava", "wechatpy", "silenceper", "key=a:{appid},value=json-object,margin=5"];

#[test]
fn a_value_is_replaced_only_by_one_that_saw_it_in_every_layout() {
    let Some(redis) = RedisServer::start() else { return };
    for layout in LAYOUTS {
        let store = with_layout(&redis, layout);
        assert_eq!(value(&store), None);
        assert_eq!(replace(&store, None, "first"), Replaced::Won, "{layout}");
        assert_eq!(replace(&store, None, "second"), Replaced::Lost, "{layout}");
        assert_eq!(replace(&store, Some("other"), "second"), Replaced::Lost, "{layout}");
        assert_eq!(replace(&store, None, "first"), Replaced::Won, "{layout}: the same value again");
        assert_eq!(replace(&store, Some("first"), "second"), Replaced::Won, "{layout}");
        assert_eq!(value(&store).as_deref(), Some("second"), "{layout}");
        store.clear(&key()).unwrap();
        assert_eq!(value(&store), None, "{layout}");
    }
    assert_eq!(redis.everything(), [], "every key is cleared");
}

#[test]
fn time_and_age_survive_and_every_key_expires() {
    let Some(redis) = RedisServer::start() else { return };
    let own = store(&redis);
    replace(&own, None, "a-token");
    let loaded = own.load(&key()).unwrap().unwrap();
    let age = loaded.age.unwrap();
    assert!(loaded.left <= HOUR && loaded.left + age <= HOUR + Duration::from_secs(7), "{loaded:?}");
    assert!(age >= Duration::from_secs(7) && loaded.left + age + Duration::from_millis(5) > HOUR, "{loaded:?}");
    for layout in &LAYOUTS[1..] {
        replace(&with_layout(&redis, layout), None, "a-token");
    }
    let mut connection = redis.connection();
    for (name, ..) in redis.everything() {
        let left: i64 = cmd("PTTL").arg(&name).query(&mut connection).unwrap();
        assert!(left > 0 && left <= 3_600_000, "{name}: {left}");
    }
    // Redis forgets the value by itself.
    let ending = Stored::new("ending", Duration::from_millis(1));
    own.clear(&key()).unwrap();
    assert_eq!(own.replace(&key(), None, &ending).unwrap(), Replaced::Won);
    while value(&own).is_some() {}
}

#[test]
fn the_lock_is_one_owners_until_it_is_given_back_or_its_time_is_over() {
    let Some(redis) = RedisServer::start() else { return };
    for layout in ["own", "wxjava"] {
        let store = with_layout(&redis, layout);
        assert!(store.lock(&key(), ONE, HOUR).unwrap());
        assert!(!store.lock(&key(), TWO, HOUR).unwrap());
        store.unlock(&key(), TWO).unwrap();
        assert!(!store.lock(&key(), TWO, HOUR).unwrap(), "only the owner gives it back");
        assert!(store.lock(&key(), ONE, Duration::from_millis(1)).unwrap(), "re-entrant, with a new time");
        while !store.lock(&key(), TWO, HOUR).unwrap() {}
        store.unlock(&key(), ONE).unwrap();
        assert!(!store.lock(&key(), ONE, HOUR).unwrap());
        store.unlock(&key(), TWO).unwrap();
        assert!(store.lock(&key(), ONE, HOUR).unwrap());
    }
}

#[test]
fn wxjavas_lock_is_respected_and_a_lock_of_redisson_is_refused() {
    let Some(redis) = RedisServer::start() else { return };
    let (store, lock) = (with_layout(&redis, "wxjava"), "wx:lock:wx0123456789abcdef:accessTokenLock");
    let mut connection = redis.connection();
    // As its Jedis and RedisTemplate locks do it.
    let taken: Option<String> =
        cmd("SET").arg(lock).arg("an-uuid").arg("NX").arg("PX").arg(60_000).query(&mut connection).unwrap();
    assert!(taken.is_some());
    assert!(!store.lock(&key(), ONE, HOUR).unwrap());
    store.unlock(&key(), ONE).unwrap();
    let _: i64 = cmd("DEL").arg(lock).query(&mut connection).unwrap();
    assert!(store.lock(&key(), ONE, HOUR).unwrap());
    store.unlock(&key(), ONE).unwrap();
    let _: i64 = cmd("HSET").arg(lock).arg("an-uuid:1").arg(1).query(&mut connection).unwrap();
    let error = store.lock(&key(), ONE, HOUR).unwrap_err().to_string();
    assert!(error.contains("Redisson"), "{error}");
}

#[test]
fn what_another_program_put_into_a_key_of_its_own_is_left_as_it_is() {
    let Some(redis) = RedisServer::start() else { return };
    let store = with_layout(&redis, "wechatpy");
    let name = "wechatpy:wx0123456789abcdef_access_token";
    let mut connection = redis.connection();
    let _: String = cmd("SET").arg(name).arg("hush-not-json").arg("EX").arg(60).query(&mut connection).unwrap();
    for error in [store.load(&key()).unwrap_err(), store.replace(&key(), None, &stored("new")).unwrap_err()] {
        assert!(error.to_string().contains("left as it is") && !error.to_string().contains("hush"), "{error}");
    }
    let left: String = cmd("GET").arg(name).query(&mut connection).unwrap();
    assert_eq!(left, "hush-not-json");
    let _: i64 = cmd("DEL").arg(name).query(&mut connection).unwrap();
    let _: i64 = cmd("HSET").arg(name).arg("a").arg("b").query(&mut connection).unwrap();
    assert!(store.load(&key()).unwrap_err().to_string().contains("another type"));
}

#[test]
fn a_connection_that_redis_closed_is_replaced_and_no_password_is_printed() {
    let Some(redis) = RedisServer::start() else { return };
    let mut connection = redis.connection();
    let _: String = cmd("CONFIG").arg("SET").arg("requirepass").arg("hush-password").query(&mut connection).unwrap();
    let url = redis.url().replace("//", "//:hush-password@");
    let store = RedisStore::from_url(&url).unwrap();
    for number in 0..3 {
        assert_eq!(replace(&store, None, "a-token"), Replaced::Won, "{number}");
        let closed: i64 = cmd("CLIENT")
            .arg("KILL")
            .arg("TYPE")
            .arg("normal")
            .arg("SKIPME")
            .arg("yes")
            .query(&mut connection)
            .unwrap();
        assert!(closed >= 1, "the store has a connection");
        assert_eq!(value(&store).as_deref(), Some("a-token"), "{number}");
    }
    let wrong = RedisStore::from_url(&url.replace("hush-password", "hush-wrong")).unwrap();
    let none = RedisStore::from_url(&redis.url()).unwrap();
    for (other, problem) in [(&wrong, "refused the user or the password"), (&none, "refused the user or the password")]
    {
        let error = other.load(&key()).unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
        assert!(!format!("{error} {error:?} {other:?}").contains("hush"), "{other:?}");
    }
    let shown = format!("{store:?}");
    assert!(!shown.contains("hush") && shown.contains("127.0.0.1"), "{shown}");
    for url in ["hush-password", "http://:hush-password@h", "redis://:hush-password@h:99999"] {
        let error = RedisStore::from_url(url).unwrap_err().to_string();
        assert!(error.contains("redis://") && !error.contains("hush"), "{error}");
    }
}

#[test]
fn a_follower_reads_never_fetches_and_says_which_program_should_have_renewed() {
    let Some(redis) = RedisServer::start() else { return };
    let wechat = FakeWeChat::new();
    let token = wechat.stable_token();
    let requests = wechat.token_requests();
    let follower = Follower::new(with_layout(&redis, "wxjava"), TokenMode::Stable);
    let clock = wechat.clock();
    let client = Client::builder_with(Credentials::sourced(wechat.app_id()))
        .transport(wechat.clone())
        .clock(wechat.clock())
        .credential_source(move |want: &Want| {
            Ok(Some(follower.credential(want, wechat_user::clock::Clock::now(&clock))?))
        })
        .build()
        .unwrap();
    let error = client.groups().list().unwrap_err().to_string();
    assert!(error.contains("the WxJava service should have renewed it"), "{error}");

    // The clock of the client has moved while it asked again.
    wechat.clock().advance(Duration::from_secs(60));
    let name = format!("wx:access_token:{}", wechat.app_id());
    let mut connection = redis.connection();
    let _: String = cmd("SET").arg(&name).arg(token.expose()).arg("EX").arg(7_000).query(&mut connection).unwrap();
    assert_eq!(client.groups().list().unwrap().len(), 3);
    wechat.replace_token();
    let error = client.groups().list().unwrap_err();
    assert!(format!("{error:?} {error}").contains("rejected"), "{error}");
    assert_eq!(wechat.token_requests(), requests, "a follower fetches nothing");
    assert_eq!(redis.everything().len(), 1, "and writes nothing");
}

#[test]
fn a_keeper_renews_before_the_others_would() {
    let Some(redis) = RedisServer::start() else { return };
    let layout: Layout = "wxjava".parse().unwrap();
    let sharer = store(&redis).with_layout(layout.clone());
    let keeper = store(&redis).with_layout(layout).renewing_ahead();
    let left = Duration::from_secs(280);
    assert_eq!(sharer.replace(&key(), None, &Stored::new("a-token", left)).unwrap(), Replaced::Won);
    let [shared, kept] = [&sharer, &keeper].map(|store| store.load(&key()).unwrap().unwrap().left);
    assert!(shared > Duration::from_secs(120) && kept <= Duration::from_secs(120), "{shared:?} {kept:?}");
}
