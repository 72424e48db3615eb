//! What narrows the list: the conditions that are on, each with the way to take it off, and the form that sets them.

use crate::console::attributes::shown;
use crate::console::countries::Countries;
use crate::console::customers::list::{kind_label, status_label};
use crate::console::customers::query::ListState;
use crate::console::customers::sought::Sought;
use crate::console::field::{Choice, Field};
use crate::console::frame::Frame;
use crate::console::provisions::shown as programs;
use crate::console::tags::chip as tag_chip;
use crate::console::tags::titles::Titles;
use crate::console::views::customers::{FilterChip, FilterForm};
use crate::console::views::tags::TagChip;
use crate::domain::attribute::{Definition, Definitions};
use crate::domain::customer::{Kind, Status};
use crate::domain::listing::Invited;
use crate::domain::provision::Asked;
use crate::domain::tag::Tag;

/// The conditions that are on.
pub(super) fn chips(
    frame: &Frame,
    state: &ListState,
    titles: &Titles,
    defined: &Definitions,
) -> Vec<FilterChip> {
    let say = |id: &str| frame.language.say(id);
    let filter = &state.query.filter;
    let mut chips = Vec::new();
    let is = |value: &str| frame.language.say_with("customers-filter-is", &[("value", value)]);
    let mut chip = |field: &str, condition: String, remove: ListState| {
        chips.push(FilterChip { field: say(field), condition, remove: remove.link() });
    };
    if !filter.tags.is_empty() {
        let named: Vec<String> = filter.tags.iter().map(|tag| titles.title(frame, *tag)).collect();
        let value = match named.as_slice() {
            [one] => one.clone(),
            many => frame.language.say_with("customers-filter-any-of", &[("values", &many.join(", "))]),
        };
        chip("tag-title", is(&value), state.filtered(|filter| filter.tags.clear()));
    }
    for sought in &state.sought {
        let definition = definition(defined, sought);
        chips.push(FilterChip {
            field: label(frame, definition),
            condition: shown::condition(frame, definition, &sought.typed),
            remove: state.without(sought.id, definition.map(|definition| definition.key.as_str())).link(),
        });
    }
    let mut chip = |field: &str, condition: String, remove: ListState| {
        chips.push(FilterChip { field: say(field), condition, remove: remove.link() });
    };
    if !filter.search.is_empty() {
        chip(
            "customers-filter-search",
            frame.language.say_with("customers-filter-for", &[("value", &filter.search)]),
            state.filtered(|filter| filter.search.clear()),
        );
    }
    if let Some(kind) = filter.kind {
        let label = say(kind_label(kind));
        chip("customer-kind", is(&label), state.filtered(|filter| filter.kind = None));
    }
    if let Some(status) = filter.status {
        let label = say(status_label(status));
        chip("field-status", is(&label), state.filtered(|filter| filter.status = None));
    }
    if let Some(country) = filter.country {
        chip("address-country", is(country.name()), state.filtered(|filter| filter.country = None));
    }
    if let Some(has_email) = filter.has_email {
        let label = say(if has_email { "customers-filter-present" } else { "customers-filter-absent" });
        chip("field-email-address", label, state.filtered(|filter| filter.has_email = None));
    }
    if let Some(invited) = filter.invited {
        let label = say(invited_label(invited));
        chip("invitation-filter", is(&label), state.filtered(|filter| filter.invited = None));
    }
    if let Some(asked) = filter.provisioning {
        let label = say(programs::asked(asked.as_str()));
        chip("provisions-title", is(&label), state.filtered(|filter| filter.provisioning = None));
    }
    if !state.since.is_empty() {
        let day = state.day().map_or_else(|| state.since.clone(), |day| frame.dates().date(day));
        chip("customers-filter-since", day, state.without_day());
    }
    chips
}

/// What could not be read, so that nobody is listed.
pub(super) fn problem(frame: &Frame, state: &ListState, defined: &Definitions) -> Option<String> {
    let wrong = state.sought.iter().filter_map(|sought| {
        let (_, issue) = sought.wrong.as_ref()?;
        Some((label(frame, definition(defined, sought)), frame.issue(issue)))
    });
    let day =
        state.wrong_day().map(|issue| (frame.language.say("customers-filter-since"), frame.issue(&issue)));
    let said = wrong
        .chain(day)
        .map(|(field, problem)| {
            frame.language.say_with("form-problem", &[("field", &field), ("problem", &problem)])
        })
        .collect::<Vec<_>>()
        .join(" ");
    (!said.is_empty()).then(|| frame.language.say_with("customers-filter-wrong", &[("problems", &said)]))
}

fn definition<'a>(defined: &'a Definitions, sought: &Sought) -> Option<&'a Definition> {
    defined.iter().find(|definition| definition.id == sought.id)
}

fn label(frame: &Frame, definition: Option<&Definition>) -> String {
    definition.map_or_else(|| frame.language.say("field-attributes"), |definition| definition.label.clone())
}

/// The choices of "Add filter".
pub(super) fn filter_form(
    frame: &Frame,
    state: &ListState,
    tags: &[Tag],
    defined: &Definitions,
) -> FilterForm {
    let say = |id: &str| frame.language.say(id);
    let filter = &state.query.filter;
    let kinds = [Kind::Personal, Kind::Corporate];
    let statuses = [Status::Active, Status::Inactive];
    FilterForm {
        kept: state.kept(&["q", "unfit", "sort", "limit"]),
        kind: Field::new("kind", filter.kind.map(Kind::as_str).unwrap_or_default()),
        kinds: kinds.map(|kind| Choice::new(kind.as_str(), say(kind_label(kind)))).into(),
        status: Field::new("status", filter.status.map(Status::as_str).unwrap_or_default()),
        statuses: statuses.map(|status| Choice::new(status.as_str(), say(status_label(status)))).into(),
        country: Field::new("country", filter.country.map(|country| country.to_string()).unwrap_or_default()),
        countries: Countries::all(),
        email: Field::new(
            "email",
            filter.has_email.map_or("", |has_email| if has_email { "yes" } else { "no" }),
        ),
        emails: vec![
            Choice::new("yes", say("customers-filter-present")),
            Choice::new("no", say("customers-filter-absent")),
        ],
        tags: tags
            .iter()
            .map(|tag| TagChip { is_on: filter.tags.contains(&tag.id), ..tag_chip(tag) })
            .collect(),
        attributes: defined
            .filterable()
            .map(|definition| {
                let sought = state.sought.iter().find(|sought| sought.id == definition.id);
                let typed = sought.map(|sought| sought.typed.clone()).unwrap_or_default();
                shown::filter(frame, definition, &typed, sought.and_then(|sought| sought.wrong.as_ref()))
            })
            .collect(),
        invitation: Field::new("invitation", filter.invited.map_or("", Invited::as_str)),
        invitations: Invited::ALL
            .map(|(invited, word)| Choice::new(word, say(invited_label(invited))))
            .into(),
        provisioning: Field::new("provisioning", filter.provisioning.map_or("", Asked::as_str)),
        provisionings: programs::choices(frame),
        since: Field::new("since", state.since.clone())
            .wrong(state.wrong_day().map(|issue| frame.issue(&issue))),
    }
}

fn invited_label(invited: Invited) -> &'static str {
    match invited {
        Invited::Pending => "invitation-pending",
        Invited::ExpiresSoon => "invitation-soon",
    }
}
