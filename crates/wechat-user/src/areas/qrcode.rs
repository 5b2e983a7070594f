//! `client.qrcode()`

use wechat_user_core::Error;
use wechat_user_core::qrcode::{CreateQrCode, QrCode, Scene};

use crate::shared::Handle;

/// QR codes with a scene (带参数二维码): where followers come from.
///
/// # Errors
///
/// Every method: an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct QrCodes<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> QrCodes<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// Creates a code (生成带参数的二维码): [`CreateQrCode`]. If the response is lost, the call fails and is not repeated.
    ///
    /// The picture is drawn from [`QrCode::url`] (`QrPicture`, with the feature `qr-picture`), or fetched from
    /// [`QrCode::picture_url`], which is on another host and needs no token.
    ///
    /// ```
    /// # use transport_mock::FakeWeChat;
    /// # use wechat_user::{Client, qrcode::Scene};
    /// # fn main() -> Result<(), wechat_user::Error> {
    /// # let wechat = FakeWeChat::new();
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// let code = client.qrcode().create(&Scene::text("华东/上海/12")?.permanent()?)?;
    /// assert_eq!(code.lifetime(), None);
    /// assert!(code.picture_url().to_string().starts_with("https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket="));
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, scene: &Scene) -> Result<QrCode, Error> {
        self.0.call(&CreateQrCode::new(scene))
    }
}
