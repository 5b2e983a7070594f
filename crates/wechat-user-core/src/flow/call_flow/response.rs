//! What the response to the call itself means: done, token rejected, retry later, or a final error.

use super::{Decode, Flow, Phase, Target};
use crate::errors::errcode::ErrCode;
use crate::errors::error::ErrorKind;
use crate::flow::exchange::{Outcome, Report};
use crate::flow::retry::{self, Decision};
use crate::flow::slot::Held;
use crate::io::transport::{Delivery, TransportError};
use crate::values::secret::AccessToken;
use crate::values::time::Timestamp;
use crate::wire::scrub::Scrubber;

impl Flow {
    pub(super) fn answered(
        &mut self,
        now: Timestamp,
        used: Option<Held<AccessToken>>,
        outcome: Outcome,
        decode: Decode<'_>,
    ) -> Report {
        let Target::Call(prepared) = &self.target else { return Report::ignored() };
        let mut report = Report::new(prepared.path.clone(), false, self.attempts);
        let failure = match outcome {
            Outcome::Response(response) => {
                report.status = Some(response.status().as_u16());
                match decode(response) {
                    Ok(repaired) => {
                        report.repaired = repaired;
                        self.phase = Phase::Finished(Ok(()));
                        return report;
                    }
                    Err(kind) => kind,
                }
            }
            Outcome::Failed(error) => ErrorKind::Transport(error),
            Outcome::Denied(error) => {
                self.phase = Phase::Finished(Err(error));
                return report;
            }
            Outcome::Granted(_) => {
                ErrorKind::Transport(TransportError::unknown("the driver granted a credential to a call"))
            }
        };
        let token = used.as_ref().map(|held| held.value.expose());
        let secrets = prepared.secrets.iter().map(|secret| &**secret).chain(token);
        let failure = Scrubber::new(secrets).scrub_kind(failure);
        if let ErrorKind::Transport(error) = &failure {
            report.delivery = Some(error.delivery());
        }
        if let ErrorKind::Service(error) = &failure {
            report.errcode = Some(error.code);
        }
        if self.relayed && self.failures == 0 && report.delivery == Some(Delivery::NotSent) {
            self.failures = 1;
            self.phase = Phase::Ready;
            return report;
        }
        let decision = match &failure {
            // The request carried a token, and the service did not see it: a gateway that strips it, or a value that is
            // none.
            ErrorKind::Service(error) if error.code == ErrCode::ACCESS_TOKEN_MISSING && used.is_some() => {
                Decision::Renew
            }
            _ => retry::decide(&failure, prepared.spec.replay(), now),
        };
        self.phase = match (decision, used) {
            (Decision::Stop, _) | (Decision::Renew, None) => Phase::Finished(Err(self.error(failure, None))),
            (Decision::StopUntil(until), _) => Phase::Finished(Err(self.error(failure, Some(until)))),
            (Decision::Renew, Some(held)) => {
                Phase::Rejected { generation: held.generation, rejection: self.error(failure, None) }
            }
            (Decision::BackOff, _) => {
                let until = now + self.limits.backoff(self.failures + 1);
                self.back_off(until, failure, &mut report)
            }
            (Decision::At(until), _) => self.back_off(until, failure, &mut report),
        };
        report
    }

    /// Another try at that time, if the policy has one left and the deadline allows it.
    fn back_off(&mut self, until: Timestamp, failure: ErrorKind, report: &mut Report) -> Phase {
        self.failures += 1;
        if self.failures >= self.limits.policy.attempts() || until >= self.limits.deadline {
            return Phase::Finished(Err(self.error(failure, Some(until))));
        }
        report.retry_at = Some(until);
        Phase::BackingOff { until }
    }
}
