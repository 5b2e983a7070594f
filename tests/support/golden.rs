//! Golden files: `<spec name>.request` is what must be sent, `.reply.json` a response of the service, `.error.json` a
//! response with an error.
//!
//! `UPDATE_GOLDEN=1` rewrites the requests; read the diff. Responses come from the vendor's pages and from captured
//! ones, never from our own encoder.

use std::path::{Path, PathBuf};

use wechat_user_core::transport::Request;

/// The path of a golden file.
#[must_use]
pub fn path(name: &str, ending: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(format!("{name}.{ending}"))
}

/// A request as text: request line, headers, body.
#[must_use]
pub fn render(request: &Request) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\n", value.to_str().expect("our headers are ASCII"));
    }
    text += "\n";
    text += std::str::from_utf8(request.body()).expect("our bodies are UTF-8");
    if !request.body().is_empty() {
        text += "\n";
    }
    text
}

/// Compares with the golden file, or rewrites it with `UPDATE_GOLDEN`; CI refuses to rewrite.
pub fn assert_golden(name: &str, ending: &str, actual: &str) {
    let path = path(name, ending);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        assert!(std::env::var_os("CI").is_none(), "golden files are not rewritten in CI");
        std::fs::write(&path, actual).expect("a golden file that can be written");
        return;
    }
    let golden = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("step 5 of adding an endpoint: golden file {}: {error}", path.display()));
    assert_eq!(actual, golden, "{}", path.display());
}

/// The bytes of a golden reply, without white space at its ends.
#[must_use]
pub fn reply(name: &str, ending: &str) -> Vec<u8> {
    let path = path(name, ending);
    let bytes = std::fs::read(&path)
        .unwrap_or_else(|error| panic!("step 5 of adding an endpoint: golden file {}: {error}", path.display()));
    bytes.trim_ascii().to_vec()
}
