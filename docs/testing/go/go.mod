module wechatmock

go 1.19
