//! The settings of the account, among them every doubt about what the service does. Defaults follow the best source.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::written::seconds;

/// The simulated account's settings. A field that starts with "Doubt" says which sources differ.
///
/// ```
/// use transport_mock::{FakeWeChat, TextLimit};
///
/// let wechat = FakeWeChat::new().with_settings(|settings| {
///     settings.group_limit = 100;
///     settings.group_name_limit = TextLimit::Chars(30);
/// });
/// assert_eq!(wechat.settings().group_limit, 100);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// Whether calls need an `access_token`. Inside cloud hosting (微信云托管) they do not, and plain HTTP is allowed.
    /// Default: true.
    pub require_token: bool,
    /// Whether the account is verified (已认证). Unverified accounts get 48001 from all of user management. Default: true.
    pub verified: bool,
    /// The IP whitelist (IP白名单) for fetching tokens, else 40164. Default: none, every address is allowed.
    pub ip_whitelist: Option<Vec<IpAddr>>,
    /// The address of calls without a [`ClientIp`](crate::ClientIp). Default: 192.0.2.1, of a block for documentation.
    pub client_ip: IpAddr,
    /// How long a new token is valid. Default: 7200 seconds, as the documents say.
    #[serde(with = "seconds")]
    pub token_lifetime: Duration,
    /// Doubt: which code a well-formed but wrong AppSecret gets. Tables say 40125, a post of 2019 shows 40001. Default:
    /// 40125.
    pub wrong_secret: i64,
    /// Doubt: which code the 21st forced refresh of a day gets. The documents give the budget (20) and no code. True:
    /// 45009. False: the current token, as for a refresh that is too early. Default: true.
    pub refuse_force_over_budget: bool,
    /// How many groups (分组) an account may create before 45018. The documents of 2014 say 500, later ones 100. Default:
    /// 500.
    pub group_limit: usize,
    /// Doubt: how long a group's name may be before 45017. The documents say 30 characters; tags and remarks count
    /// bytes. Default: 30 bytes.
    pub group_name_limit: TextLimit,
    /// Doubt: which code an empty or duplicate name gets: 40051 or 40117. Default: 40051.
    pub bad_group_name: i64,
    /// Doubt: which code an unknown group id gets: 40050, or 40152 as with mass messages. Default: 40050.
    pub bad_group_id: i64,
    /// Doubt: which code the groups calls return for a user who does not follow: their samples show 40003,
    /// `updateremark` says 43004. Default: 40003.
    pub group_of_non_follower: i64,
    /// How many tags (标签) an account may create before 45056. Default: 100, as the documents say.
    pub tag_limit: usize,
    /// Doubt: how long a tag's name may be before 45158: 30 characters or 30 bytes, on the same page. Default: 30
    /// bytes, as with remarks.
    pub tag_name_limit: TextLimit,
    /// How many tags one user can have before 45059. Default: 20; it was 3 in 2016.
    pub tags_per_user_limit: usize,
    /// Doubt: a tag with more followers than this cannot be deleted, 45057. Old documents say 100,000, current ones do
    /// not mention it. Default: 100,000.
    pub undeletable_tag_above: u64,
    /// Doubt: how many openids a page of `user/tag/get` has. Only an SDK says. Default: 10,000.
    pub tag_page_size: usize,
    /// Doubt: what tagging and untagging do with users who do not follow. Default: [`NonFollowers::PartialFailure`].
    pub non_followers_in_batch: NonFollowers,
    /// Doubt: which `groupid` a user with tags and no group has. A dump of 2016 shows tag 2 as group 2. True: their
    /// first tag. Default: false, 0.
    pub groupid_shows_tag: bool,
    /// Doubt: how many openids a page of the blacklist (黑名单) has: 1000, or 10,000 on an old page. Default: 1000.
    pub blacklist_page_size: usize,
    /// Doubt: whether a page of the blacklist starts with `begin_openid` itself, as in the samples, or after it.
    /// Default: false, after.
    pub blacklist_begins_with_cursor: bool,
    /// Doubt: how `\\uXXXX` in bodies is read. It failed in 2015 and is said to work since 2017. Default:
    /// [`Escapes::Accept`].
    pub escapes: Escapes,
    /// Doubt: whether a cursor that is not a text, `"begin_openid":null` from one SDK, means the first page, or 47001.
    /// Default: true, the first page.
    pub null_is_first_page: bool,
    /// Doubt: whether `changeopenid` accepts the old account's app id, which most SDKs send, in addition to the
    /// documented `gh_` id. Default: true, either.
    pub from_app_id: bool,
    /// Doubt: how long a remark (备注名) may be before 40092. The documents say "less than 30 bytes" or "30 characters";
    /// in practice ten Chinese characters (30 bytes) pass and eleven fail. Default: 30 bytes.
    pub remark_limit: TextLimit,
    /// How many openids a page of `user/get` has. Default: 10,000, as the documents say.
    pub page_size: usize,
    /// Doubt: how the list of followers ends. Default: [`EndOfList::EmptyPageAfter`].
    pub end_of_list: EndOfList,
    /// How long a new ticket is valid. Default: 7200 seconds, as the documents say.
    #[serde(with = "seconds")]
    pub ticket_lifetime: Duration,
    /// The domains that web authorizations may return to (网页授权域名); `None` allows all. Default: all.
    pub web_domains: Option<Vec<String>>,
    /// Doubt: whether `sns/userinfo` writes the sex as a text, `"sex":"1"`, as old samples do. Default: false, a
    /// number.
    pub web_sex_is_text: bool,
    /// Doubt: whether a `snsapi_base` authorization revokes earlier `snsapi_userinfo` ones of the same user, as one
    /// blog reports. Default: false.
    pub base_revokes_userinfo: bool,
    /// Doubt: which code `openapi/quota/get` returns for an unknown path: 76021 in the table of codes, 76003 in the
    /// text. Default: 76021.
    pub bad_cgi_path: i64,
    /// How many permanent QR codes (永久二维码) an account may create before 45029. Default: 100,000, as the documents
    /// say.
    pub permanent_code_limit: usize,
    /// Doubt: how long the text of a temporary QR code (临时二维码) may be. The documents say 64 characters, longer ones
    /// were accepted. Default: 64.
    pub temporary_scene_chars: usize,
    /// Doubt: which code `shorten/fetch` returns for an unknown or expired key. No source names it. Default: 40097.
    pub bad_short_key: i64,
    /// Doubt: whether the statistics (用户分析) count a user who ceases to follow under the channel through which they had
    /// begun, or under 0. No source says it. Default: true, under the channel.
    pub cancels_by_channel: bool,
    /// The addresses that pushes come from, for `getcallbackip`. Default: two addresses of a block for documentation.
    pub callback_ips: Vec<IpAddr>,
    /// The addresses of the API, for `get_api_domain_ip`. Default: two addresses of a block for documentation.
    pub api_ips: Vec<IpAddr>,
    /// The address of the account's callback, for `callback/check`; `None` if there is none (40201). Default: an
    /// address of a block for documentation.
    pub callback_host_ip: Option<IpAddr>,
    /// Which profile fields (昵称, 性别, 地区, 头像) responses have. Default: [`ProfileFields::Full`], as until 2021.
    pub profile_fields: ProfileFields,
    /// Whether the account is bound to an Open Platform account, so that users have a `unionid`. Default: false.
    pub unionids: bool,
    /// Whether `/` in user data is written `\/`, as the service does. Default: true.
    pub escape_slashes: bool,
}

impl Settings {
    /// Refuses everything that a document forbids, even if it works in practice.
    ///
    /// Names of groups and tags have at most 30 bytes, remarks 29; bodies have no `\\uXXXX` (40033), cursors are texts,
    /// `from_appid` is the `gh_` id; an account has at most 100 groups; openids in a batch belong to followers (50005).
    #[must_use]
    pub fn strict() -> Self {
        Self {
            group_limit: 100,
            remark_limit: TextLimit::Bytes(29),
            escapes: Escapes::Refuse,
            null_is_first_page: false,
            from_app_id: false,
            non_followers_in_batch: NonFollowers::Rejected,
            ..Self::default()
        }
    }

    /// Accepts everything that one source allows: names and remarks of 30 characters, and deleting any tag.
    #[must_use]
    pub fn loose() -> Self {
        Self {
            group_name_limit: TextLimit::Chars(30),
            tag_name_limit: TextLimit::Chars(30),
            remark_limit: TextLimit::Chars(30),
            undeletable_tag_above: u64::MAX,
            ..Self::default()
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            require_token: true,
            verified: true,
            ip_whitelist: None,
            client_ip: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
            token_lifetime: Duration::from_secs(7_200),
            wrong_secret: 40125,
            refuse_force_over_budget: true,
            group_limit: 500,
            group_name_limit: TextLimit::Bytes(30),
            bad_group_name: 40051,
            bad_group_id: 40050,
            group_of_non_follower: 40003,
            tag_limit: 100,
            tag_name_limit: TextLimit::Bytes(30),
            tags_per_user_limit: 20,
            undeletable_tag_above: 100_000,
            tag_page_size: 10_000,
            non_followers_in_batch: NonFollowers::PartialFailure,
            groupid_shows_tag: false,
            blacklist_page_size: 1_000,
            blacklist_begins_with_cursor: false,
            escapes: Escapes::Accept,
            null_is_first_page: true,
            from_app_id: true,
            remark_limit: TextLimit::Bytes(30),
            page_size: 10_000,
            end_of_list: EndOfList::EmptyPageAfter,
            ticket_lifetime: Duration::from_secs(7_200),
            web_domains: None,
            web_sex_is_text: false,
            base_revokes_userinfo: false,
            bad_cgi_path: 76021,
            permanent_code_limit: 100_000,
            temporary_scene_chars: 64,
            bad_short_key: 40097,
            cancels_by_channel: true,
            callback_ips: [[198, 51, 100, 10], [198, 51, 100, 11]].map(IpAddr::from).into(),
            api_ips: [[203, 0, 113, 10], [203, 0, 113, 11]].map(IpAddr::from).into(),
            callback_host_ip: Some(IpAddr::from([192, 0, 2, 80])),
            profile_fields: ProfileFields::Full,
            unionids: false,
            escape_slashes: true,
        }
    }
}

/// The largest page that can be set. A page is one response in memory; the service's have at most 10,000 openids.
const MAX_PAGE: usize = 100_000;

impl Settings {
    /// Checks the sizes that cost memory.
    pub(crate) fn check(&self) -> Result<(), String> {
        let sizes = [
            ("page_size", self.page_size),
            ("tag_page_size", self.tag_page_size),
            ("blacklist_page_size", self.blacklist_page_size),
        ];
        match sizes.into_iter().find(|(_, size)| !(1..=MAX_PAGE).contains(size)) {
            Some((name, size)) => Err(format!("\"{name}\": 1 to {MAX_PAGE}, got {size}")),
            None => Ok(()),
        }
    }

    /// A page size within the limits.
    pub(crate) fn bounded(page_size: usize) -> usize {
        page_size.clamp(1, MAX_PAGE)
    }
}

/// A limit on the length of a text, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TextLimit {
    /// Bytes of UTF-8: a Chinese character counts three.
    Bytes(usize),
    /// Unicode characters.
    Chars(usize),
}

impl TextLimit {
    pub(crate) fn allows(self, text: &str) -> bool {
        match self {
            Self::Bytes(limit) => text.len() <= limit,
            Self::Chars(limit) => text.chars().count() <= limit,
        }
    }
}

/// How `\\uXXXX` in the body of a request is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Escapes {
    /// As the character, as in any JSON.
    Accept,
    /// Refused with 40033, as menus still do.
    Refuse,
    /// As six characters of text each, as in 2014; five Chinese characters fill a remark.
    Literal,
}

/// How the last page of a list is marked. Sources name three ways; a client must handle all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EndOfList {
    /// The cursor of the last page is its last openid; the next page has `count` 0, an empty cursor and no `data`. Seen
    /// in practice.
    EmptyPageAfter,
    /// The last page has an empty `next_openid`, as the documents say.
    EmptyCursor,
    /// The last page has a `next_openid` of one space, as one edition of the documents shows.
    BlankCursor,
}

/// What a batch does with users of this account who do not follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NonFollowers {
    /// The change applies to the followers; 45171 names the others in `fail_openid_list`.
    PartialFailure,
    /// 50005, and nothing changes.
    Rejected,
}

/// What responses contain of the profile fields that the service stopped returning in 2021.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProfileFields {
    /// Nickname, sex, city, province, country and avatar as until 2021.
    Full,
    /// The keys are present, the texts are empty, the sex is 0.
    Emptied,
    /// The keys are missing.
    Absent,
}
