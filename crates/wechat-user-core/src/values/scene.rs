//! The scene of a QR code (带参数二维码): a number or a text, for a time or for ever.

use alloc::string::String;
use core::fmt;
use core::time::Duration;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::values::input_error::InputError;
use crate::values::lifetime::{MAX_LIFETIME, lifetime};

/// The largest number of a permanent code.
const MAX_PERMANENT: u32 = 100_000;
/// The most characters of a text.
const MAX_CHARS: usize = 64;

/// What a QR code (带参数二维码) carries (场景值), and for how long: one of the four kinds of the service. A scene that
/// exists is legal.
///
/// | kind | made by | the scene | lasts |
/// |---|---|---|---|
/// | `QR_SCENE` | `Scene::number(n)?` | 1 to 4,294,967,295 | 1 second to 30 days |
/// | `QR_STR_SCENE` | `Scene::text(t)?` | 1 to 64 characters | 1 second to 30 days |
/// | `QR_LIMIT_SCENE` | `Scene::number(n)?.permanent()?` | 1 to 100,000 | for ever |
/// | `QR_LIMIT_STR_SCENE` | `Scene::text(t)?.permanent()?` | 1 to 64 characters | for ever |
///
/// A temporary code lasts 30 days, or as long as [`lasting`](Self::lasting) says. An account may have 100,000 permanent
/// codes, and none of them can be deleted.
///
/// ```
/// use core::time::Duration;
/// use wechat_user_core::qrcode::Scene;
///
/// let stand = Scene::number(123)?.lasting(Duration::from_secs(604_800))?;
/// assert_eq!((stand.action_name(), stand.lifetime()), ("QR_SCENE", Some(Duration::from_secs(604_800))));
/// let shop = Scene::text("华东/上海/12")?.permanent()?;
/// assert_eq!((shop.action_name(), shop.lifetime()), ("QR_LIMIT_STR_SCENE", None));
///
/// let refused = Scene::number(100_001)?.permanent().unwrap_err();
/// assert_eq!(refused.to_string(), "scene (scene_id): 1 to 100000, got 100001");
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Scene {
    content: Content,
    /// Whole seconds; `None` is for ever.
    lifetime: Option<u64>,
}

#[derive(Clone, PartialEq, Eq)]
enum Content {
    Number(u32),
    Text(String),
}

impl Scene {
    /// The longest life of a temporary code: 30 days. Older pages say 7 days (604,800 seconds).
    pub const MAX_LIFETIME: Duration = MAX_LIFETIME;

    /// A number (`scene_id`), in a code that lasts 30 days.
    ///
    /// # Errors
    ///
    /// [`InputError::SceneNumber`] for 0.
    pub const fn number(number: u32) -> Result<Self, InputError> {
        if number == 0 {
            return Err(InputError::SceneNumber { limit: u32::MAX, given: number });
        }
        Ok(Self { content: Content::Number(number), lifetime: Some(MAX_LIFETIME.as_secs()) })
    }

    /// A text (`scene_str`), in a code that lasts 30 days.
    ///
    /// A push does not say whether its scene was a number or a text: a text of digits is read as a number. For more
    /// than 64 characters, put a key of [`CreateShortKey`](crate::shorten::CreateShortKey) into the code.
    ///
    /// # Errors
    ///
    /// [`InputError::SceneText`] for an empty text, or one of more than 64 characters.
    pub fn text(text: impl Into<String>) -> Result<Self, InputError> {
        let text = text.into();
        let given = text.chars().count();
        if given == 0 || given > MAX_CHARS {
            return Err(InputError::SceneText { limit: MAX_CHARS, given });
        }
        Ok(Self { content: Content::Text(text), lifetime: Some(MAX_LIFETIME.as_secs()) })
    }

    /// The same scene in a temporary code (临时二维码) that lasts this long, in whole seconds; a part of a second is
    /// rounded up.
    ///
    /// # Errors
    ///
    /// [`InputError::Lifetime`] for zero, or more than 30 days.
    pub fn lasting(mut self, time: Duration) -> Result<Self, InputError> {
        self.lifetime = Some(lifetime(time)?);
        Ok(self)
    }

    /// The same scene in a permanent code (永久二维码).
    ///
    /// # Errors
    ///
    /// [`InputError::SceneNumber`] for a number above 100,000.
    pub fn permanent(mut self) -> Result<Self, InputError> {
        match self.content {
            Content::Number(given) if given > MAX_PERMANENT => {
                Err(InputError::SceneNumber { limit: MAX_PERMANENT, given })
            }
            _ => {
                self.lifetime = None;
                Ok(self)
            }
        }
    }

    /// How long the code lasts; `None` for a permanent one.
    #[must_use]
    pub const fn lifetime(&self) -> Option<Duration> {
        match self.lifetime {
            Some(secs) => Some(Duration::from_secs(secs)),
            None => None,
        }
    }

    /// The kind, in the spelling of the service: `QR_SCENE`, `QR_STR_SCENE`, `QR_LIMIT_SCENE`, `QR_LIMIT_STR_SCENE`.
    #[must_use]
    pub const fn action_name(&self) -> &'static str {
        match (&self.content, self.lifetime) {
            (Content::Number(_), Some(_)) => "QR_SCENE",
            (Content::Text(_), Some(_)) => "QR_STR_SCENE",
            (Content::Number(_), None) => "QR_LIMIT_SCENE",
            (Content::Text(_), None) => "QR_LIMIT_STR_SCENE",
        }
    }
}

/// The scene as a push has it, behind `qrscene_` in subscriptions.
impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Number(number) => number.fmt(f),
            Content::Text(text) => f.pad(text),
        }
    }
}

/// A text may name a user, so only its length is shown.
impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Number(number) => write!(f, "Scene({} {number}", self.action_name())?,
            Content::Text(text) => write!(f, "Scene({}, {} characters", self.action_name(), text.chars().count())?,
        }
        match self.lifetime {
            Some(secs) => write!(f, ", {secs} s)"),
            None => f.write_str(")"),
        }
    }
}

/// The whole body of `qrcode/create`.
impl Serialize for Scene {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct ActionInfo<'a> {
            scene: Value<'a>,
        }

        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        enum Value<'a> {
            SceneId(u32),
            SceneStr(&'a str),
        }

        let scene = match &self.content {
            Content::Number(number) => Value::SceneId(*number),
            Content::Text(text) => Value::SceneStr(text),
        };
        let mut body = serializer.serialize_struct("Scene", 2 + usize::from(self.lifetime.is_some()))?;
        if let Some(secs) = self.lifetime {
            body.serialize_field("expire_seconds", &secs)?;
        }
        body.serialize_field("action_name", self.action_name())?;
        body.serialize_field("action_info", &ActionInfo { scene })?;
        body.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn json(scene: &Scene) -> String {
        serde_json::to_string(scene).unwrap()
    }

    #[test]
    fn each_of_the_four_kinds_has_its_body() {
        let week = Duration::from_secs(604_800);
        assert_eq!(
            json(&Scene::number(123).unwrap().lasting(week).unwrap()),
            r#"{"expire_seconds":604800,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":123}}}"#
        );
        assert_eq!(
            json(&Scene::text("test").unwrap().lasting(week).unwrap()),
            r#"{"expire_seconds":604800,"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"test"}}}"#
        );
        assert_eq!(
            json(&Scene::number(123).unwrap().permanent().unwrap()),
            r#"{"action_name":"QR_LIMIT_SCENE","action_info":{"scene":{"scene_id":123}}}"#
        );
        assert_eq!(
            json(&Scene::text("test").unwrap().permanent().unwrap()),
            r#"{"action_name":"QR_LIMIT_STR_SCENE","action_info":{"scene":{"scene_str":"test"}}}"#
        );
    }

    #[test]
    fn no_illegal_scene_can_be_made() {
        assert_eq!(Scene::number(0), Err(InputError::SceneNumber { limit: u32::MAX, given: 0 }));
        assert!(Scene::number(u32::MAX).is_ok() && Scene::number(100_000).unwrap().permanent().is_ok());
        let refused = Scene::number(100_001).unwrap().permanent();
        assert_eq!(refused, Err(InputError::SceneNumber { limit: 100_000, given: 100_001 }));
        let (longest, too_long) = ("名".repeat(64), "名".repeat(65));
        assert!(Scene::text(&*longest).unwrap().permanent().is_ok());
        assert_eq!(Scene::text(too_long), Err(InputError::SceneText { limit: 64, given: 65 }));
        assert_eq!(Scene::text(""), Err(InputError::SceneText { limit: 64, given: 0 }));
    }

    #[test]
    fn a_temporary_code_lasts_one_second_to_thirty_days() {
        let lasting = |time| Scene::number(1).unwrap().lasting(time).map(|scene| scene.lifetime().unwrap().as_secs());
        assert_eq!(lasting(Duration::from_secs(1)), Ok(1));
        assert_eq!(lasting(Duration::from_millis(1_500)), Ok(2));
        assert_eq!(lasting(Duration::from_secs(2_592_000)), Ok(2_592_000));
        assert!(lasting(Duration::ZERO).is_err());
        let refused = lasting(Duration::from_millis(2_592_000_001)).unwrap_err();
        assert_eq!(format!("{refused}"), "lifetime: 1 to 2592000 seconds (30 days), got 2592001");
        let again = Scene::number(1).unwrap().permanent().unwrap().lasting(Duration::from_secs(9)).unwrap();
        assert_eq!(again.action_name(), "QR_SCENE");
    }

    #[test]
    fn a_text_is_not_in_debug_and_is_what_a_push_has() {
        let scene = Scene::text("wang@example.com").unwrap();
        assert_eq!(format!("{scene:?} {scene}"), "Scene(QR_STR_SCENE, 16 characters, 2592000 s) wang@example.com");
        let scene = Scene::number(7).unwrap().permanent().unwrap();
        assert_eq!(format!("{scene:?} {scene}"), "Scene(QR_LIMIT_SCENE 7) 7");
    }
}
