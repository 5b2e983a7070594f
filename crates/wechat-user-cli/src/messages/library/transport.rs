//! Why there was no response, and why a transport cannot be built.

use transport_ureq::{BuildError, ErrorKind};
use wechat_user::transport::{Delivery, TransportError};

use super::super::language::Language::Chinese;
use super::super::say::Say;
use super::super::text::Text;
use super::{cause, phrase};

/// An exchange without a response.
pub(super) fn transport(error: &TransportError) -> Text {
    let what = match error.delivery() {
        Delivery::NotSent => "请求没有发出",
        _ => "没有收到响应，请求可能已经到达",
    };
    Text::new(error.to_string(), format!("{what}：{}", cause(error.get_ref()).say(Chinese)))
}

/// What failed on the network; the text of the operating system or of the TLS library stays as it is.
pub(super) fn exchange(error: &transport_ureq::Error) -> Text {
    let what = match error.kind() {
        ErrorKind::InvalidRequest => "这不是 HTTP/1.1 能发往 http 或 https 地址的请求".to_owned(),
        ErrorKind::Resolve => "找不到主机名".to_owned(),
        ErrorKind::Connect => "连接不上".to_owned(),
        ErrorKind::Proxy => "通过代理连接不上".to_owned(),
        ErrorKind::Tls => "TLS 握手失败".to_owned(),
        ErrorKind::Exchange => "通信中断".to_owned(),
        ErrorKind::TooLarge { limit, .. } => format!("响应超过 {limit} 字节的上限"),
        _ => "请求失败".to_owned(),
    };
    let source = match std::error::Error::source(error) {
        Some(source) => format!("：{}", phrase(&source.to_string()).say(Chinese)),
        None if error.is_timeout() => "：超时".to_owned(),
        None => String::new(),
    };
    Text::new(error.to_string(), what + &source)
}

/// Settings that a transport refuses.
pub(super) fn build(error: &BuildError) -> Text {
    let chinese = match error {
        BuildError::ZeroTime(name) => format!("{name} 为零，任何调用都会失败"),
        BuildError::Proxy => "代理地址不正确：应为 http://[用户:密码@]主机:端口，\
                              也可以是 https、socks4、socks4a、socks5 或 socks5h"
            .to_owned(),
        BuildError::NoCertificate => "PEM 文本中没有证书：应有 -----BEGIN CERTIFICATE-----".to_owned(),
        BuildError::BadPem => "PEM 文本已损坏：某一段没有结尾，或不是 base64".to_owned(),
        BuildError::BadCertificate { number, .. } => {
            format!("PEM 文本的第 {number} 段 CERTIFICATE 不是 X.509 证书")
        }
        other => format!("HTTP 传输层的设置有误：{other}"),
    };
    Text::new(error.to_string(), chinese)
}
