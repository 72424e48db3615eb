//! The documented REST of the console's forerunner: the customer object of the native API in an envelope of its own,
//! phones and addresses as lists that one adds to and takes from, and a token that is asked for. No rule is held here.

mod customer_input;
mod customer_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod customers;
mod paging;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod parts;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod token;
