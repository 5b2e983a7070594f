//! Arguments that are refused before anything is sent: only the limits on which all sources agree. Where they
//! contradict each other (bytes or characters?) the service decides, and the library explains its error.

use alloc::string::String;

use crate::values::ids::{AppId, GroupId, TagId};

/// An argument that was refused before anything was sent. Every message names the limit and what was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// A group name (分组名字) of more than 30 characters.
    #[error("group name (分组名字): at most {limit} characters, got {given}")]
    #[non_exhaustive]
    GroupNameTooLong {
        /// 30.
        limit: usize,
        /// The characters of the name.
        given: usize,
    },
    /// A tag name (标签名) of more than 30 characters.
    #[error("tag name (标签名): at most {limit} characters, got {given}")]
    #[non_exhaustive]
    TagNameTooLong {
        /// 30.
        limit: usize,
        /// The characters of the name.
        given: usize,
    },
    /// An empty openid.
    #[error("openid: must not be empty")]
    EmptyOpenId,
    /// An openid with a blank, a control character, a quote or a comma in it. The openid itself, which is personal
    /// data, is not part of the message.
    #[error("openid: no blanks, control characters, quotes or commas, got {character:?} as character {position}")]
    #[non_exhaustive]
    OpenIdCharacter {
        /// The first such character.
        character: char,
        /// Its place, in characters, from 1.
        position: usize,
    },
    /// An empty unionid.
    #[error("unionid: must not be empty")]
    EmptyUnionId,
    /// An empty AppID.
    #[error("AppID: must not be empty")]
    EmptyAppId,
    /// No element, or more than fit in one call.
    #[error("openids: 1 to {limit} in one call, got {given}")]
    #[non_exhaustive]
    BatchSize {
        /// The most that one call takes: 20, 50 or 100.
        limit: usize,
        /// The number that was given.
        given: usize,
    },
    /// One of the groups 0, 1 and 2, which belong to the service.
    #[error("groups 0 (未分组), 1 (黑名单) and 2 (星标组) belong to the service and cannot be changed; given {id}")]
    #[non_exhaustive]
    ReservedGroup {
        /// The group that was given.
        id: GroupId,
    },
    /// One of the tags 0, 1 and 2, which belong to the service.
    #[error("tags 0, 1 and 2 (星标组) belong to the service and cannot be changed; given {id}")]
    #[non_exhaustive]
    ReservedTag {
        /// The tag that was given.
        id: TagId,
    },
    /// A `state` (web OAuth, 网页授权) of more than 128 bytes.
    #[error("state: at most {limit} bytes, got {given}")]
    #[non_exhaustive]
    StateTooLong {
        /// 128.
        limit: usize,
        /// The bytes of the state.
        given: usize,
    },
    /// An empty `redirect_uri` (web OAuth, 网页授权).
    #[error("redirect_uri: must not be empty")]
    EmptyRedirectUri,
    /// A `redirect_uri` (web OAuth, 网页授权) that no browser can be sent back to.
    #[error("redirect_uri: {problem}; expected http:// or https:// and a host, not percent-encoded")]
    #[non_exhaustive]
    RedirectUri {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A call that authenticates with the AppSecret (开发者密码), and credentials without one.
    #[error("this call authenticates with the AppSecret (开发者密码), but the credentials hold none")]
    NoSecret,
    /// A token or a ticket from outside that cannot be one. Its value is never part of the message.
    #[error("a token or ticket from outside cannot be used: {problem}")]
    #[non_exhaustive]
    Credential {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An origin (scheme, host, port) that no request can be sent to.
    #[error("origin: {problem}; expected http:// or https://, a host, and optionally a port and a path")]
    #[non_exhaustive]
    Origin {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A malformed path of a raw call or of a quota call.
    #[error("path: {problem}; expected a path such as /cgi-bin/groups/get")]
    #[non_exhaustive]
    Path {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The query of a relayed request, which is passed on as it is.
    #[error("query: {problem}; expected percent-encoded parameters without access_token, which the session adds")]
    #[non_exhaustive]
    Query {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A text that is no checkpoint. The text itself, which holds openids, is not part of the message.
    #[error("checkpoint: cannot be read: {problem}")]
    #[non_exhaustive]
    CheckpointText {
        /// What is wrong with it.
        problem: String,
    },
    /// A checkpoint that a later version of this library wrote.
    #[error("checkpoint: version {given}, and this program knows versions up to {known}; use a newer program")]
    #[non_exhaustive]
    CheckpointVersion {
        /// The latest version that can be read.
        known: u64,
        /// The version of the checkpoint.
        given: u64,
    },
    /// A checkpoint of another account.
    #[error("checkpoint: of account {given}, but this client is account {expected}")]
    #[non_exhaustive]
    CheckpointAccount {
        /// The account that calls.
        expected: AppId,
        /// The account of the checkpoint.
        given: AppId,
    },
    /// A checkpoint of another list.
    #[error("checkpoint: of {given}, but {expected} are to be exported")]
    #[non_exhaustive]
    CheckpointList {
        /// The list that is to be exported.
        expected: String,
        /// The list of the checkpoint.
        given: String,
    },
    /// The openids that are given to a resumed export are not those with which it began.
    #[error("checkpoint: the openids that are given are not the ones of the checkpoint, {problem}")]
    #[non_exhaustive]
    CheckpointOpenIds {
        /// What differs.
        problem: &'static str,
    },
    /// A number of a QR code's scene (场景值ID) that the kind of code cannot carry.
    #[error("scene (scene_id): 1 to {limit}, got {given}")]
    #[non_exhaustive]
    SceneNumber {
        /// 100,000 for a permanent code, 4,294,967,295 for a temporary one.
        limit: u32,
        /// The number.
        given: u32,
    },
    /// A text of a QR code's scene (场景值) that is empty or too long.
    #[error("scene (scene_str): 1 to {limit} characters, got {given}")]
    #[non_exhaustive]
    SceneText {
        /// 64.
        limit: usize,
        /// The characters of the text.
        given: usize,
    },
    /// The life of a temporary QR code (临时二维码) or of a short key (短key).
    #[error("lifetime: 1 to {limit} seconds (30 days), got {given}")]
    #[non_exhaustive]
    Lifetime {
        /// 2,592,000.
        limit: u64,
        /// The seconds that were given, rounded up.
        given: u64,
    },
    /// Data for a short key (长信息) that is empty or too long.
    #[error("long data (长信息): 1 to {limit} bytes, got {given}")]
    #[non_exhaustive]
    LongData {
        /// 4,096.
        limit: usize,
        /// The bytes of the data.
        given: usize,
    },
    /// An empty short key (短key).
    #[error("short key (短key): must not be empty")]
    EmptyShortKey,
    /// A text that is no day.
    #[error("day: expected a date such as 2014-12-07, got {given:?}")]
    #[non_exhaustive]
    Day {
        /// Its first 32 characters.
        given: String,
    },
    /// A span of days whose first day is after its last one.
    #[error("days: {from} is after {to}")]
    #[non_exhaustive]
    DaysReversed {
        /// The first day.
        from: String,
        /// The last day.
        to: String,
    },
    /// A day before the statistics (用户分析) begin.
    #[error("days: statistics begin on 2014-12-01, got {given}")]
    #[non_exhaustive]
    DayTooEarly {
        /// The day.
        given: String,
    },
    /// More days than one call for statistics (用户分析) takes.
    #[error("days: at most {limit} in one call, got {given}")]
    #[non_exhaustive]
    TooManyDays {
        /// 7.
        limit: u32,
        /// The days that were given.
        given: u32,
    },
    /// A value that could not be written as JSON.
    #[error("body: cannot be written as JSON: {problem}")]
    #[non_exhaustive]
    Body {
        /// The message of the JSON writer.
        problem: String,
    },
}
