//! The paths of the service, compared by segment.
//!
//! A path has one form only: `^(/[A-Za-z0-9_-]+)+$`. Proxies and servers disagree on what `%2F`, `..`, `;` and an empty
//! segment mean, so a pattern that was checked here could mean another path there.

/// The longest path; the longest of the service has 47 characters.
const MAX_LENGTH: usize = 128;

/// Whether this is a path in that form.
pub(crate) fn is_well_formed(path: &str) -> bool {
    let segments = |rest: &str| rest.split('/').all(|segment| !segment.is_empty() && is_word(segment));
    path.len() <= MAX_LENGTH && path.strip_prefix('/').is_some_and(segments)
}

fn is_word(segment: &str) -> bool {
    segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Paths that a key may call: `/cgi-bin/tags/get`, `/cgi-bin/tags/*` (one segment), `/cgi-bin/user/**` (one or more).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    segments: Vec<String>,
    /// It ends with `**`.
    open: bool,
}

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let rest = text.strip_prefix('/').ok_or("a pattern begins with a slash")?;
        let mut segments: Vec<String> = rest.split('/').map(str::to_owned).collect();
        let open = segments.last().is_some_and(|last| last == "**");
        if open {
            segments.pop();
        }
        let is_sound = |segment: &String| segment == "*" || !segment.is_empty() && is_word(segment);
        if !segments.iter().all(is_sound) {
            return Err("a segment is a word of letters, digits, `_` and `-`, or `*`; `**` is the last one only");
        }
        Ok(Self { segments, open })
    }

    /// Whether a well-formed path matches.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let mut given = path.split('/').skip(1);
        let all = self.segments.iter().all(|own| given.next().is_some_and(|segment| own == "*" || own == segment));
        all && given.next().is_some() == self.open
    }

    /// Whether it is this path itself, without a star.
    fn spells(&self, path: &str) -> bool {
        !self.open && path.strip_prefix('/').is_some_and(|rest| rest.split('/').eq(&self.segments))
    }
}

/// Whether the patterns of a key allow this path.
///
/// Calls that empty quotas, that act on the account's settings, and those whose response holds a credential are denied
/// unless a pattern spells them out: no star grants them.
pub(crate) fn is_allowed(patterns: &[Pattern], path: &str) -> bool {
    is_well_formed(path)
        && !is_of_the_gateway(path)
        && if is_guarded(path) {
            patterns.iter().any(|pattern| pattern.spells(path))
        } else {
            patterns.iter().any(|pattern| pattern.matches(path))
        }
}

/// Compared without regard to case, because the service may do so as well.
fn is_guarded(path: &str) -> bool {
    let begins = |segment: &str, word: &str| {
        segment.as_bytes().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    path.split('/').any(|segment| {
        begins(segment, "clear_quota")
            || begins(segment, "component")
            || segment.eq_ignore_ascii_case("openapi")
            || segment.eq_ignore_ascii_case("getticket")
    })
}

/// Requests that authenticate with the AppSecret: the gateway answers them, and never relays them with a token.
fn is_of_the_gateway(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    last.eq_ignore_ascii_case("token") || last.eq_ignore_ascii_case("stable_token")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(patterns: &[&str], path: &str) -> bool {
        let patterns: Vec<Pattern> = patterns.iter().map(|text| Pattern::parse(text).unwrap()).collect();
        is_allowed(&patterns, path)
    }

    #[test]
    fn patterns_are_compared_by_segment() {
        for (pattern, path, expected) in [
            ("/cgi-bin/tags/get", "/cgi-bin/tags/get", true),
            ("/cgi-bin/tags/get", "/cgi-bin/tags/getidlist", false),
            ("/cgi-bin/tags", "/cgi-bin/tags/get", false),
            ("/cgi-bin/tags/*", "/cgi-bin/tags/get", true),
            ("/cgi-bin/tags/*", "/cgi-bin/tags", false),
            ("/cgi-bin/tags/*", "/cgi-bin/tags/members/batchtagging", false),
            ("/cgi-bin/*/get", "/cgi-bin/groups/get", true),
            ("/cgi-bin/user/**", "/cgi-bin/user/info/updateremark", true),
            ("/cgi-bin/user/**", "/cgi-bin/user", false),
            ("/cgi-bin/user/**", "/cgi-bin/users/get", false),
            ("/**", "/cgi-bin/menu/get", true),
            ("/**", "/CGI-BIN/menu/get", true),
            ("/cgi-bin/**", "/CGI-BIN/menu/get", false),
        ] {
            assert_eq!(allowed(&[pattern], path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_guarded_must_be_spelled_out() {
        for path in [
            "/cgi-bin/clear_quota",
            "/cgi-bin/clear_quota/v2",
            "/cgi-bin/openapi/quota/clear",
            "/cgi-bin/openapi/rid/get",
            "/cgi-bin/component/api_component_token",
            "/cgi-bin/ticket/getticket",
        ] {
            assert!(!allowed(&["/**", "/cgi-bin/**", "/cgi-bin/*", "/cgi-bin/*/*", "/cgi-bin/*/*/*"], path), "{path}");
            assert!(allowed(&["/cgi-bin/tags/*", path], path), "{path}");
        }
        assert!(!allowed(&["/**"], "/cgi-bin/Clear_Quota"));
        for path in ["/cgi-bin/token", "/cgi-bin/stable_token", "/cgi-bin/Token"] {
            assert!(!allowed(&["/**", path], path), "{path}");
        }
    }

    #[test]
    fn a_path_has_one_form() {
        for path in
            ["", "/", "cgi-bin", "//cgi-bin", "/a//b", "/a/", "/a/..", "/a/./b", "/a%2fb", "/a;b", "/a b", "/名"]
        {
            assert!(!is_well_formed(path) && !allowed(&["/**"], path), "{path}");
        }
        assert!(!is_well_formed(&format!("/{}", "a".repeat(MAX_LENGTH))));
        for pattern in ["", "a", "/", "/a//b", "/a*", "/**/a", "/a%2f", "/a/../b"] {
            assert!(Pattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
