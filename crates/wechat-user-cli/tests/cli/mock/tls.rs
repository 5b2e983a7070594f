//! `--tls`.

use std::io::{BufRead, BufReader};
use std::path::Path;

use super::Mock;
use crate::support::{run, scratch};

const SAID: &str = "the CA certificate to trust is in ";

#[test]
fn with_tls_those_who_trust_its_ca_get_answers_and_others_do_not() {
    let ca = scratch("mock-tls-ca.pem");
    let mock = Mock::serve(&["--tls", "--ca-out", &ca]);
    assert!(mock.url.starts_with("https://127.0.0.1:"), "{}", mock.url);
    assert_eq!(mock.call(&["groups", "list", "--ca-cert", &ca]).ok().lines().count(), 3);
    let told = mock.call(&["groups", "list"]).failed(3);
    assert!(told.contains("certificate"), "{told}");

    let another = scratch("mock-tls-another-ca.pem");
    let _other = Mock::serve(&["--tls", "--ca-out", &another]);
    mock.call(&["groups", "list", "--ca-cert", &another]).failed(3);
}

#[test]
fn standard_error_says_where_the_ca_is() {
    let mut mock = Mock::serve(&["--tls"]);
    let mut line = String::new();
    BufReader::new(mock.child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let ca = line.strip_prefix(SAID).unwrap().trim_end();
    mock.call(&["groups", "list", "--ca-cert", ca]).ok();
    // Ended without a signal that it could catch, it leaves the file behind.
    std::fs::remove_file(ca).unwrap();
}

#[cfg(unix)]
#[test]
fn a_ca_in_the_temp_folder_goes_with_the_server_and_a_chosen_one_stays() {
    let told = Mock::serve(&["--tls"]).end("TERM").stderr;
    let gone = told.strip_prefix(SAID).unwrap().trim_end();
    assert!(!Path::new(gone).exists(), "{gone}");

    let ca = scratch("mock-tls-kept-ca.pem");
    let ended = Mock::serve(&["--tls", "--ca-out", &ca]).end("TERM");
    assert_eq!((ended.code, ended.stderr), (Some(0), format!("{SAID}{ca}\n")));
    assert!(std::fs::read_to_string(&ca).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn a_ca_without_a_use_or_a_place_is_refused() {
    let told = run(&["mock", "serve", "--ca-out", "ca.pem"]).failed(2);
    assert!(told.contains("--tls"), "{told}");
    let nowhere = scratch("no-such-folder") + "/ca.pem";
    let told = run(&["mock", "serve", "--tls", "--ca-out", &nowhere]).failed(2);
    assert!(told.starts_with(&format!("error: --ca-out {nowhere}: ")), "{told}");
}
