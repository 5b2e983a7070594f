//! Pushes that cannot be sent, and responses that the service could not use.

use wechat_user_web::{DecryptError, MessageError, MessageTooLong, PushError, ReplyError, SecretError, SendError};

use super::super::text::Text;

/// A secret of the callback settings.
pub(super) fn secret(error: &SecretError) -> Text {
    let chinese = match error {
        SecretError::EmptyToken => "Token（令牌）不能为空".to_owned(),
        SecretError::AesKeyLength { limit, given, .. } => {
            format!("EncodingAESKey 有 {limit} 个字符，给出了 {given} 个")
        }
        SecretError::AesKeyCharacter => "EncodingAESKey 只能含 A-Z、a-z、0-9、+ 和 /".to_owned(),
        other => format!("回调设置有误：{other}"),
    };
    Text::new(error.to_string(), chinese)
}

/// A push that cannot be sent.
pub(super) fn send(error: &SendError) -> Text {
    let chinese = match error {
        SendError::Url => "推送的 URL 必须是完整的 http:// 或 https:// 地址".to_owned(),
        SendError::Nonce { limit, given, .. } => format!("nonce 为 1 至 {limit} 个字符，给出了 {given} 个"),
        SendError::FieldName => "字段名必须以字母或 _ 开头，只能含字母、数字、_、- 和 .".to_owned(),
        SendError::NotFinite { name, .. } => format!("{name} 必须是有限的数"),
        SendError::TooLong(error) => too_long(*error),
        other => format!("推送无法发送：{other}"),
    };
    Text::new(error.to_string(), chinese)
}

fn too_long(error: MessageTooLong) -> String {
    format!("要加密的消息最多 {} 字节，给出了 {} 字节", u32::MAX, error.given)
}

/// A response that the service could not use.
pub(super) fn reply(error: &ReplyError) -> Text {
    let chinese = match error {
        ReplyError::ToLocationReport => "对 LOCATION 事件不能回复消息，只能回复 success 或空串".to_owned(),
        ReplyError::ControlCharacter { character, .. } => {
            format!("回复中不能有控制字符 U+{:04X}：XML 不能容纳它", u32::from(*character))
        }
        ReplyError::Unreadable(error) => push(error),
        ReplyError::Format { expected, .. } => format!("回复的格式必须与推送相同，即 {expected:?}"),
        ReplyError::Root => "回复的根元素必须是 <xml>".to_owned(),
        ReplyError::Recipient => "回复的 ToUserName 必须是推送中的 openid".to_owned(),
        ReplyError::Message(error) => message(*error),
        ReplyError::TooLong(error) => too_long(*error),
        other => format!("回复有误：{other}"),
    };
    Text::new(error.to_string(), chinese)
}

fn push(error: &PushError) -> String {
    match error {
        PushError::Method => "微信只发送 GET 和 POST".to_owned(),
        PushError::MissingParameter { name, .. } => format!("查询参数中没有 {name}"),
        PushError::RepeatedParameter { name, .. } => format!("查询参数中 {name} 出现了多次"),
        PushError::EncryptType => "encrypt_type 只能是 raw 或 aes".to_owned(),
        PushError::BadTimestamp => "timestamp 必须是以数字表示的秒数".to_owned(),
        PushError::LongNonce { limit, given, .. } => format!("nonce 最多 {limit} 个字符，有 {given} 个"),
        PushError::Signature => "signature 不对：Token 不同，或是伪造的".to_owned(),
        PushError::MsgSignature => "msg_signature 不对：Token 不同，或是伪造的".to_owned(),
        PushError::TooOld { age, window, .. } => {
            format!("请求是 {} 秒前的；最多接受 {} 秒", age.as_secs(), window.as_secs())
        }
        PushError::TooEarly { ahead, window, .. } => {
            format!("请求比本机时间早到 {} 秒；最多接受 {} 秒", ahead.as_secs(), window.as_secs())
        }
        PushError::NoAesKey => "推送是加密的，但没有设置 EncodingAESKey".to_owned(),
        PushError::NotEncrypted => "设置了 EncodingAESKey，推送却没有加密".to_owned(),
        PushError::Decrypt(error) => decrypt(*error),
        PushError::Recipient => "信封中的 ToUserName 与密文中的不同".to_owned(),
        PushError::TooLarge { part, limit, given, .. } => format!("{part} 最多 {limit} 字节，实为 {given} 字节"),
        PushError::TooDeep { limit, .. } => format!("元素嵌套超过 {limit} 层"),
        PushError::TooManyFields { limit, .. } => format!("字段超过 {limit} 个"),
        PushError::NotUtf8 { part, .. } => format!("{part} 不是 UTF-8"),
        PushError::UnknownFormat => "既不是 XML 也不是 JSON".to_owned(),
        PushError::Xml { problem, position, .. } => format!("XML 在第 {position} 字节处有误：{problem}"),
        PushError::Dtd => "XML 中有文档类型定义（DTD）".to_owned(),
        PushError::Entity => "XML 中有 lt、gt、amp、apos、quot 以外的实体".to_owned(),
        PushError::Json { line, column, .. } => format!("JSON 在第 {line} 行第 {column} 列有误"),
        PushError::MissingField { name, .. } => format!("推送中没有 {name}"),
        PushError::BadField { name, expected, .. } => format!("{name} 应为 {expected}"),
        other => format!("无法读取：{other}"),
    }
}

fn decrypt(error: DecryptError) -> String {
    match error {
        DecryptError::NotBase64 => "密文不是 Base64".to_owned(),
        DecryptError::NotBlocks { given, .. } => format!("密文的长度是 16 字节的倍数，至少 32 字节，实为 {given} 字节"),
        DecryptError::Unreadable => "密文无法解密：EncodingAESKey 不对，或已损坏".to_owned(),
        DecryptError::WrongAppId => "消息属于别的 AppID".to_owned(),
        other => format!("无法解密：{other}"),
    }
}

fn message(error: MessageError) -> String {
    match error {
        MessageError::MissingField { name, .. } => format!("这种 MsgType 的回复必须有 {name}"),
        MessageError::CreateTime => "回复的 CreateTime 必须是整数秒".to_owned(),
        MessageError::MsgType => {
            "回复的 MsgType 只能是 text、image、voice、video、music、news 或 transfer_customer_service".to_owned()
        }
        MessageError::EmptyText => "文本回复的内容不能为空；不想发消息时请回复 success".to_owned(),
        MessageError::TextTooLong { limit, given, .. } => format!("文本回复最多 {limit} 字节，有 {given} 字节"),
        MessageError::Articles { limit, given, .. } => format!("图文消息为 1 至 {limit} 篇，有 {given} 篇"),
        MessageError::ArticleCount { given, .. } => format!("ArticleCount 必须等于文章数 {given}"),
        other => format!("微信不接受这条回复：{other}"),
    }
}
