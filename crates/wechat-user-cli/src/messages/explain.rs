//! `explain`: a row of the table of error codes.

messages! {
    unknown_code(code): "unknown code: {code}", "未知的错误码：{code}";
    meaning(text): "  meaning:  {text}", "  含义：{text}";
    in_chinese(text): "  中文:     {text}", "  中文：{text}";
    advice(text): "    {text}", "    {text}";
    not_done(text): "  not done: {text}", "  未执行：{text}";
    is_not_done():
        "yes: the request was refused before it changed anything, and can be sent again",
        "是：请求在做任何修改之前就被拒绝，可以重发";
    may_be_done():
        "not certain: a create or a delete may have been done nevertheless",
        "不确定：创建或删除仍可能已经生效";
    token_fetch(remedy): "  token_fetch: {remedy}", "  获取 token：{remedy}";
    app_call(remedy): "  app_call: {remedy}", "  公众号接口：{remedy}";
    user_call(remedy): "  user_call: {remedy}", "  网页授权：{remedy}";
}
