//! `client.followers()`, `client.tags().members(tag)`, `client.blacklist().iter()`

use wechat_user_core::endpoint::Paged;
use wechat_user_core::machine::{Pages, Stop};
use wechat_user_core::users::{GetFollowers, OpenIdList, OpenIdPage};
use wechat_user_core::{Error, OpenId};

use crate::drive::{Drive, Next};
use crate::ended::Ended;
use crate::shared::Handle;

/// All openids of a list, one after the other; a page is fetched when the one before is used up. Ends after the first
/// error.
///
/// ```
/// # use transport_mock::FakeWeChat;
/// # use wechat_user::Client;
/// # fn main() -> Result<(), wechat_user::Error> {
/// # let wechat = FakeWeChat::new().with_followers(25_000);
/// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// let mut followers = client.followers();
/// let first: Vec<_> = followers.by_ref().take(12_345).collect::<Result<_, _>>()?;
/// // Another day:
/// let cursor = followers.cursor().cloned().unwrap();
/// let rest = client.followers_from(cursor).count();
/// assert_eq!(first.len() + rest, 25_000);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is sent until an openid is asked for"]
pub struct OpenIds<E: Paged<Response = OpenIdPage>> {
    pages: Drive<Pages<E>>,
    page: OpenIdList,
    next: usize,
    last: Option<OpenId>,
    over: bool,
}

/// All followers (关注者列表): [`Client::followers`](crate::Client::followers). A page has 10,000.
pub type Followers = OpenIds<GetFollowers>;

impl<E: Paged<Response = OpenIdPage>> OpenIds<E> {
    pub(crate) fn new(handle: Handle, first: E) -> Self {
        let last = first.cursor().cloned();
        Self { pages: Drive::new(handle, Pages::new(first)), page: OpenIdList::default(), next: 0, last, over: false }
    }

    /// The last openid that was yielded, or where the walk started: the method that started this walk has a twin
    /// (`..._from`) that goes on behind it.
    #[must_use]
    pub const fn cursor(&self) -> Option<&OpenId> {
        self.last.as_ref()
    }

    /// Why the walk ended, once its last page is there: [`Stop::CursorRepeated`] means that the service went round in
    /// circles, and that the list may be incomplete.
    #[must_use]
    pub const fn stopped(&self) -> Option<Stop> {
        self.pages.stopped()
    }

    /// The same walk in whole pages, from the next page on.
    pub fn pages(self) -> Drive<Pages<E>> {
        self.pages
    }

    fn next_page(&mut self) -> Option<Result<OpenIdPage, Error>> {
        match self.pages.advance() {
            Next::Item(page) => Some(page),
            Next::Ended(Ended::Done | Ended::Stopped) => None,
            Next::Ended(Ended::Cancelled) => Some(Err(Error::cancelled(E::SPEC.path()))),
        }
    }
}

impl<E: Paged<Response = OpenIdPage>> Iterator for OpenIds<E> {
    type Item = Result<OpenId, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            if let Some(openid) = self.page.get(self.next) {
                self.next += 1;
                // Nothing says whether a page of the blacklist begins with its cursor, which the page before ended
                // with.
                if self.last.as_ref() == Some(&openid) {
                    continue;
                }
                self.last = Some(openid.clone());
                return Some(Ok(openid));
            }
            match self.next_page() {
                Some(Ok(page)) => (self.page, self.next) = (page.openids, 0),
                Some(Err(error)) => {
                    self.over = true;
                    return Some(Err(error));
                }
                None => self.over = true,
            }
        }
        None
    }
}
