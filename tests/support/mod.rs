//! What the tests stand on: a server of their own, clients that make a person's gestures, a browser.
//! How the program is started and what its doors are called is known to `server` alone.

pub mod api;
pub mod axe;
pub mod browser;
pub mod chromium;
pub mod console;
pub mod crash;
pub mod database;
pub mod dom;
pub mod eventually;
pub mod form;
pub mod keys;
pub mod page;
pub mod process;
pub mod server;
pub mod settings;
pub mod smtp;
pub mod source;
