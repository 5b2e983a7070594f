//! `POST /cgi-bin/qrcode/create`

use super::QrCode;
use crate::values::scene::Scene;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Creates a QR code with a scene (生成带参数的二维码).
///
/// Limits: those of [`Scene`]; 100,000 permanent codes an account; 100,000 calls a day. Not repeated when the response
/// is lost: a permanent code cannot be deleted.
/// Source: <https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode>
///
/// # Errors
///
/// 40053 the scene is not legal; 48001 the account may not use it.
#[derive(Clone, Copy, Debug)]
pub struct CreateQrCode<'a> {
    scene: &'a Scene,
}

impl<'a> CreateQrCode<'a> {
    /// With this scene.
    ///
    /// ```
    /// use wechat_user_core::qrcode::{CreateQrCode, Scene};
    /// use wechat_user_core::{AccessToken, Origin, encode};
    ///
    /// let scene = Scene::number(123)?.permanent()?;
    /// let request = encode(&CreateQrCode::new(&scene), &Origin::default(), Some(&AccessToken::from("36_abc")))?;
    /// assert_eq!(request.body(), br#"{"action_name":"QR_LIMIT_SCENE","action_info":{"scene":{"scene_id":123}}}"#);
    /// # Ok::<(), wechat_user_core::Error>(())
    /// ```
    #[must_use]
    pub const fn new(scene: &'a Scene) -> Self {
        Self { scene }
    }
}

impl Endpoint for CreateQrCode<'_> {
    type Response = QrCode;
    const SPEC: &'static Spec = &Spec::post("create_qr_code", "/cgi-bin/qrcode/create");

    fn body(&self, body: &mut Body) {
        body.json(self.scene);
    }
}
