//! A layout from its text.

use wechat_user_core::store::StoreError;

use super::form::Form;
use super::template::{self, Template};
use super::{Layout, Scheme};

/// Names and fields, for errors.
const KNOWN: &str = "own; wxjava[,prefix=TEXT]; wechatpy[,prefix=TEXT]; silenceper; \
                     key=TEXT[,value=raw|json-string|json-object][,margin=SECONDS][,lock=TEXT]";
/// No credential lives longer, so a larger margin would leave nothing.
const LONGEST_MARGIN: u64 = 7_199;

pub(super) fn layout(text: &str) -> Result<Layout, StoreError> {
    let (name, rest) = text.split_once(',').map_or((text, None), |(name, rest)| (name, Some(rest)));
    let scheme = match name {
        "own" if rest.is_none() => Scheme::Own,
        "silenceper" if rest.is_none() => Scheme::Silenceper,
        "wxjava" => Scheme::WxJava { prefix: prefix(rest, "wx")? },
        "wechatpy" => Scheme::Wechatpy { prefix: prefix(rest, "wechatpy")? },
        _ if name.starts_with("key=") => Scheme::Template(own_template(text)?),
        _ => return Err(StoreError::new("the layout of Redis keys is unknown; possible are").with_detail(KNOWN)),
    };
    Ok(Layout(scheme))
}

fn prefix(rest: Option<&str>, usual: &str) -> Result<String, StoreError> {
    let Some(rest) = rest else { return Ok(usual.to_owned()) };
    let prefix = rest.strip_prefix("prefix=").filter(|prefix| !prefix.is_empty() && !prefix.contains(','));
    let prefix = prefix.ok_or_else(|| StoreError::new("this layout has one field").with_detail("prefix=TEXT"))?;
    template::check_text(prefix)?;
    Ok(prefix.to_owned())
}

fn own_template(text: &str) -> Result<Template, StoreError> {
    let mut template = Template::default();
    for field in text.split(',') {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        match name {
            "key" if template.key.is_empty() => template.key = template::checked(value)?,
            "lock" if template.lock.is_none() => template.lock = Some(template::checked(value)?),
            "value" => {
                template.form = match value {
                    "raw" => Form::Raw,
                    "json-string" => Form::JsonString,
                    "json-object" => Form::JsonObject,
                    _ => return Err(StoreError::new("the form of a value is raw, json-string or json-object")),
                }
            }
            "margin" => {
                let seconds = value.parse().ok().filter(|seconds| *seconds <= LONGEST_MARGIN);
                template.margin = seconds.ok_or(StoreError::new("the margin is a number of seconds, at most 7199"))?;
            }
            _ => {
                return Err(StoreError::new("a layout of your own has each of these fields once at most")
                    .with_detail("key, value, margin, lock"));
            }
        }
    }
    Ok(template)
}
