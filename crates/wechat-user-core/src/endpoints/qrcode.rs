//! QR codes with a scene (带参数二维码): where a follower comes from, or which account of yours a follower belongs to.
//!
//! Accounts must be verified (认证) to use them.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`CreateQrCode`] 生成带参数的二维码 | `POST /cgi-bin/qrcode/create` |
//!
//! A user who scans the code and does not follow yet is led to follow: the push `subscribe` with the `EventKey`
//! `qrscene_` and the scene, and a profile with `subscribe_scene` `ADD_SCENE_QR_CODE` and the scene in `qr_scene` or
//! `qr_scene_str`. A follower's scan is the push `SCAN`, and does not change the profile.

mod create_qr_code;
mod picture_url;
mod qr_code;

pub use crate::values::scene::Scene;
pub use create_qr_code::CreateQrCode;
pub use picture_url::PictureUrl;
pub use qr_code::QrCode;
