use wechat_user_core::endpoint::ApiPath;
use wechat_user_core::network::{CheckCallback, GetApiIps, GetCallbackIps};
use wechat_user_core::quota::{ClearApiQuota, ClearQuota, ClearQuotaByAppSecret, GetApiQuota};
use wechat_user_core::rid::GetRidInfo;
use wechat_user_core::{AppId, AppSecret, Timestamp, decode};

use super::{Sample, sample};

pub(super) fn samples() -> Vec<Sample> {
    let path = ApiPath::new("/cgi-bin/message/custom/send").expect("a path");
    let (app_id, secret) = (AppId::from("APPID"), AppSecret::from("APPSECRET"));
    vec![
        sample(&GetApiQuota::new(&path), |response| {
            let quota = decode::<GetApiQuota<'_>>(response)?;
            assert_eq!((quota.daily_limit, quota.used, quota.remain), (Some(0), Some(0), Some(0)));
            assert_eq!((quota.rate_limit, quota.component_rate_limit), (None, None));
            Ok(())
        }),
        sample(&ClearApiQuota::new(&path), |response| decode::<ClearApiQuota<'_>>(response).map(drop)),
        sample(&ClearQuota::new(&app_id), |response| decode::<ClearQuota<'_>>(response).map(drop)),
        sample(&ClearQuotaByAppSecret::new(&app_id, &secret), |response| {
            decode::<ClearQuotaByAppSecret<'_>>(response).map(drop)
        }),
        sample(&GetRidInfo::new("61725984-6126f6f9-040f19c4"), |response| {
            let request = decode::<GetRidInfo<'_>>(response)?;
            assert_eq!(request.invoke_time, Some(Timestamp::from_unix_secs(1_635_156_704)));
            assert_eq!((request.cost_in_ms, request.client_ip.as_deref()), (Some(30), Some("113.xx.70.51")));
            assert_eq!((request.request_url.as_str(), request.request_body.as_str()), ("access_token=50_Im7xxxx", ""));
            assert!(request.response_body.starts_with(r#"{"errcode":45009,"#));
            Ok(())
        }),
        sample(&GetCallbackIps::new(), |response| {
            assert_eq!(decode::<GetCallbackIps>(response)?.ip_list, ["127.0.0.1"]);
            Ok(())
        }),
        sample(&GetApiIps::new(), |response| {
            assert_eq!(decode::<GetApiIps>(response)?.ip_list, ["101.89.47.18", "101.91.34.103", "101.91.37.13"]);
            Ok(())
        }),
        sample(&CheckCallback::new(), |response| {
            let report = decode::<CheckCallback>(response)?;
            let resolved: Vec<_> = report.dns.iter().map(|at| (at.ip.as_str(), at.real_operator.as_deref())).collect();
            assert_eq!(resolved, [("111.161.64.40", Some("UNICOM")), ("111.161.64.48", Some("UNICOM"))]);
            let pings: Vec<_> = report.ping.iter().map(|ping| (ping.ip.as_str(), ping.time.as_deref())).collect();
            assert_eq!(pings, [("111.161.64.40", Some("23.079ms")), ("111.161.64.48", Some("21.434ms"))]);
            let other: Vec<_> = report.ping.iter().map(|ping| (&ping.from_operator, &ping.package_loss)).collect();
            assert!(other.iter().all(|ping| *ping == (&Some("UNICOM".to_owned()), &Some("0%".to_owned()))));
            Ok(())
        }),
    ]
}
