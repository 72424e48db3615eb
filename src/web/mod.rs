//! What every request meets on its way: who is asking, whether it may, limits, cross-site rules, headers, errors. It
//! knows no customer and writes no HTML.

pub mod connections;
pub mod cookies;
pub mod credentials;
pub mod csrf;
pub mod dialect;
pub mod download;
pub mod endpoint;
pub mod errors;
pub mod flash;
pub mod forms;
pub mod fragment;
pub mod guard;
pub mod headers;
pub mod health;
pub mod hosts;
pub mod json;
pub mod library;
pub mod limits;
pub mod members;
pub mod next;
pub mod once;
pub mod passwords;
pub mod pool;
pub mod portal;
pub mod rate;
pub mod sign_in;
pub mod site;
pub mod trace;
pub mod upload;
pub mod welcome;
pub mod who;

pub use endpoint::Endpoint;
pub use errors::Failure;
pub use site::Site;
