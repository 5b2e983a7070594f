//! `wechat-user mock push`

mod response;

use std::sync::atomic::{AtomicU32, Ordering};

use clap::{Args, Subcommand, ValueEnum};
use transport_mock::{FakeWeChat, Service};
use wechat_user::clock::Clock;
use wechat_user::transport::{Transport, transport_fn};
use wechat_user::{AppId, OpenId, SystemClock, Timestamp};
use wechat_user_web::{EncodingAesKey, Format, PushDraft, PushMode, PushSender, PushToken, RevokedData};

use crate::connect::Connection;
use crate::context::Context;
use crate::env;
use crate::failure::Failure;
use crate::messages::{Text, Texts, mock as messages};
use crate::openids::openid;
use crate::output::Prints;
use crate::text::trimmed;
use response::Row;

/// The Token (令牌) of the callback settings.
const TOKEN: &str = "WECHAT_PUSH_TOKEN";
/// The EncodingAESKey (消息加解密密钥) of the callback settings.
const AES_KEY: &str = "WECHAT_PUSH_AES_KEY";

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<Row>("mock push location"),
    Prints::new::<Row>("mock push subscribe"),
    Prints::new::<Row>("mock push unsubscribe"),
    Prints::new::<Row>("mock push scan"),
    Prints::new::<Row>("mock push user-info-modified"),
    Prints::new::<Row>("mock push user-authorization-revoke"),
    Prints::new::<Row>("mock push user-authorization-cancellation"),
    Prints::new::<Row>("mock push text"),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Push {
    /// The event LOCATION (上报地理位置), or with --label a location message (地理位置消息).
    Location {
        /// Latitude (纬度), in degrees.
        #[arg(long, value_name = "DEGREES", default_value_t = 23.137_466, allow_negative_numbers = true)]
        latitude: f64,
        /// Longitude (经度), in degrees.
        #[arg(long, value_name = "DEGREES", default_value_t = 113.352_425, allow_negative_numbers = true)]
        longitude: f64,
        /// Precision (精度) of the event.
        #[arg(long, value_name = "NUMBER", default_value_t = 119.385_04, conflicts_with = "label")]
        precision: f64,
        /// Send a location message with this label instead of the event.
        #[arg(long, value_name = "TEXT")]
        label: Option<String>,
        #[command(flatten)]
        target: Target,
    },
    /// The event subscribe (关注).
    Subscribe {
        /// The scene of the QR code (带参数二维码) that the user scanned.
        #[arg(long, value_name = "SCENE")]
        scene: Option<String>,
        /// The ticket of that QR code, as `qr create` prints it.
        #[arg(long, value_name = "TICKET", requires = "scene", default_value = "TICKET", hide_default_value = true)]
        ticket: String,
        #[command(flatten)]
        target: Target,
    },
    /// The event unsubscribe (取消关注).
    Unsubscribe {
        #[command(flatten)]
        target: Target,
    },
    /// The event SCAN (扫描带参数二维码): a follower scanned a QR code.
    Scan {
        /// The scene of the QR code: a number or a text.
        #[arg(long, value_name = "SCENE")]
        scene: String,
        /// The ticket of that QR code, as `qr create` prints it.
        #[arg(long, value_name = "TICKET", default_value = "TICKET", hide_default_value = true)]
        ticket: String,
        #[command(flatten)]
        target: Target,
    },
    /// The event user_info_modified (授权用户资料变更): nickname or avatar were removed.
    UserInfoModified {
        #[command(flatten)]
        target: Target,
    },
    /// The event user_authorization_revoke (授权用户资料撤回): the account must delete data of the user.
    UserAuthorizationRevoke {
        /// Codes of what to delete (RevokeInfo), separated by commas.
        #[arg(long, value_name = "CODES", value_delimiter = ',', default_value = "205")]
        data: Vec<String>,
        #[command(flatten)]
        target: Target,
    },
    /// The event user_authorization_cancellation (授权用户完成注销): the user has closed the WeChat account.
    UserAuthorizationCancellation {
        #[command(flatten)]
        target: Target,
    },
    /// A text message (文本消息).
    Text {
        /// What the user writes.
        #[arg(long, value_name = "TEXT")]
        content: String,
        #[command(flatten)]
        target: Target,
    },
}

/// The arguments of every push.
#[derive(Args, Debug)]
pub(crate) struct Target {
    /// The URL of the callback settings (服务器配置) of the server under test.
    #[arg(long, value_name = "URL", value_parser = trimmed)]
    to: String,
    /// The user who sends it [default: the first follower of `mock serve`].
    #[arg(long, value_name = "OPENID", value_parser = openid)]
    openid: Option<OpenId>,
    /// The account's original id (原始ID).
    #[arg(long, value_name = "ID", default_value = "gh_0123456789ab")]
    to_user: String,
    /// Encrypt with the key in WECHAT_PUSH_AES_KEY; the same as --mode safe.
    #[arg(long, conflicts_with = "mode")]
    aes: bool,
    /// What to encrypt (消息加解密方式).
    #[arg(long, value_enum, value_name = "MODE", default_value = "plain")]
    mode: Mode,
    /// The format of the push (数据格式).
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "xml")]
    push_format: PushFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Nothing (明文模式)
    Plain,
    /// The encrypted fields together with the plain ones (兼容模式)
    Compatible,
    /// Everything (安全模式)
    Safe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PushFormat {
    Xml,
    Json,
}

impl Push {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let sender = self.target().sender(&context.connection)?;
        let transport = context.connection.transport()?;
        let [random, number] = random()?;
        let number = u128::from_le_bytes(number);
        let (nonce, now) = (number % 10_000_000_000, SystemClock::new().now());
        // Message ids are positive signed 64-bit numbers.
        let msg_id = u64::try_from(number >> 65).unwrap_or_default();
        let draft = self.draft(&context.connection, now, msg_id);
        let request = sender
            .push(&self.target().to, &draft, now, &nonce.to_string(), random)
            .map_err(|refused| Failure::Usage(refused.text()))?;

        context.interrupt.listen();
        let attempts = AtomicU32::new(0);
        let counted = transport_fn(|request| {
            attempts.fetch_add(1, Ordering::Relaxed);
            transport.send(request)
        });
        let response = PushSender::deliver(&counted, &request);
        let attempts = attempts.into_inner();
        let response = response.map_err(|error| Failure::NoResponse(messages::no_response(attempts, error)))?;
        response::print(context.output, attempts, &response::read(&sender, &response)?)
    }

    const fn target(&self) -> &Target {
        match self {
            Self::Location { target, .. }
            | Self::Subscribe { target, .. }
            | Self::Unsubscribe { target }
            | Self::Scan { target, .. }
            | Self::UserInfoModified { target }
            | Self::UserAuthorizationRevoke { target, .. }
            | Self::UserAuthorizationCancellation { target }
            | Self::Text { target, .. } => target,
        }
    }

    fn draft(&self, connection: &Connection, now: Timestamp, msg_id: u64) -> PushDraft {
        let target = self.target();
        let to = target.to_user.as_str();
        let app_id = &AppId::from(app_id(connection));
        let from = &target.openid.clone().unwrap_or_else(|| first_follower(connection));
        match self {
            Self::Location { latitude, longitude, precision, label: None, .. } => {
                PushDraft::location_report(to, from, now, *latitude, *longitude, *precision)
            }
            Self::Location { latitude, longitude, label: Some(label), .. } => {
                PushDraft::location_message(to, from, now, *latitude, *longitude, label).with_msg_id(msg_id)
            }
            Self::Subscribe { scene: None, .. } => PushDraft::subscribe(to, from, now),
            Self::Subscribe { scene: Some(scene), ticket, .. } => {
                PushDraft::subscribe_by_scan(to, from, now, scene, ticket)
            }
            Self::Unsubscribe { .. } => PushDraft::unsubscribe(to, from, now),
            Self::Scan { scene, ticket, .. } => PushDraft::scan(to, from, now, scene, ticket),
            Self::UserInfoModified { .. } => PushDraft::user_info_modified(to, from, now, app_id),
            Self::UserAuthorizationRevoke { data, .. } => {
                let data: Vec<_> = data.iter().map(|code| RevokedData::from_code(code.trim())).collect();
                PushDraft::authorization_revoked(to, from, now, app_id, &data)
            }
            Self::UserAuthorizationCancellation { .. } => PushDraft::authorization_cancelled(to, from, now, app_id),
            Self::Text { content, .. } => PushDraft::text(to, from, now, content).with_msg_id(msg_id),
        }
    }
}

impl Target {
    fn sender(&self, connection: &Connection) -> Result<PushSender, Failure> {
        let setting = |name: &str, what: Text| {
            env::secret(name).map_err(|problem| Failure::Usage(messages::no_setting(what, problem, name)))
        };
        let refused =
            |name| move |problem: wechat_user_web::SecretError| Failure::Usage(messages::of_variable(name, problem));
        let token = PushToken::new(setting(TOKEN, messages::push_token())?).map_err(refused(TOKEN))?;
        let format = match self.push_format {
            PushFormat::Xml => Format::Xml,
            PushFormat::Json => Format::Json,
        };
        let sender = PushSender::new(app_id(connection), token).with_format(format);
        let mode = match self.mode {
            Mode::Plain if !self.aes => return Ok(sender),
            Mode::Plain | Mode::Safe => PushMode::Safe,
            Mode::Compatible => PushMode::Compatible,
        };
        let key = EncodingAesKey::new(&setting(AES_KEY, "EncodingAESKey".text())?).map_err(refused(AES_KEY))?;
        Ok(sender.with_aes_key(key).with_mode(mode))
    }
}

/// The AppID in encrypted pushes, which the server checks.
fn app_id(connection: &Connection) -> String {
    connection.app_id().unwrap_or_else(|| Service::APP_ID.to_owned())
}

fn first_follower(connection: &Connection) -> OpenId {
    FakeWeChat::new().with_account(app_id(connection), Service::APP_SECRET).openid(0)
}

fn random() -> Result<[[u8; 16]; 2], Failure> {
    let mut bytes = [[0; 16]; 2];
    getrandom::fill(bytes.as_flattened_mut())
        .map_err(|error| Failure::NoResponse(messages::no_random_numbers(error.to_string())))?;
    Ok(bytes)
}
