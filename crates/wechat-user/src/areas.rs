//! The calls in the words of the domain: thin, one line each, each naming its endpoint.

mod followers;
mod groups;
mod users;

pub use followers::Followers;
pub use groups::Groups;
pub use users::Users;
