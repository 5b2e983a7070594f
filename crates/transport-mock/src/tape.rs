//! Recordings of exchanges as JSON lines, and a transport that plays them back.

mod line;
mod player;
mod recorder;
mod redaction;

pub use player::Player;
pub use recorder::Recorder;
