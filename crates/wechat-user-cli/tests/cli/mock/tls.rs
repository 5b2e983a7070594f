//! `--tls`.

use std::io::{BufRead, BufReader};
use std::path::Path;

use super::Mock;
use crate::support::{run, scratch};

const NOTE: &str = "the CA certificate to trust is in ";

#[test]
fn a_client_that_trusts_the_ca_gets_responses_and_others_do_not() {
    let ca = scratch("mock-tls-ca.pem");
    let mock = Mock::serve(&["--tls", "--ca-out", &ca]);
    assert!(mock.url.starts_with("https://127.0.0.1:"), "{}", mock.url);
    assert_eq!(mock.call(&["groups", "list", "--ca-cert", &ca]).ok().lines().count(), 3);
    let report = mock.call(&["groups", "list"]).failed(3);
    assert!(report.contains("certificate"), "{report}");

    let another = scratch("mock-tls-another-ca.pem");
    let _other = Mock::serve(&["--tls", "--ca-out", &another]);
    mock.call(&["groups", "list", "--ca-cert", &another]).failed(3);
}

#[test]
fn standard_error_names_the_file_of_the_ca() {
    let mut mock = Mock::serve(&["--tls"]);
    let mut line = String::new();
    BufReader::new(mock.child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let ca = line.strip_prefix(NOTE).unwrap().trim_end();
    mock.call(&["groups", "list", "--ca-cert", ca]).ok();
    // A signal that cannot be caught leaves the file.
    std::fs::remove_file(ca).unwrap();
}

#[cfg(unix)]
#[test]
fn a_temporary_ca_file_is_removed_and_a_chosen_one_is_kept() {
    let report = Mock::serve(&["--tls"]).end("TERM").stderr;
    let gone = report.strip_prefix(NOTE).unwrap().trim_end();
    assert!(!Path::new(gone).exists(), "{gone}");

    let ca = scratch("mock-tls-kept-ca.pem");
    let ended = Mock::serve(&["--tls", "--ca-out", &ca]).end("TERM");
    assert_eq!((ended.code, ended.stderr), (Some(0), format!("{NOTE}{ca}\n")));
    assert!(std::fs::read_to_string(&ca).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn a_ca_file_without_tls_or_in_a_missing_folder_is_refused() {
    let report = run(&["mock", "serve", "--ca-out", "ca.pem"]).failed(2);
    assert!(report.contains("--tls"), "{report}");
    let nowhere = scratch("no-such-folder") + "/ca.pem";
    let report = run(&["mock", "serve", "--tls", "--ca-out", &nowhere]).failed(2);
    assert!(report.starts_with(&format!("error: --ca-out {nowhere}: ")), "{report}");
}
