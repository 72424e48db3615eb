//! Mail: what is written in it, and the thread that sends it. It sends by SMTP alone; without a server the mails stay in
//! the outbox, and the console shows their links.

mod letter;
mod post;
mod smtp;

pub use letter::Letter;
pub use post::Post;
pub use smtp::{Smtp, Undelivered};
