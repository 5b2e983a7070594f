//! The steps of adding an endpoint (`docs/adding-an-endpoint.md`) and the rules for sources and documents. Each test
//! names what is missing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod circles;
mod cookbook;
mod dependencies;
mod lines;
mod manual;
mod messages;
mod pages;
mod simulator;
mod sizes;
mod steps;
mod surface;
mod variants;
mod words;
