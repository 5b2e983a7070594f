//! The steps of adding an endpoint, and the rules of the house, each a test that names what was forgotten. See `docs/adding-an-endpoint.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod circles;
mod dependencies;
mod pages;
mod sizes;
mod steps;
mod surface;
