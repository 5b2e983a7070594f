//! The form of a request: scheme, method, path, body.

use super::entry::{Entry, row};
use super::{ErrCode, Place, Remedy};

/// The form of the request (请求方式与格式).
impl ErrCode {
    /// 40033 `invalid charset`: the body holds `\uXXXX` escapes (不能包含 \uxxxx 格式的字符).
    pub const INVALID_CHARSET: Self = Self::new(40033);
    /// 40035 `invalid args size` (不合法的参数).
    pub const INVALID_ARGS_SIZE: Self = Self::new(40035);
    /// 40038 `invalid packaging type` (不合法的请求格式).
    pub const INVALID_PACKAGING_TYPE: Self = Self::new(40038);
    /// 40066 `invalid url`: no API has this path (不合法的 url).
    pub const INVALID_URL: Self = Self::new(40066);
    /// 40097 `invalid args` (参数不正确).
    pub const INVALID_ARGS: Self = Self::new(40097);
    /// 43001 `require GET method` (需要 GET 请求).
    pub const REQUIRE_GET: Self = Self::new(43001);
    /// 43002 `require POST method` (需要 POST 请求).
    pub const REQUIRE_POST: Self = Self::new(43002);
    /// 43003 `require https` (需要 HTTPS 请求).
    pub const REQUIRE_HTTPS: Self = Self::new(43003);
    /// 44002 `empty post data` (POST 的数据包为空).
    pub const EMPTY_POST_DATA: Self = Self::new(44002);
    /// 45002 `content size out of limit` (内容超过限制).
    pub const CONTENT_SIZE_OUT_OF_LIMIT: Self = Self::new(45002);
    /// 47001 `data format error`: the body is no JSON (解析 JSON/XML 内容错误).
    pub const DATA_FORMAT_ERROR: Self = Self::new(47001);
    /// 61451 `invalid parameter`: of a customer-service call (客服接口参数错误).
    pub const CUSTOM_SERVICE_INVALID_PARAMETER: Self = Self::new(61451);
    /// 9001001 `POST data invalid` (POST 数据参数不合法).
    pub const POST_DATA_INVALID: Self = Self::new(9_001_001);
}

const METHOD: (&str, &str) = (
    "The calls of this library know their methods: look at a raw call, or for a redirect or a proxy that changes it.",
    "本库的接口都使用正确的方法：请检查自行构造的请求，或是否有重定向、代理改变了方法。",
);

pub(super) const ROWS: &[Entry] = &[
    row(
        ErrCode::INVALID_CHARSET,
        "invalid charset. please check your request, if include \\uxxxx will create fail!",
        Remedy::FixRequest,
    )
    .en("The body holds characters written as \\uXXXX escapes.")
    .zh("请求体中包含 \\uXXXX 形式的转义字符。")
    .not_done()
    .advise(
        "Send text as raw UTF-8. The calls of this library do: look at a raw call, or for a proxy that rewrites it.",
        "请直接发送 UTF-8 文本。本库的接口均如此：请检查自行构造的请求，或是否有代理改写了请求体。",
    ),
    row(ErrCode::INVALID_ARGS_SIZE, "invalid args size", Remedy::FixRequest)
        .en("Some argument is too long, too short or otherwise not legal; the service does not say which.")
        .zh("某个参数过长、过短或不合法；微信没有说明是哪一个。"),
    row(ErrCode::INVALID_PACKAGING_TYPE, "invalid packaging type", Remedy::FixRequest)
        .en("The request does not have the format that this API reads.")
        .zh("不合法的请求格式。")
        .not_done(),
    row(ErrCode::INVALID_URL, "invalid url", Remedy::FixRequest)
        .en("No API has this path.")
        .zh("接口路径不存在，请与文档核对。")
        .not_done()
        .at_advise(
            Place::TokenFetch,
            Remedy::FixConfiguration,
            "The path of a token fetch is fixed: look at the configured host and at any proxy that changes paths.",
            "获取 token 的路径是固定的：请检查配置的主机，以及是否有代理改变了路径。",
        ),
    row(ErrCode::INVALID_ARGS, "invalid args", Remedy::FixRequest)
        .en("Some argument is not legal; the service does not say which.")
        .zh("某个参数不正确；微信没有说明是哪一个。"),
    row(ErrCode::REQUIRE_GET, "require GET method", Remedy::FixRequest)
        .en("This API is called with GET.")
        .zh("该接口需要使用 GET 请求。")
        .not_done()
        .advise(METHOD.0, METHOD.1),
    row(ErrCode::REQUIRE_POST, "require POST method", Remedy::FixRequest)
        .en("This API is called with POST.")
        .zh("该接口需要使用 POST 请求。")
        .not_done()
        .advise(METHOD.0, METHOD.1),
    row(ErrCode::REQUIRE_HTTPS, "require https", Remedy::FixConfiguration)
        .account()
        .en("The request came over plain http, which only WeChat's cloud hosting (微信云托管) allows.")
        .zh("请求使用了明文 http；只有微信云托管内部允许。")
        .not_done()
        .advise("Configure an https address.", "请配置 https 地址。"),
    row(ErrCode::EMPTY_POST_DATA, "empty post data", Remedy::FixRequest)
        .en("The POST came without a body, or without the object that the call is about, such as tag.")
        .zh("POST 的数据包为空，或缺少必需的对象，例如 tag。")
        .not_done(),
    row(ErrCode::CONTENT_SIZE_OUT_OF_LIMIT, "content size out of limit", Remedy::FixRequest)
        .en("The content sent is too large.")
        .zh("提交的内容超过大小限制。")
        .not_done(),
    row(ErrCode::DATA_FORMAT_ERROR, "data format error", Remedy::FixRequest)
        .en("The body could not be read as JSON or XML. A form, or a GET where a POST is wanted, gets this too.")
        .zh("解析 JSON/XML 内容错误。以表单提交，或该用 POST 时用了 GET，也会返回此码。")
        .not_done(),
    row(ErrCode::CUSTOM_SERVICE_INVALID_PARAMETER, "invalid parameter", Remedy::FixRequest)
        .en("Some argument of a customer-service call is not legal; the service does not say which.")
        .zh("客服类接口的某个参数不合法；微信没有说明是哪一个。"),
    row(ErrCode::POST_DATA_INVALID, "POST data invalid", Remedy::FixRequest)
        .en("Something in the body is not legal; the service does not say what.")
        .zh("POST 数据参数不合法；微信没有说明是哪一个。"),
];
