//! Starting the simulator: readiness, the port file, and flags in the environment.

use std::fs;

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
