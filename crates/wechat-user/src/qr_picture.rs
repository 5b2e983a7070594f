//! Pictures of QR codes: SVG, PNG, and half blocks for a terminal.

use std::fmt;

use qrcode::QrCode;
use qrcode::render::{svg, unicode};
use qrcode::types::{Color, QrError};

/// The border of white modules that a reader needs around a code.
const QUIET_ZONE: usize = 4;
/// The widest picture, in pixels: some megabytes of memory while it is drawn.
const MAX_PIXELS: usize = 10_000;

/// A picture of a QR code, drawn from what it holds: [`url`](wechat_user_core::qrcode::QrCode::url) of a code with a
/// scene. Nothing is fetched.
///
/// ```
/// use wechat_user::QrPicture;
///
/// let picture = QrPicture::new("http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI")?;
/// assert_eq!(picture.modules(), 33);
/// assert!(picture.svg().starts_with("<?xml") && picture.png(8)?.starts_with(b"\x89PNG\r\n"));
/// assert_eq!(picture.half_blocks().lines().count(), 21); // 33 modules and the border, two of them a line
/// # Ok::<(), wechat_user::PictureError>(())
/// ```
#[derive(Clone)]
pub struct QrPicture(QrCode);

/// Why no picture can be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureError {
    /// There is nothing to draw: the service sent no address.
    Empty,
    /// The text does not fit into a QR code: at most 2,331 bytes.
    #[non_exhaustive]
    TooLong {
        /// The bytes that were given.
        given: usize,
    },
    /// A module of no pixels, or a picture of more than 10,000 pixels on a side.
    #[non_exhaustive]
    Size {
        /// The most pixels that a module of this code can have.
        limit: usize,
        /// The pixels of a module that were given.
        given: usize,
    },
    /// The picture could not be written as PNG.
    #[non_exhaustive]
    Png {
        /// The message of the PNG writer.
        problem: String,
    },
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("picture: there is no text to draw"),
            Self::TooLong { given } => write!(f, "picture: at most 2331 bytes of text, got {given}"),
            Self::Size { limit, given } => write!(f, "picture: 1 to {limit} pixels for a module, got {given}"),
            Self::Png { problem } => write!(f, "picture: cannot be written as PNG: {problem}"),
        }
    }
}

impl std::error::Error for PictureError {}

impl QrPicture {
    /// Of a code that holds this text. A seventh of the code may be damaged or covered (level M).
    ///
    /// # Errors
    ///
    /// [`PictureError::Empty`] and [`PictureError::TooLong`].
    pub fn new(text: &str) -> Result<Self, PictureError> {
        if text.is_empty() {
            return Err(PictureError::Empty);
        }
        match QrCode::new(text) {
            Ok(code) => Ok(Self(code)),
            Err(QrError::DataTooLong | _) => Err(PictureError::TooLong { given: text.len() }),
        }
    }

    /// How many modules a side has, without the border.
    #[must_use]
    pub fn modules(&self) -> usize {
        self.0.width()
    }

    /// As SVG, with a white border of four modules. It has no size of its own beyond 8 pixels for a module.
    #[must_use]
    pub fn svg(&self) -> String {
        self.0.render::<svg::Color<'_>>().module_dimensions(8, 8).build()
    }

    /// As PNG in black and white, with a white border of four modules and so many pixels for a module.
    ///
    /// # Errors
    ///
    /// [`PictureError::Size`] for 0 pixels, or more than 10,000 pixels on a side.
    pub fn png(&self, pixels: usize) -> Result<Vec<u8>, PictureError> {
        let modules = self.modules() + 2 * QUIET_ZONE;
        let limit = MAX_PIXELS / modules;
        if !(1..=limit).contains(&pixels) {
            return Err(PictureError::Size { limit, given: pixels });
        }
        let side = modules * pixels;
        let mut rows = Vec::with_capacity(side.div_ceil(8) * side);
        for y in 0..modules {
            let row = self.row(y, pixels);
            for _ in 0..pixels {
                rows.extend_from_slice(&row);
            }
        }
        let side = u32::try_from(side).map_err(|_| PictureError::Size { limit, given: pixels })?;
        let mut out = Vec::new();
        write_png(&mut out, side, &rows).map_err(|error| PictureError::Png { problem: error.to_string() })?;
        Ok(out)
    }

    /// As text for a terminal: each line has two rows of modules, in half blocks. Light modules are drawn, so that the
    /// code can be scanned from a dark terminal; on a light one, most readers accept the inverted code.
    #[must_use]
    pub fn half_blocks(&self) -> String {
        let (dark, light) = (unicode::Dense1x2::Light, unicode::Dense1x2::Dark);
        self.0.render::<unicode::Dense1x2>().dark_color(dark).light_color(light).build()
    }

    /// One row of pixels, eight to a byte; white is 1.
    fn row(&self, y: usize, pixels: usize) -> Vec<u8> {
        let modules = self.modules() + 2 * QUIET_ZONE;
        let mut row = vec![0_u8; (modules * pixels).div_ceil(8)];
        let white = (0..modules * pixels).filter(|x| !self.is_dark(x / pixels, y));
        white.for_each(|x| row[x / 8] |= 0x80 >> (x % 8));
        row
    }

    /// Whether a module is dark; the border is not.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < self.modules());
        inside(x).zip(inside(y)).is_some_and(|(x, y)| self.0[(x, y)] == Color::Dark)
    }
}

fn write_png(out: &mut Vec<u8>, side: u32, rows: &[u8]) -> Result<(), png::EncodingError> {
    let mut encoder = png::Encoder::new(out, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rows)?;
    writer.finish()
}

/// A code that is known can be scanned, so it is not shown.
impl fmt::Debug for QrPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QrPicture({} modules)", self.modules())
    }
}

#[cfg(test)]
mod tests;
