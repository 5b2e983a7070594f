//! JSON values in a row: the output of this program with `--json`, and lists of the same. Read as a stream, also an
//! array of a million profiles.

use std::fmt;
use std::io::{self, Read};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use wechat_user::OpenId;

use super::{Refused, Want, has_line_break, openid};
use crate::messages::{Text, lists};

type Add<'a> = &'a mut dyn FnMut(OpenId, Option<String>) -> io::Result<()>;

/// Passes each openid to `add`.
pub(super) fn read(text: impl Read, want: Want, add: Add<'_>) -> Result<(), Refused> {
    let mut json = serde_json::Deserializer::from_reader(text);
    let mut state = State { want, add, problem: None };
    while json.end().is_err() {
        if let Err(error) = (Value { state: &mut state, is_top: true }).deserialize(&mut json) {
            return Err(state.refuse(&error));
        }
    }
    Ok(())
}

struct State<'a> {
    want: Want,
    add: Add<'a>,
    /// Why reading was stopped by us, not by the syntax.
    problem: Option<Problem>,
}

enum Problem {
    /// Made with the number of the line.
    Text(Box<dyn FnOnce(usize) -> Text>),
    Kept(io::Error),
}

impl Problem {
    fn text(text: impl FnOnce(usize) -> Text + 'static) -> Self {
        Self::Text(Box::new(text))
    }
}

impl State<'_> {
    fn refuse(self, error: &serde_json::Error) -> Refused {
        let line = error.line();
        match self.problem {
            Some(Problem::Kept(error)) => Refused::Kept(error),
            Some(Problem::Text(problem)) => Refused::Text(problem(line)),
            None if error.is_data() => Refused::Text(lists::neither_openid_nor_object(line)),
            None => Refused::Text(lists::not_json(line, error)),
        }
    }

    fn add<E: serde::de::Error>(&mut self, text: &str, remark: Option<String>) -> Result<(), E> {
        let problem = match openid(text) {
            Err(problem) => Problem::text(|line| lists::not_an_openid(line, problem)),
            Ok(_) if self.want == Want::Remark && remark.is_none() => Problem::text(lists::no_remark),
            Ok(_) if remark.as_deref().is_some_and(has_line_break) => {
                Problem::text(|line| lists::of_line(line, lists::line_break()))
            }
            Ok(openid) => match (self.add)(openid, remark) {
                Ok(()) => return Ok(()),
                Err(error) => Problem::Kept(error),
            },
        };
        self.problem = Some(problem);
        Err(E::custom("refused"))
    }
}

/// A text, an object with openids, or at the top a list of both.
struct Value<'s, 'a> {
    state: &'s mut State<'a>,
    is_top: bool,
}

/// The list that the service sends.
#[derive(Deserialize)]
struct Page {
    openid: Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Value<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an openid or an object with \"openid\"")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.state.add(text, None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if !self.is_top {
            return Err(A::Error::custom("a list in a list"));
        }
        while list.next_element_seed(Value { state: &mut *self.state, is_top: false })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let (mut openid, mut remark, mut page) = (None, None, None);
        while let Some(key) = object.next_key::<String>()? {
            match key.as_str() {
                "openid" => openid = Some(object.next_value::<String>()?),
                "remark" => remark = object.next_value::<Option<String>>()?,
                "data" => page = Some(object.next_value::<Page>()?),
                _ => drop(object.next_value::<IgnoredAny>()?),
            }
        }
        match (openid, page) {
            (Some(openid), _) => self.state.add(&openid, remark),
            (None, Some(page)) => page.openid.iter().try_for_each(|openid| self.state.add(openid, None)),
            (None, None) => Err(A::Error::custom("no openid")),
        }
    }
}
