//! What the tests stand on: a server of their own, clients that make a person's gestures, a browser.

pub mod source;
