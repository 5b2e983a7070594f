//! The service's texts for its error codes, before hint and rid.

/// How the request id is written. The service uses several notations at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// ` hint: [XXXXXXXXXXXXXXXX] rid: 8hex-8hex-8hex`, and with a few codes ` rid: 8hex-8hex-8hex` only.
    Cgi,
    /// `, rid: 8hex-8hex-8hex`.
    Sns,
}

impl Family {
    pub(crate) fn of(path: &str) -> Self {
        if path.starts_with("/sns/") { Self::Sns } else { Self::Cgi }
    }
}

/// An `errmsg`: the usual text of the code or another one, followed by the request id.
pub(crate) fn message(
    family: Family,
    code: i64,
    own: Option<&str>,
    rid: &str,
    hint: impl FnOnce() -> String,
) -> String {
    let text = own.unwrap_or_else(|| text_of(code));
    match (family, code) {
        (Family::Sns, _) => format!("{text}, rid: {rid}"),
        (Family::Cgi, 40164 | 42001 | 48001 | 61004 | 63178 | 63183) => format!("{text} rid: {rid}"),
        (Family::Cgi, _) => format!("{text} hint: [{}] rid: {rid}", hint()),
    }
}

/// The English text of a code; empty if no source shows one.
pub(crate) const fn text_of(code: i64) -> &'static str {
    match code {
        -1 => "system error",
        0 => "ok",
        40001 => "invalid credential, access_token is invalid or not latest",
        40002 => "invalid grant_type",
        40003 => "invalid openid",
        40013 => "invalid appid",
        40014 => "invalid access_token",
        40029 => "invalid code",
        40030 => "invalid refresh_token",
        40031 => "invalid openid list",
        40032 => "invalid openid list size",
        40033 => "invalid charset. please check your request, if include \\uxxxx will create fail!",
        40035 => "invalid args size",
        40038 => "invalid packaging type",
        40050 => "invalid timeline type",
        40051 => "invalid group name",
        40053 => "invalid action info",
        40066 => "invalid url",
        40090 => "invalid request source (bad client ip)",
        40092 => "invalid remark name",
        40097 => "invalid args",
        40117 => "invalid button media_id size",
        40125 => "invalid appsecret",
        40130 => "invalid openid list size, at least two openid",
        40132 => "invalid username",
        40152 => "invalid group id",
        40163 => "code been used",
        41001 => "access_token missing",
        41002 => "appid missing",
        41003 => "refresh_token missing",
        41004 => "appsecret missing",
        41008 => "missing code",
        41009 => "missing openid",
        41018 => "missing component_appid",
        42001 => "access_token expired",
        42002 => "refresh_token expired",
        42003 => "code expired",
        42007 => "access_token and refresh_token exception",
        43001 => "require GET method",
        43002 => "require POST method",
        43003 => "require https",
        43004 => "require subscribe",
        43005 => "require friend relations",
        43019 => "require remove blacklist",
        44002 => "empty post data",
        45002 => "content size out of limit",
        45009 => "reach max api daily quota limit",
        45011 => "api minute-quota reach limit, must slower, retry next minute",
        45015 => "response out of time limit or subscription is canceled",
        45016 => "can't modify sys group",
        45017 => "can't set group name too long sys group",
        45018 => "too many group now, no need to add new",
        45029 => "qrcode count out of limit",
        45035 => "access clientip is not registered, not in ip-white-list",
        45056 => "too many tag now, no need to add new",
        45057 => "can't delete the tag that has too many fans",
        45058 => "can't modify sys tag",
        45059 => "can not tagging one user too much",
        45157 => "invalid tag name",
        45158 => "tag name too long",
        45159 => "invalid tag id",
        45169 => "openid much req",
        45171 => "some openid fail",
        46004 => "user no exist",
        47001 => "data format error",
        48001 => "api unauthorized",
        48002 => "user block receive message",
        48004 => "api forbidden for irregularities, view detail on mp.weixin.qq.com",
        48006 => "forbid to clear quota because of reaching the limit",
        49003 => "not match openid with appid",
        50001 => "api unauthorized or user unauthorized",
        50002 => "user limited",
        50004 => "user not allow to use accesstoken, maybe for punishment",
        50005 => "user is unsubscribed",
        61003 => "component is not authorized by this account",
        61004 => "access clientip is not registered",
        61007 => "api is unauthorized to component",
        61016 => "function category of API need be confirmed by component",
        61023 => "refresh_token is invalid",
        61024 => "must use api(api_component_token) to get token for component acct",
        61450 => "system error",
        61451 => "invalid parameter",
        61500 => "date format error",
        61501 => "date range error",
        63178 => "appid wrong",
        63179 => "openid num limit",
        63182 => "openid_list empty",
        63183 => "appid error",
        76001 => "rid not found",
        76002 => "rid is error",
        76003 => "could not query this rid,no permission",
        76004 => "rid time is error",
        76021 => "cgi_path not found, please check",
        76022 => "could not use this cgi_path, no permission",
        9_001_001 => "POST data invalid",
        268_487_001 | 268_487_002 => "system busy",
        _ => "",
    }
}
