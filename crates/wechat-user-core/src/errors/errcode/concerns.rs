//! The part of the work that an error concerns, on which a run over a list decides whether to go on.

/// What an error concerns: one item, this call, or the account.
///
/// A run over a list of users goes on after [`Item`](Self::Item), because the next items may succeed. It stops after
/// the other two, because every further call of the run would fail in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Concerns {
    /// One item of the call, as a rule a user: an openid that is malformed, a user who does not follow. The same call
    /// with other items may succeed.
    Item,
    /// This call, with every item: an argument such as a name, a tag or a group, or a busy service. The same call fails
    /// with other items too; other calls may succeed.
    Call,
    /// The account (公众号): its credentials, IP white-list (IP白名单), permissions, quotas or state. No call of this kind
    /// succeeds before the operator acts or the quota is renewed.
    Account,
}
