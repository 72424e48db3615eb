//! Help that is a page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::console::frame::Frame;
use crate::console::shell::Section;
use crate::console::views::KeysPage;
use crate::web::Failure;

/// The map of the keyboard.
///
/// # Errors
/// When the store does not answer.
pub async fn keys(frame: Frame) -> Result<HttpResponse, Failure> {
    let customers = frame.customers().await?;
    frame.page(StatusCode::OK, &KeysPage { shell: frame.shell(Section::None, customers) })
}
