//! A fault as JSON. Unknown names are refused, so that typing errors are noticed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::dirt::Dirt;
use super::{Fault, Kind};

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a fault must be an object such as {\"fault\":\"stall\"}")]
pub(super) struct Written {
    fault: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pause_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calls: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    openids: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dirt: Option<Dirt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<Times>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
}

/// A number, or `"always"`.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(untagged, expecting = "\"times\" must be a number of at least 1, or \"always\"")]
enum Times {
    Count(u64),
    Word(Word),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Always,
}

impl TryFrom<Written> for Fault {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let name = written.fault.as_str();
        let missing = |key: &str| format!("the fault \"{name}\" needs \"{key}\"");
        let code = || written.code.ok_or_else(|| missing("code"));
        let bytes = || written.bytes.ok_or_else(|| missing("bytes"));
        let calls = || written.calls.ok_or_else(|| missing("calls"));
        let mut fault = match name {
            "refuse_connection" => Self::refuse_connection(),
            "lose_request" => Self::lose_request(),
            "lose_response" => Self::lose_response(),
            "stall" => Self::stall(),
            "status" => Self::status(written.status.ok_or_else(|| missing("status"))?),
            "replace_token" => Self::replace_token(),
            "reject_token" => Self::reject_token(code()?),
            "exhaust_quota" => Self::exhaust_quota(),
            "errcode" => Self::errcode(code()?),
            "hide_new_tag" => Self::hide_new_tag(calls()?),
            "delay_members" => Self::delay_members(calls()?),
            "concurrent_change" => Self::concurrent_change(code()?),
            "fail_some" => Self::fail_some(written.openids.ok_or_else(|| missing("openids"))?),
            "dirty" => Self::dirty(written.dirt.ok_or_else(|| missing("dirt"))?),
            "cut_body" => Self::cut_body(bytes()?),
            "drip" => {
                let pause = written.pause_ms.ok_or_else(|| missing("pause_ms"))?;
                Self::drip(bytes()?, Duration::from_millis(pause))
            }
            _ => return Err(format!("there is no fault \"{name}\"")),
        };
        let used = Self::written(&fault.kind);
        let unused = [
            ("code", written.code.is_some() && used.code.is_none()),
            ("status", written.status.is_some() && used.status.is_none()),
            ("bytes", written.bytes.is_some() && used.bytes.is_none()),
            ("pause_ms", written.pause_ms.is_some() && used.pause_ms.is_none()),
            ("calls", written.calls.is_some() && used.calls.is_none()),
            ("openids", written.openids.is_some() && used.openids.is_none()),
            ("dirt", written.dirt.is_some() && used.dirt.is_none()),
        ];
        if let Some((key, _)) = unused.iter().find(|(_, unused)| *unused) {
            return Err(format!("the fault \"{name}\" has no \"{key}\""));
        }
        if let Some(on) = written.on {
            fault = fault.on(on);
        }
        if let Some(probability) = written.probability {
            if !(0.0..=1.0).contains(&probability) {
                return Err(format!("a probability is from 0 to 1, not {probability}"));
            }
            fault = fault.with_probability(probability);
        }
        fault = match written.times {
            Some(Times::Count(times)) => fault.times(times),
            Some(Times::Word(Word::Always)) => fault.always(),
            None => fault,
        };
        Ok(fault.after(written.after.unwrap_or(0)))
    }
}

impl Fault {
    /// The name and the values that belong to it.
    fn written(kind: &Kind) -> Written {
        let fault = kind.name().to_owned();
        match *kind {
            Kind::Status(status) => Written { fault, status: Some(status), ..Written::default() },
            Kind::RejectToken(code) | Kind::Errcode(code) | Kind::ConcurrentChange(code) => {
                Written { fault, code: Some(code), ..Written::default() }
            }
            Kind::HideTag(calls) | Kind::DelayMembers(calls) => {
                Written { fault, calls: Some(calls), ..Written::default() }
            }
            Kind::FailSome(openids) => Written { fault, openids: Some(openids), ..Written::default() },
            Kind::Dirty(dirt) => Written { fault, dirt: Some(dirt), ..Written::default() },
            Kind::CutBody(bytes) => Written { fault, bytes: Some(bytes), ..Written::default() },
            Kind::Drip(bytes, pause) => {
                let pause_ms = Some(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX));
                Written { fault, bytes: Some(bytes), pause_ms, ..Written::default() }
            }
            _ => Written { fault, ..Written::default() },
        }
    }
}

impl From<Fault> for Written {
    fn from(fault: Fault) -> Self {
        let times = match fault.times {
            1 => None,
            u64::MAX => Some(Times::Word(Word::Always)),
            times => Some(Times::Count(times)),
        };
        Self {
            on: fault.path.map(std::borrow::Cow::into_owned),
            after: (fault.after > 0).then_some(fault.after),
            times: if fault.per_million.is_some() { times.or(Some(Times::Count(1))) } else { times },
            probability: fault.per_million.map(|per_million| f64::from(per_million) / 1_000_000.0),
            ..Fault::written(&fault.kind)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_as_it_was_written() {
        let faults = [
            Fault::refuse_connection(),
            Fault::lose_request().on("/cgi-bin/groups/get"),
            Fault::lose_response().after(3).times(4),
            Fault::stall().always(),
            Fault::status(502).with_probability(0.25),
            Fault::replace_token().with_probability(0.5).times(1),
            Fault::reject_token(42001),
            Fault::exhaust_quota(),
            Fault::errcode(-1),
            Fault::hide_new_tag(2),
            Fault::delay_members(3),
            Fault::concurrent_change(45169),
            Fault::fail_some(2).times(3),
            Fault::cut_body(7),
            Fault::drip(10, Duration::from_millis(50)),
            Fault::dirty(Dirt::TotalOff(-1)),
            Fault::dirty(Dirt::ControlCharacter),
        ];
        for fault in faults {
            let text = serde_json::to_string(&fault).unwrap();
            assert_eq!(serde_json::from_str::<Fault>(&text).unwrap(), fault, "{text}");
        }
    }

    #[test]
    fn a_mistake_is_named() {
        for (text, expected) in [
            (r#"{"fault":"errcod"}"#, "there is no fault \"errcod\""),
            (r#"{"fault":"errcode"}"#, "the fault \"errcode\" needs \"code\""),
            (r#"{"fault":"stall","code":1}"#, "the fault \"stall\" has no \"code\""),
            (r#"{"fault":"stall","path":"/a"}"#, "unknown field `path`"),
            (r#"{"fault":"stall","times":"often"}"#, "\"times\" must be a number of at least 1, or \"always\""),
            (r#"{"fault":"stall","times":-1}"#, "\"times\" must be a number of at least 1, or \"always\""),
            (r#""stall""#, "a fault must be an object such as {\"fault\":\"stall\"}"),
            (r#"{"fault":"stall","probability":2}"#, "a probability is from 0 to 1, not 2"),
            (r#"{"fault":"dirty","dirt":"mud"}"#, "unknown variant `mud`"),
        ] {
            let error = serde_json::from_str::<Fault>(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
