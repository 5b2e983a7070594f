//! Failures of stores and databases.

use credential_store_redis::FollowError;
use follower_mirror::{MirrorError, MirrorErrorKind, SideList, SyncError};
use transport_mock::FileError;
use wechat_user::PictureError;
use wechat_user::store::StoreError;

use super::super::language::Language::Chinese;
use super::super::say::Say;
use super::super::text::Text;
use super::{call, phrase};

/// A store of credentials.
pub(super) fn store(error: &StoreError) -> Text {
    let detail = error.detail().map_or_else(String::new, |detail| format!("：{}", phrase(detail).say(Chinese)));
    Text::new(error.to_string(), format!("凭据的存储：{}{detail}", phrase(error.problem()).say(Chinese)))
}

/// A store that is only read.
pub(super) fn follow(error: &FollowError) -> Text {
    let chinese = match error.not_renewed() {
        None => error.store().map_or_else(|| error.to_string(), |error| store(error).say(Chinese)),
        Some((problem, owner)) => format!(
            "没有可以跟随的凭据：{}。{}应当更新它；本进程只跟随，从不获取",
            phrase(problem).say(Chinese),
            phrase(owner).say(Chinese),
        ),
    };
    Text::new(error.to_string(), chinese)
}

/// The database of the followers.
pub(super) fn mirror(error: &MirrorError) -> Text {
    let chinese = format!("{}：{}", error.path().display(), mirror_kind(error.kind()).say(Chinese));
    Text::new(error.to_string(), chinese)
}

/// What is wrong with the database.
pub(super) fn mirror_kind(kind: &MirrorErrorKind) -> Text {
    let chinese = match kind {
        MirrorErrorKind::Missing => "没有这个数据库".to_owned(),
        MirrorErrorKind::NotAMirror => "这不是 follower-mirror 的数据库".to_owned(),
        MirrorErrorKind::LaterVersion { found, known, .. } => {
            format!("数据库的表结构是版本 {found}，本程序最高支持版本 {known}：请升级本程序")
        }
        MirrorErrorKind::EarlierVersion { found, .. } => {
            format!("数据库的表结构是版本 {found}：请先以写入方式打开一次，例如同步一次")
        }
        MirrorErrorKind::OtherAccount { found, asked, .. } => {
            format!("数据库属于公众号 {found}，而不是 {asked}")
        }
        MirrorErrorKind::InUse => "另一个进程或线程正在写入该数据库：同时只能有一个，请等它结束后再试".to_owned(),
        MirrorErrorKind::Locked => "另一个进程锁住了该数据库：请等那边关闭后再试".to_owned(),
        MirrorErrorKind::Full => "磁盘已满：请腾出空间后重新运行".to_owned(),
        MirrorErrorKind::ReadOnly => "文件、所在文件夹或本次连接是只读的".to_owned(),
        MirrorErrorKind::Io(text) => format!("无法读写：{text}"),
        MirrorErrorKind::Damaged(text) => format!("文件已损坏（{}）：请重新同步一份", phrase(text).say(Chinese)),
        MirrorErrorKind::UnknownRun(run) => format!("没有编号为 {run} 的同步"),
        MirrorErrorKind::Database(text) => format!("SQLite：{}", phrase(text).say(Chinese)),
        other => format!("数据库出错：{other}"),
    };
    Text::new(kind.to_string(), chinese)
}

/// A sync that ended early.
pub(super) fn sync(error: &SyncError) -> Text {
    match error {
        SyncError::Database(error) => mirror(error),
        SyncError::Call(error) => call(error),
        other => Text::new(other.to_string(), format!("同步中断：{other}")),
    }
}

/// A list besides that of the followers.
pub(crate) fn side_list(list: SideList) -> Text {
    let chinese = match list {
        SideList::Tags => "标签".to_owned(),
        SideList::Groups => "分组".to_owned(),
        SideList::Blacklist => "黑名单".to_owned(),
        other => format!("列表 {other}"),
    };
    Text::new(list.to_string(), chinese)
}

/// A file of the simulator. Its text names the place in the file; it stays as it is.
pub(super) fn mock_file(error: &FileError) -> Text {
    Text::new(error.to_string(), format!("内容有误：{error}"))
}

/// A picture that cannot be drawn.
pub(super) fn picture(error: &PictureError) -> Text {
    let chinese = match error {
        PictureError::Empty => "图片：没有可画的文本".to_owned(),
        PictureError::TooLong { given, .. } => format!("图片：文本最多 2331 字节，给出了 {given} 字节"),
        PictureError::Size { limit, given, .. } => format!("图片：每个模块 1 至 {limit} 像素，给出了 {given} 像素"),
        PictureError::Png { problem, .. } => format!("图片：无法写成 PNG：{problem}"),
        other => format!("图片画不出来：{other}"),
    };
    Text::new(error.to_string(), chinese)
}
