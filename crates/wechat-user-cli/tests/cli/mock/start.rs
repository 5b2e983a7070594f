//! Starting the simulator: readiness, the port file, and flags in the environment.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use super::Mock;
use crate::support::{run, scratch, wechat_user};

#[test]
fn ready_ends_with_0_when_the_simulator_serves_and_with_3_after_the_timeout() {
    let mock = Mock::serve(&[]);
    assert_eq!(run(&["mock", "ready", &mock.url]).ok(), "");
    assert_eq!(mock.call(&["mock", "ready"]).ok(), "", "the URL of the environment");
    let report = run(&["mock", "ready", "http://127.0.0.1:1", "--timeout", "100ms"]).failed(3);
    assert!(report.contains("the simulator was not ready within 0.1 s: "), "{report}");
    run(&["mock", "ready"]).failed(2);
    run(&["mock", "ready", "not a URL"]).failed(2);
}

#[test]
fn the_port_file_replaces_an_earlier_one_and_is_complete() {
    let folder = scratch("mock-port-file");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir(&folder).unwrap();
    let file = format!("{folder}/port");
    fs::write(&file, "an earlier run").unwrap();
    let mock = Mock::serve(&["--port-file", &file]);
    let port = fs::read_to_string(&file).unwrap();
    assert_eq!(mock.url, format!("http://127.0.0.1:{}", port.strip_suffix('\n').unwrap()));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
    run(&["mock", "serve", "--port-file", &format!("{folder}/missing/port")]).failed(2);
}

#[test]
fn flags_can_be_given_in_the_environment() {
    let serve = |variables: &[(&str, &str)], args: &[&str]| {
        let mut command = wechat_user(&[&["mock", "serve"], args].concat());
        command.envs(variables.iter().copied());
        Mock::start(command)
    };
    let count = |mock: &Mock| mock.call(&["users", "list"]).ok().lines().count();
    assert_eq!(count(&serve(&[("WECHAT_MOCK_FOLLOWERS", "12")], &[])), 12);
    assert_eq!(count(&serve(&[("WECHAT_MOCK_FOLLOWERS", "12")], &["--followers", "7"])), 7, "the flag is first");
    let is_tls = |value: &str| serve(&[("WECHAT_MOCK_TLS", value)], &[]).url.starts_with("https://");
    assert_eq!([is_tls("1"), is_tls("0")], [true, false]);
    let other = serve(&[("WECHAT_APPID", "wx-real"), ("WECHAT_MOCK_FOLLOWERS", "3")], &[]);
    assert_eq!(count(&other), 3, "WECHAT_APPID does not name the simulated account");
}

/// Opens a connection and sends a GET; the connection is left as it is.
fn get(mock: &Mock, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(mock.url.strip_prefix("http://").unwrap()).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    stream
}

fn body(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_journal_has_bodies_unless_a_flag_forbids_them() {
    for (flags, has_bodies) in [(&[][..], true), (&["--no-bodies"], false)] {
        let mock = Mock::serve(flags);
        drop(body(get(&mock, "/cgi-bin/groups/get?access_token=97_x")));
        let journal = body(get(&mock, "/_mock/journal?bodies=1"));
        assert_eq!(journal.contains(r#""query":"access_token=[redacted]""#), has_bodies, "{journal}");
        assert_eq!(journal.contains(r#""bodies":null"#), !has_bodies, "{journal}");
    }
}

#[cfg(unix)]
#[test]
fn sigterm_ends_it_with_0_also_with_open_streams() {
    let mock = Mock::serve(&[]);
    let mut streams: Vec<TcpStream> = (0..3).map(|_| get(&mock, "/_mock/journal/stream")).collect();
    let mut byte = [0];
    for stream in &mut streams {
        stream.read_exact(&mut byte).unwrap();
    }
    assert_eq!(mock.end("TERM").ok(), "");
    for stream in streams {
        assert!(!body(stream).is_empty(), "the head of the response, and then the end");
    }
}
