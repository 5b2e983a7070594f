//! The access token.

messages! {
    store_bypassed():
        "the store was bypassed: it was neither read nor changed",
        "没有使用存储：既没有读取，也没有修改";
}
