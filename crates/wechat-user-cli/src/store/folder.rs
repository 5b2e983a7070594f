//! The cache folder of the user.

use std::env;
use std::path::PathBuf;

/// `$XDG_CACHE_HOME/wechat-user`, or else `~/.cache/wechat-user`. As the specification of these folders demands, a
/// relative path counts as none.
pub(super) fn cache() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(caches.join("wechat-user"))
}
