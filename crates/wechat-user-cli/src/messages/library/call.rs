//! Why a call failed.

use wechat_user::errcode::{Entry, Place};
use wechat_user::{Error, ErrorKind, Remedy, ServiceError, SetupError};

use super::super::language::Language::Chinese;
use super::super::say::Say;
use super::super::text::Text;
use super::{cause, input, phrase, transport};

/// The error of a call, on one line.
pub(crate) fn call(error: &Error) -> Text {
    let path = if error.path().is_empty() { String::new() } else { format!("{}：", error.path()) };
    let attempts = match error.attempts() {
        0 | 1 => String::new(),
        attempts => format!("（共发送 {attempts} 次）"),
    };
    let rival =
        if error.rival_suspected() { "；似乎有另一个进程也在为该公众号获取 token" } else { "" };
    Text::new(error.to_string(), format!("{path}{}{attempts}{rival}", chinese(error.kind())))
}

fn chinese(kind: &ErrorKind) -> String {
    let shown = |snippet: &str| if snippet.is_empty() { String::new() } else { format!("：{snippet}") };
    match kind {
        ErrorKind::Input(error) => format!("参数有误，请求没有发出：{}", input::input(error).say(Chinese)),
        ErrorKind::Service(error) => {
            let line = format!("errcode {} {}", error.code, error.errmsg);
            let meaning = error.code.entry().map_or_else(String::new, |entry| format!("，{}", entry.zh));
            let rid = error.rid.as_deref().map_or_else(String::new, |rid| format!("（rid {rid}）"));
            format!("{}{meaning}{rid}", line.trim_end())
        }
        ErrorKind::Transport(error) => transport::transport(error).say(Chinese),
        ErrorKind::Status { status, snippet, .. } => format!("响应是 HTTP {status}，不是微信的响应{}", shown(snippet)),
        ErrorKind::Body { problem, snippet, .. } => {
            format!("响应无法解析：{}{}", phrase(problem).say(Chinese), shown(snippet))
        }
        ErrorKind::Token(error) => format!("没有 access_token：{}", call(error).say(Chinese)),
        ErrorKind::Setup(error) => cause(&**error).say(Chinese),
        ErrorKind::Source(error) => format!("凭据的来源出错：{}", cause(error.get_ref()).say(Chinese)),
        ErrorKind::TokenStuck => {
            "微信不接受该 access_token，再次获取时又返回同一个；它可能属于别的公众号，或需要强制刷新".to_owned()
        }
        ErrorKind::TokenMissing => "access_token 由外部提供，但没有可用的".to_owned(),
        ErrorKind::Deadline { waiting_for, .. } => {
            format!("调用超时，当时正在等待{}", phrase(waiting_for).say(Chinese))
        }
        ErrorKind::Partial { failed, error, .. } => {
            format!("{} 个 openid 失败，其余已完成：{}", failed.len(), chinese(error.kind()))
        }
        ErrorKind::Cancelled => "已取消".to_owned(),
        other => format!("调用失败：{other}"),
    }
}

/// A client that could not be set up.
pub(super) fn setup(error: &SetupError) -> Text {
    let chinese = match error {
        SetupError::Variable { name, problem, .. } => format!("环境变量 {name} {}", phrase(problem).say(Chinese)),
        SetupError::NoTransport => "客户端没有 HTTP 传输层".to_owned(),
        other => format!("客户端无法建立：{other}"),
    };
    Text::new(error.to_string(), chinese)
}

/// The first line of a report: meaning and rid have lines of their own. `cause` is the error of the token request, if
/// that is what failed.
pub(crate) fn headline(error: &Error, cause: &Error, service: &ServiceError) -> Text {
    let is_token = matches!(error.kind(), ErrorKind::Token(_));
    let line = |colon: &str, no_token: &str| {
        let path = if cause.path().is_empty() { String::new() } else { format!("{}{colon}", cause.path()) };
        let token = if is_token { no_token } else { "" };
        format!("{path}{token}errcode {} {}", service.code, service.errmsg).trim_end().to_owned()
    };
    let (english, chinese) = match cause.attempts() {
        0 | 1 => (String::new(), String::new()),
        attempts => (format!(" (after {attempts} attempts)"), format!("（共发送 {attempts} 次）")),
    };
    Text::new(line(": ", "no access token: ") + &english, line("：", "没有 access_token：") + &chinese)
}

/// What an error code means.
pub(crate) fn meaning_of(entry: &Entry) -> Text {
    Text::new(entry.en.to_owned(), entry.zh.to_owned())
}

/// What helps against an error code at this place.
pub(crate) fn advice_of(entry: &Entry, place: Place) -> Text {
    Text::new(entry.advice_en(place).to_owned(), entry.advice_zh(place).to_owned())
}

/// What a remedy is.
pub(crate) fn remedy(remedy: Remedy) -> Text {
    Text::new(remedy.advice_en().to_owned(), remedy.advice_zh().to_owned())
}
