//! The documented REST of the console's forerunner: the customer object of the native API in an envelope of its own,
//! phones and addresses as lists that one adds to and takes from, and a token that is asked for. No rule is held here.

mod customer_input;
mod customer_json;
pub mod customers;
mod paging;
pub mod parts;
pub mod token;
