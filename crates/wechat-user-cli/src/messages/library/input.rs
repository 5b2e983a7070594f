//! Arguments that were refused before anything was sent.

use wechat_user::InputError;

use super::super::language::Language::Chinese;
use super::super::say::Say;
use super::super::text::Text;
use super::phrase;

/// A refused argument: the limit, and what was given.
pub(super) fn input(error: &InputError) -> Text {
    Text::new(error.to_string(), chinese(error))
}

fn chinese(error: &InputError) -> String {
    let zh = |problem: &str| phrase(problem).say(Chinese);
    match error {
        InputError::GroupNameTooLong { limit, given, .. } => {
            format!("分组名字：最多 {limit} 个字符，给出了 {given} 个")
        }
        InputError::TagNameTooLong { limit, given, .. } => format!("标签名：最多 {limit} 个字符，给出了 {given} 个"),
        InputError::EmptyOpenId => "openid：不能为空".to_owned(),
        InputError::OpenIdCharacter { character, position, .. } => {
            format!("openid：不能有空白、控制字符、引号或逗号，第 {position} 个字符是 {character:?}")
        }
        InputError::EmptyUnionId => "unionid：不能为空".to_owned(),
        InputError::EmptyAppId => "AppID：不能为空".to_owned(),
        InputError::BatchSize { limit, given, .. } => {
            format!("openid 列表：一次调用 1 至 {limit} 个，给出了 {given} 个")
        }
        InputError::ReservedGroup { id, .. } => {
            format!("分组 0（未分组）、1（黑名单）和 2（星标组）属于微信，不能修改；给出的是 {id}")
        }
        InputError::ReservedTag { id, .. } => {
            format!("标签 0、1 和 2（星标组）属于微信，不能修改；给出的是 {id}")
        }
        InputError::StateTooLong { limit, given, .. } => format!("state：最多 {limit} 字节，给出了 {given} 字节"),
        InputError::EmptyRedirectUri => "redirect_uri：不能为空".to_owned(),
        InputError::RedirectUri { problem, .. } => {
            format!("redirect_uri：{}；应为 http:// 或 https:// 加主机名，不要自行转义", zh(problem))
        }
        InputError::NoSecret => "此调用用 AppSecret（开发者密码）验证身份，但凭据中没有".to_owned(),
        InputError::Credential { problem, .. } => format!("外部提供的 token 或票据不能使用：{}", zh(problem)),
        InputError::Origin { problem, .. } => {
            format!("服务地址：{}；应为 http:// 或 https:// 加主机名，可以带端口和路径", zh(problem))
        }
        InputError::Path { problem, .. } => format!("路径：{}；应为 /cgi-bin/groups/get 这样的路径", zh(problem)),
        InputError::Query { problem, .. } => {
            format!("查询参数：{}；应为转义过的参数，不含 access_token，它会自动添加", zh(problem))
        }
        InputError::CheckpointText { problem, .. } => format!("断点：无法读取：{}", zh(problem)),
        InputError::CheckpointVersion { known, given, .. } => {
            format!("断点：版本是 {given}，本程序最高支持版本 {known}；请使用更新的程序")
        }
        InputError::CheckpointAccount { expected, given, .. } => {
            format!("断点：属于公众号 {given}，而当前公众号是 {expected}")
        }
        InputError::CheckpointList { expected, given, .. } => {
            format!("断点：属于{}，而要导出的是{}", zh(given), zh(expected))
        }
        InputError::CheckpointOpenIds { problem, .. } => {
            format!("断点：给出的 openid 与断点的不一致，{}", zh(problem))
        }
        InputError::SceneNumber { limit, given, .. } => {
            format!("场景值ID（scene_id）：1 至 {limit}，给出的是 {given}")
        }
        InputError::SceneText { limit, given, .. } => {
            format!("场景值（scene_str）：1 至 {limit} 个字符，给出了 {given} 个")
        }
        InputError::Lifetime { limit, given, .. } => {
            format!("有效期：1 至 {limit} 秒（30 天），给出了 {given} 秒")
        }
        InputError::LongData { limit, given, .. } => format!("长信息：1 至 {limit} 字节，给出了 {given} 字节"),
        InputError::EmptyShortKey => "短key：不能为空".to_owned(),
        InputError::Day { given, .. } => format!("日期：应为 2014-12-07 这样的日期，给出的是 {given:?}"),
        InputError::DaysReversed { from, to, .. } => format!("日期：{from} 晚于 {to}"),
        InputError::DayTooEarly { given, .. } => format!("日期：用户分析的数据从 2014-12-01 开始，给出的是 {given}"),
        InputError::TooManyDays { limit, given, .. } => {
            format!("日期：一次调用最多 {limit} 天，给出了 {given} 天")
        }
        InputError::Body { problem, .. } => format!("请求体：无法写成 JSON：{problem}"),
        other => format!("参数有误：{other}"),
    }
}
