//! A tag or a group with its id.

use wechat_user::{Client, Error, GroupId, TagId};

use super::kind::Kind;
use crate::action::Action;
use crate::failure::Failure;
use crate::messages::{Language, Say, names};
use crate::plan::{Plan, UNKNOWN_ID};

/// A tag or a group with its id. In a dry run, the id of a name is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resolved {
    kind: Kind,
    id: i64,
    /// None if the id was given.
    name: Option<String>,
}

impl Resolved {
    pub(super) const fn of_id(kind: Kind, id: i64) -> Self {
        Self { kind, id, name: None }
    }

    pub(super) fn of_name(kind: Kind, id: i64, name: &str) -> Self {
        Self { kind, id, name: Some(name.to_owned()) }
    }

    pub(super) fn unknown(kind: Kind, name: &str) -> Self {
        Self::of_name(kind, UNKNOWN_ID, name)
    }

    pub(crate) const fn id(&self) -> i64 {
        self.id
    }

    pub(crate) const fn tag(&self) -> TagId {
        TagId::new(self.id)
    }

    pub(crate) const fn group(&self) -> GroupId {
        GroupId::new(self.id)
    }

    /// Adds the request that finds the id of a name.
    pub(crate) fn plan_list(&self, plan: &mut Plan) -> Result<(), Failure> {
        if self.name.is_some() { self.kind.plan_list(plan) } else { Ok(()) }
    }

    /// The requests that are added from now on show the name if its id is not known.
    pub(crate) fn stand_in(&self, plan: &mut Plan) {
        if let (Some(name), UNKNOWN_ID) = (&self.name, self.id) {
            plan.show_id_of(name);
        }
    }
}

/// For questions: `tag 100`, `tag 老客户 (100)`.
impl Say for Resolved {
    fn say(&self, language: Language) -> String {
        let text = match (self.kind, &self.name) {
            (Kind::Tag, None) => names::tag(self.id),
            (Kind::Tag, Some(name)) => names::named_tag(name, self.id),
            (Kind::Group, None) => names::group(self.id),
            (Kind::Group, Some(name)) => names::named_group(name, self.id),
        };
        text.say(language)
    }
}

/// A change to a tag or group that may have been given by its name.
pub(super) struct Named<'a, A> {
    pub(super) resolved: &'a Resolved,
    pub(super) action: A,
}

impl<A: Action> Action for Named<'_, A> {
    type Response = A::Response;

    fn plan(&self, plan: &mut Plan) -> Result<(), Failure> {
        self.resolved.plan_list(plan)?;
        self.resolved.stand_in(plan);
        self.action.plan(plan)
    }

    fn run(&self, client: &Client) -> Result<A::Response, Error> {
        self.action.run(client)
    }
}
