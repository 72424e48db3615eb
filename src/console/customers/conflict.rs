//! Two people edited the same customer. What clashes with nothing is merged; for the rest both values stand side by
//! side, and one Save decides.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use similar::TextDiff;

use crate::console::customers::editor::{self, Edit};
use crate::console::customers::head::{self, Opened};
use crate::console::customers::past::field_label;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::tags::titles::Titles;
use crate::console::views::history::{Clash, ConflictPage, Mark, Merged, Piece};
use crate::domain::customer::{Cause, Customer, CustomerId, Document, Version};
use crate::domain::diff::{self, Conflict, Difference, Field, Merge, Part, Scalar};
use crate::domain::draft::RawCustomer;
use crate::web::Failure;
use crate::web::forms::Form;

/// What is written when the edit can be: the document, and why. `None` when a clash is left undecided.
#[must_use]
pub fn resolve(current: &Customer, edit: &Edit<'_>) -> Option<(Document, Cause)> {
    if current.version == edit.read {
        return Some((edit.mine.document.clone(), Cause::Hand));
    }
    let merge = merge(&current.document, edit);
    // Choices hold for the version that they were made against; a third save in between is shown again.
    let is_decided = edit.form.text("theirs") == current.version.to_string();
    let mut document = merge.document;
    for conflict in merge.conflicts {
        match edit.form.text(&choice(&conflict)) {
            "mine" if is_decided => document = diff::with_part(document, &conflict.field, conflict.mine),
            "theirs" if is_decided => {}
            _ => return None,
        }
    }
    if let Some(name) = document.derived_name().filter(|_| is_name_derived(&current.document, edit)) {
        document.display_name = name;
    }
    Some((document, Cause::Merge))
}

/// The merge of both sides. A display name that both left to follow from the names is nobody's change: it clashes with
/// nothing, and follows from the names that are kept.
fn merge(current: &Document, edit: &Edit<'_>) -> Merge {
    let mut merge = diff::merge(&edit.was, current, &edit.mine.document);
    if is_name_derived(current, edit) {
        merge.conflicts.retain(|conflict| conflict.field != Field::Scalar(Scalar::DisplayName));
    }
    merge
}

fn is_name_derived(current: &Document, edit: &Edit<'_>) -> bool {
    let follows = |document: &Document| document.derived_name().as_ref() == Some(&document.display_name);
    follows(current) && follows(&edit.mine.document)
}

fn choice(conflict: &Conflict) -> String {
    format!("choose.{}", conflict.field)
}

/// The page with both sides. It carries the whole form as it was typed, so that nothing of it is lost.
///
/// # Errors
/// When the template fails.
pub async fn show(frame: &Frame, opened: &Opened, edit: &Edit<'_>) -> Result<HttpResponse, Failure> {
    let customer = &opened.customer;
    let merge = merge(&customer.document, edit);
    let titles = titles(frame, opened, edit).await?;
    let who = head::who(frame, &opened.names, customer.changed.by);
    let number = |version: Version| frame.number(version.0);
    let you = frame.language.say("conflict-you");
    let from = |changes: &[Difference], who: &str| -> Vec<Merged> {
        changes.iter().map(|change| merged(frame, &titles, change, who)).collect()
    };
    let page = ConflictPage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        url: links::customer(customer.id),
        name: customer.document.display_name.clone(),
        what: frame.language.say_with(
            "conflict-what",
            &[("who", &who), ("stored", &number(customer.version)), ("read", &number(edit.read))],
        ),
        then: frame.language.count("conflict-then", merge.conflicts.len() as u64),
        theirs: frame
            .language
            .say_with("conflict-theirs", &[("who", &who), ("version", &number(customer.version))]),
        version: edit.read.to_string(),
        their_version: customer.version.to_string(),
        kept: kept(edit.form),
        merged: [from(&merge.mine, &you), from(&merge.theirs, &who)].concat(),
        clashes: merge.conflicts.iter().map(|conflict| clash(frame, &titles, conflict)).collect(),
    };
    frame.page(StatusCode::CONFLICT, &page)
}

/// What the tags of both sides are called, those that the edit makes included.
async fn titles(frame: &Frame, opened: &Opened, edit: &Edit<'_>) -> Result<Titles, Failure> {
    let organization = frame.organization();
    let documents = [edit.was.clone(), opened.customer.document.clone(), edit.mine.document.clone()];
    let read = move |conn: &mut _| Titles::of(conn, organization, &documents);
    Ok(frame.db.read(read).await?.with(&edit.mine.fresh, frame.db.now()))
}

/// The fields of the customer as they were typed: all of the form but what the page itself writes.
fn kept(form: &Form) -> Vec<(String, String)> {
    let is_own = |name: &str| {
        matches!(name, "csrf_token" | "version" | "theirs" | "then") || name.starts_with("choose.")
    };
    let typed = form.fields().filter(|(name, _)| !is_own(name));
    typed.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn clash(frame: &Frame, titles: &Titles, conflict: &Conflict) -> Clash {
    let text = |part: &Option<Part>| titles.text(frame, &conflict.field, part.as_ref());
    let (was, theirs, mine) = (text(&conflict.was), text(&conflict.theirs), text(&conflict.mine));
    let whole =
        |text: String| if text.is_empty() { Vec::new() } else { vec![Piece { text, mark: Mark::Same }] };
    Clash {
        field: conflict.field.to_string(),
        label: field_label(frame, &conflict.field).0,
        was: if was.is_empty() { frame.language.say("compare-not-set") } else { was },
        theirs: whole(theirs),
        mine: whole(mine),
    }
}

fn merged(frame: &Frame, titles: &Titles, change: &Difference, who: &str) -> Merged {
    let text = |part: &Option<Part>| titles.text(frame, &change.field, part.as_ref());
    let (label, is_key) = field_label(frame, &change.field);
    let (before, after) = pieces(&text(&change.before), &text(&change.after));
    let removed = before.into_iter().filter(Piece::is_removed);
    Merged { label, is_key, result: removed.chain(after).collect(), from: who.to_owned() }
}

/// The words of both sides, each with what became of it.
#[must_use]
pub fn pieces(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for change in TextDiff::from_unicode_words(before, after).iter_all_changes() {
        let text = change.value();
        match change.tag() {
            similar::ChangeTag::Equal => {
                push(&mut old, text, Mark::Same);
                push(&mut new, text, Mark::Same);
            }
            similar::ChangeTag::Delete => push(&mut old, text, Mark::Removed),
            similar::ChangeTag::Insert => push(&mut new, text, Mark::Added),
        }
    }
    (old, new)
}

fn push(pieces: &mut Vec<Piece>, text: &str, mark: Mark) {
    match pieces.last_mut() {
        Some(last) if last.mark == mark => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), mark }),
    }
}

/// What a form that goes back to the editor shows: the version it was made from with what was typed over it. A form of
/// a few fields becomes the whole editor this way.
///
/// # Errors
/// [`Failure::NotFound`] when there never was such a version.
pub async fn whole(
    frame: &Frame,
    id: CustomerId,
    read: Version,
    raw: &RawCustomer,
) -> Result<RawCustomer, Failure> {
    let was = editor::base(frame, id, read).await?;
    Ok(over(RawCustomer::from_document(&was), raw.clone()))
}

fn over(stored: RawCustomer, typed: RawCustomer) -> RawCustomer {
    RawCustomer {
        kind: typed.kind.or(stored.kind),
        status: typed.status.or(stored.status),
        display_name: typed.display_name.or(stored.display_name),
        given_name: typed.given_name.or(stored.given_name),
        family_name: typed.family_name.or(stored.family_name),
        father_name: typed.father_name.or(stored.father_name),
        company_name: typed.company_name.or(stored.company_name),
        business_line: typed.business_line.or(stored.business_line),
        manager: typed.manager.or(stored.manager),
        acronym: typed.acronym.or(stored.acronym),
        headcount: typed.headcount.or(stored.headcount),
        website: typed.website.or(stored.website),
        tax_number: typed.tax_number.or(stored.tax_number),
        registration_number: typed.registration_number.or(stored.registration_number),
        locale: typed.locale.or(stored.locale),
        notes: typed.notes.or(stored.notes),
        email_address: typed.email_address.or(stored.email_address),
        more_emails: typed.more_emails.or(stored.more_emails),
        phones: typed.phones.or(stored.phones),
        contacts: typed.contacts.or(stored.contacts),
        addresses: typed.addresses.or(stored.addresses),
        people: typed.people.or(stored.people),
        attributes: typed.attributes.or(stored.attributes),
        integrations: typed.integrations,
        references: typed.references.or(stored.references),
        avatar: typed.avatar,
        tags: typed.tags.or(stored.tags),
        tag_titles: typed.tag_titles.or(stored.tag_titles),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_are_marked_and_the_rest_stays() {
        let (before, after) = pieces("Art Diner of Cork", "Art Restaurant of Cork");
        let shown = |pieces: &[Piece]| {
            pieces
                .iter()
                .map(|piece| match piece.mark {
                    Mark::Same => piece.text.clone(),
                    Mark::Removed => format!("-{}-", piece.text),
                    Mark::Added => format!("+{}+", piece.text),
                })
                .collect::<String>()
        };
        assert_eq!(shown(&before), "Art -Diner- of Cork");
        assert_eq!(shown(&after), "Art +Restaurant+ of Cork");
    }
}
