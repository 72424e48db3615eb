//! The page of every failure: what went wrong, what to do, the number to look it up by.

use actix_web::HttpRequest;
use askama::Template as _;

use crate::console::language::Language;
use crate::console::links;
use crate::console::views::{Crumb, ErrorPage};
use crate::console::visitor;
use crate::web::endpoint::Door;
use crate::web::trace::Reference;
use crate::web::{Failure, portal};

/// The way on: an operator's, or a contact's.
fn back(request: &HttpRequest, language: Language) -> Crumb {
    match Door::of(request.path()) {
        Door::Portal => Crumb::new(portal::HOME, language.say("portal-back")),
        _ => Crumb::new(links::CUSTOMERS, language.say("error-back")),
    }
}

/// Writes it. It says nothing of where the failure was.
#[must_use]
pub fn render(request: &HttpRequest, failure: &Failure, reference: Reference) -> String {
    let shell = visitor::bare_shell(request);
    let language = shell.language;
    let code = failure.code();
    let say = |id: &str| language.try_say(id);
    let title = say(&format!("error-{code}")).unwrap_or_else(|| language.say("error-refused"));
    let detail = say(&format!("error-{code}-detail")).or_else(|| limit(failure, &shell));
    let page = ErrorPage {
        title,
        detail: detail.unwrap_or_else(|| language.say("error-refused-detail")),
        reference: needs_reference(failure).then(|| reference.to_string().to_uppercase()),
        back: back(request, language),
        shell,
    };
    // The template shows text alone; were it ever to fail, the title still says what happened.
    page.render().unwrap_or(page.title)
}

/// The sentence that names the limit.
fn limit(failure: &Failure, shell: &crate::console::shell::Shell) -> Option<String> {
    let (id, bytes) = match failure {
        Failure::TooLarge(bytes) => ("error-limit", *bytes),
        Failure::UriTooLong(bytes) => ("error-limit", *bytes as u64),
        _ => return None,
    };
    let (unit, number) = match bytes {
        bytes if bytes >= 1 << 30 => ("GiB", bytes >> 30),
        bytes if bytes >= 1 << 20 => ("MiB", bytes >> 20),
        bytes => ("KiB", bytes >> 10),
    };
    let size = format!("{} {unit}", shell.language.number(number));
    Some(shell.language.say_with(id, &[("size", &size)]))
}

/// Where an administrator can find more in the log than the page says.
fn needs_reference(failure: &Failure) -> bool {
    failure.status().is_server_error()
}
