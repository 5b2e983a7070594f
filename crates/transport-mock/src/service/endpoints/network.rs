//! `/cgi-bin/getcallbackip`, `/cgi-bin/get_api_domain_ip` and `/cgi-bin/callback/check` (网络检测).

use std::net::IpAddr;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::wire::refusal::{Refusal, Reply};

/// `GET getcallbackip`: the addresses that pushes come from.
pub(super) fn callback_ips(account: &mut Account, _: &Call<'_>) -> Reply {
    Ok(account.ip_list(&account.settings.callback_ips))
}

/// `GET get_api_domain_ip`: the addresses of the API.
pub(super) fn api_ips(account: &mut Account, _: &Call<'_>) -> Reply {
    Ok(account.ip_list(&account.settings.api_ips))
}

/// `POST callback/check` with `{"action":"all","check_operator":"DEFAULT"}`: whether the service can reach the
/// callback.
pub(super) fn check(account: &mut Account, call: &Call<'_>) -> Reply {
    let (dns, ping) = match call.text("/action") {
        Some("dns") => (true, false),
        Some("ping") => (false, true),
        Some("all") => (true, true),
        _ => return Err(Refusal::new(40202)),
    };
    let operator = match call.text("/check_operator") {
        Some("CHINANET") => "CHINANET",
        Some("UNICOM") => "UNICOM",
        Some("CAP") => "CAP",
        Some("DEFAULT") | None => "DEFAULT",
        Some(_) => return Err(Refusal::new(40203)),
    };
    let Some(callback) = account.settings.callback_host_ip else { return Err(Refusal::new(40201)) };
    let ip = callback.to_string();
    let mut json = account.json();
    if dns {
        json.key("dns").open_array().open_object().key("ip").text(&ip).key("real_operator").text("UNICOM");
        json.close_object().close_array();
    }
    if ping {
        json.key("ping").open_array().open_object().key("ip").text(&ip).key("from_operator").text(operator);
        json.key("package_loss").text("0%").key("time").text("23.079ms").close_object().close_array();
    }
    Ok(json.finish())
}

impl Account {
    fn ip_list(&self, ips: &[IpAddr]) -> Vec<u8> {
        let mut json = self.json();
        json.key("ip_list").open_array();
        for ip in ips {
            json.text(&ip.to_string());
        }
        json.close_array();
        json.finish()
    }
}
