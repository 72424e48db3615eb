//! Notes: written, edited, pinned, deleted, and by whom.

use serde_json::json;

use super::{assert_order, timeline, write};
use crate::console::customers::{add_ada, version_of};
use crate::support::server::{ADMIN, PASSWORD, spawn};

#[actix_web::test]
async fn a_note_is_written_edited_pinned_and_deleted() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let page = write(&console, &ada, "  Tuesday mornings only.\nAsk for Helen.  ").await;
    let page = page.assert_shows(&format!("{ADMIN} added a note")).assert_shows("Tuesday mornings only.");
    let edit = console.open(&page.link("Edit note").href).await;
    assert_eq!(edit.field("Note").value.replace("\r\n", "\n"), "Tuesday mornings only.\nAsk for Helen.");
    let form = edit.form("Save").fill("Note", "Wednesdays.");
    let saved = console.submit(&edit, form).await.assert_redirect(&format!("{}/timeline", ada.url()));
    let page = console.follow(&saved).await.assert_shows("Wednesdays.").assert_hides("Tuesday mornings");
    page.assert_shows(&format!("Edited just now by {ADMIN}"));

    let page = write(&console, &ada, "Newer").await.assert_hides("Pinned");
    assert_order(&page, "Newer", "Wednesdays.");
    let notes = page.links().into_iter().filter(|link| link.text == "Edit note").collect::<Vec<_>>();
    let older = notes.last().unwrap().href.clone();
    let pinned = crate::console::post(&console, &page, &format!("{older}/pin"), &[("pinned", "yes")]).await;
    let page = console.follow(&pinned.assert_status(303)).await.assert_heading("Pinned");
    assert_order(&page, "Wednesdays.", "Newer");
    assert_eq!(page.text().matches("Wednesdays.").count(), 1, "it stands in one place");
    let page = console.follow(&console.submit(&page, page.form("Unpin")).await.assert_status(303)).await;
    assert_order(&page, "Newer", "Wednesdays.");

    let deleted = crate::console::post(&console, &page, &format!("{older}/delete"), &[]).await;
    let page = console.follow(&deleted.assert_status(303)).await.assert_hides("Wednesdays.");
    console.get(&older).await.assert_status(404);
    let page = console.follow(&console.submit(&page, page.form("Undo")).await.assert_status(303)).await;
    page.assert_shows("Wednesdays.").assert_shows("The note is back.");
    assert_eq!(version_of(&console.open_customer(&ada).await), "1", "a note is no version");
}

#[actix_web::test]
async fn what_is_refused_comes_back_as_it_was_typed() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let long = "x".repeat(20_001);
    for (typed, why) in [
        ("  \n ", "Write something"),
        (&*long, "Use at most 20000 characters"),
        ("a\u{7}", "cannot be shown"),
    ] {
        let page = timeline(&console, &ada).await;
        let form = page.form("Add note").fill("Add a note", typed);
        let refused = console.submit(&page, form).await.assert_status(422);
        assert!(refused.title().starts_with("Error:"), "{refused}");
        let refused = refused.assert_error_beside("Add a note", why);
        assert_eq!(refused.field("Add a note").value, typed);
        assert_eq!(app.database().count("SELECT count(*) FROM events WHERE note IS NOT NULL"), 0);
    }
    let page = write(&console, &ada, "Kept").await;
    let edit = console.open(&page.link("Edit note").href).await;
    let refused = console.submit(&edit, edit.form("Save").fill("Note", " ")).await.assert_status(422);
    refused.assert_error_beside("Note", "Write something");
    timeline(&console, &ada).await.assert_shows("Kept");
}

#[actix_web::test]
async fn two_who_edit_at_once_see_each_others_words() {
    let app = spawn().await;
    let (mine, theirs) = (app.sign_in().await, app.sign_in().await);
    let ada = add_ada(&mine).await;
    let href = write(&mine, &ada, "First").await.link("Edit note").href;
    let (my_page, their_page) = (mine.open(&href).await, theirs.open(&href).await);
    theirs
        .submit(&their_page, their_page.form("Save").fill("Note", "Theirs are these"))
        .await
        .assert_status(303);
    let stale = mine.submit(&my_page, my_page.form("Save").fill("Note", "Mine are those")).await;
    let stale = stale.assert_status(409).assert_shows("Theirs are these").assert_shows("after you opened it");
    assert_eq!(stale.field("Note").value, "Mine are those");
    // Saving again is made from theirs.
    mine.submit(&stale, stale.form("Save")).await.assert_status(303);
    timeline(&mine, &ada).await.assert_shows("Mine are those").assert_hides("Theirs are these");
}

#[actix_web::test]
async fn a_note_is_its_writers_or_the_administrators() {
    let app = spawn().await;
    let (admin, editor) = (app.sign_in().await, app.sign_in_with_role("editor").await);
    let ada = add_ada(&admin).await;
    let of_admin = write(&admin, &ada, "The administrator's").await.link("Edit note").href;
    let page = write(&editor, &ada, "The editor's").await;
    let own: Vec<_> = page.links().into_iter().filter(|link| link.text == "Edit note").collect();
    assert_eq!(own.len(), 1, "others' notes are not offered\n{page}");
    editor.get(&of_admin).await.assert_status(403);
    for (path, fields) in [("", &[("note", "x"), ("version", "1")][..]), ("/delete", &[])] {
        let path = format!("{of_admin}{path}");
        crate::console::post(&editor, &page, &path, fields).await.assert_status(403);
    }
    timeline(&editor, &ada).await.assert_shows("The administrator's");
    // Pinning is anybody's who writes, and an administrator changes any note.
    crate::console::post(&editor, &page, &format!("{of_admin}/pin"), &[]).await.assert_status(303);
    let edit = admin.open(&own[0].href).await;
    admin.submit(&edit, edit.form("Save").fill("Note", "Put right")).await.assert_status(303);
    timeline(&editor, &ada).await.assert_shows("Put right").assert_shows(&format!("by {ADMIN}"));

    let viewer = app.sign_in_with_role("viewer").await;
    let page = timeline(&viewer, &ada).await.assert_shows("Put right");
    assert!(!page.has_button("Add note") && !page.has_button("Pin") && !page.has_link("Edit note"), "{page}");
}

#[actix_web::test]
async fn notes_of_other_customers_organizations_and_the_trash_are_not_there() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let acme = console.create_customer("Acme").await;
    let href = write(&console, &ada, "Hers").await.link("Edit note").href;
    let elsewhere = href.replace(&ada.url(), &acme.url());
    console.get(&elsewhere).await.assert_status(404);
    let page = timeline(&console, &ada).await;
    crate::console::post(&console, &page, &format!("{elsewhere}/delete"), &[]).await.assert_status(404);

    app.command(&["organization", "add", "Another"]).assert_code(0);
    let add = ["operator", "add", "other@example.test", "--role", "admin", "--password-stdin"];
    app.command_with_input(&[&add[..], &["--organization", "Another"]].concat(), PASSWORD).assert_code(0);
    let other = app.sign_in_as("other@example.test", PASSWORD).await;
    other.get(&href).await.assert_status(404);

    console.delete_customer(&ada).await.assert_status(303);
    let gone = timeline(&console, &ada).await.assert_shows("Hers");
    assert!(!gone.has_button("Add note") && !gone.has_link("Edit note"), "{gone}");
    for path in [format!("{href}/pin"), format!("{href}/delete")] {
        crate::console::post(&console, &gone, &path, &[]).await.assert_status(404);
    }
}

/// A note that was typed was lost when its customer, or the note itself, was deleted meanwhile.
#[actix_web::test]
async fn what_was_typed_stays_when_its_customer_or_the_note_was_deleted_meanwhile() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let href = write(&console, &ada, "First").await.link("Edit note").href;
    let (open, edit) = (timeline(&console, &ada).await, console.open(&href).await);
    crate::console::post(&console, &open, &format!("{href}/delete"), &[]).await.assert_status(303);
    for typed in ["Hard-won words", ""] {
        let form = edit.form("Save").fill("Note", typed);
        let kept = console.submit(&edit, form).await.assert_status(422);
        let kept = kept.assert_error_beside("Add a note", "This note was deleted while you were editing it");
        assert_eq!(kept.field("Add a note").value, typed);
    }
    let kept = console.submit(&edit, edit.form("Save").fill("Note", "Hard-won words")).await;
    console.submit(&kept, kept.form("Add note")).await.assert_status(303);
    timeline(&console, &ada).await.assert_shows("Hard-won words").assert_hides("First");

    let href = timeline(&console, &ada).await.link("Edit note").href;
    let edit = console.open(&href).await;
    console.delete_customer(&ada).await.assert_status(303);
    let new = console.submit(&open, open.form("Add note").fill("Add a note", "Late words")).await;
    let edited = console.submit(&edit, edit.form("Save").fill("Note", "Late words")).await;
    for kept in [new, edited] {
        let kept = kept.assert_status(422).assert_error_beside("Add a note", "was put into Trash");
        assert_eq!(kept.field("Add a note").value, "Late words");
        assert!(kept.has_button("Restore"), "{kept}");
    }
    assert_eq!(app.database().count("SELECT count(*) FROM events WHERE note = 'Late words'"), 0);
}

/// The 21st pinned note was on no page at all.
#[actix_web::test]
async fn no_pinned_note_vanishes_however_many_there_are() {
    let app = spawn().await;
    let (console, api) = (app.sign_in().await, app.api());
    let ada = add_ada(&console).await;
    let notes = format!("/api/v1{}/events", ada.url());
    for number in 0..80 {
        let body = json!({ "text": format!("Note <{number}>"), "pinned": number < 22 });
        api.post(&notes, &body).await.assert_status(201);
    }
    for show in ["", "?show=notes"] {
        let mut text = String::new();
        let mut next = format!("{}/timeline{show}", ada.url());
        loop {
            let page = console.open(&next).await;
            text.push_str(&page.text());
            let Some(older) = page.links().into_iter().find(|link| link.text.contains("older event")) else {
                break;
            };
            next = older.href;
        }
        for number in 0..80 {
            assert_eq!(text.matches(&format!("Note <{number}>")).count(), 1, "{number} of {show:?}");
        }
    }
}
