//! Mail by SMTP, against a server that keeps it.

use super::{CHOSEN, accept, path_of_link};
use crate::console::customers::people::add_firm;
use crate::support::console::{Console, Customer};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::server::{App, spawn_with};
use crate::support::smtp::MailServer;

async fn spawn_mailing(server: &MailServer) -> App {
    let settings = [
        ("CUSTOMARY_SMTP_URL", server.url()),
        ("CUSTOMARY_MAIL_FROM", "Harbour <crm@harbour.example>".into()),
    ];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    spawn_with(&settings).await
}

async fn invite_first(console: &Console, firm: &Customer) {
    let page = console.open(&format!("{}/invite", firm.url())).await;
    let sent = console.submit(&page, page.form("Send invitation")).await.assert_redirect(&firm.url());
    console.follow(&sent).await.assert_shows("gets a mail at ana@ferme.example");
}

/// The text of a mail, whatever its encoding breaks it into.
fn unfolded(mail: &str) -> String {
    mail.replace("=\n", "").replace("=3D", "=")
}

#[actix_web::test]
async fn an_invitation_is_sent_by_mail_and_its_link_works() {
    let server = MailServer::start(0);
    let app = spawn_mailing(&server).await;
    let admin = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    invite_first(&admin, &firm).await;
    eventually("the mail", PATIENCE, async || (server.mails().len() == 1).then_some(())).await;
    let mail = unfolded(&server.mails()[0]);
    for part in [
        "To: \"Ana Roy\" <ana@ferme.example>",
        "From: ",
        "crm@harbour.example",
        "Ferme du Lac",
        &app.url("/"),
    ] {
        assert!(mail.contains(part), "{part}\n{mail}");
    }
    let outbox = admin.open("/settings/outbox").await;
    assert!(!outbox.text().contains("/invitations/"), "a link that is sent is not shown");
    eventually("the mail", PATIENCE, async || {
        (admin.open("/settings/outbox").await.shows("Sent")).then_some(())
    })
    .await;
    accept(&app.visitor(), &path_of_link(&mail), CHOSEN).await.assert_redirect("/portal/login");
    assert!(!app.log().contains("ana@ferme.example"), "I2: no address in the log");
}

#[actix_web::test]
async fn what_a_server_refused_is_told_and_tried_again() {
    let server = MailServer::start(1);
    let app = spawn_mailing(&server).await;
    let admin = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    invite_first(&admin, &firm).await;
    eventually("the mail", PATIENCE, async || {
        (admin.open("/settings/outbox").await.shows("Not sent")).then_some(())
    })
    .await;
    let outbox = admin.open("/settings/outbox").await.assert_shows("The mail server did not take it:");
    outbox.assert_shows("try again later").assert_shows("Tried again");
    assert!(server.mails().is_empty());
    app.database().execute("UPDATE outbox SET next_at = 1");
    eventually("the mail", PATIENCE, async || (server.mails().len() == 1).then_some(())).await;
    eventually("the mail", PATIENCE, async || {
        (admin.open("/settings/outbox").await.shows("Sent")).then_some(())
    })
    .await;
}

/// A mail that waited was sent although its customer had been put in the trash, where its link leads nowhere.
#[actix_web::test]
async fn a_mail_waits_while_its_customer_is_in_the_trash() {
    let server = MailServer::start(1);
    let app = spawn_mailing(&server).await;
    let admin = app.sign_in().await;
    let (firm, other) = (add_firm(&app, "Ferme du Lac").await, add_firm(&app, "Other").await);
    invite_first(&admin, &firm).await;
    eventually("the refusal", PATIENCE, async || {
        (admin.open("/settings/outbox").await.shows("Not sent")).then_some(())
    })
    .await;
    admin.delete_customer(&firm).await.assert_status(303);
    app.database().execute("UPDATE outbox SET next_at = 1");
    // The one that is due longest would be sent first.
    invite_first(&admin, &other).await;
    eventually("the other's mail", PATIENCE, async || (server.mails().len() == 1).then_some(())).await;
    assert!(unfolded(&server.mails()[0]).contains("Other"));
    admin.open("/settings/outbox").await.assert_shows("In the trash");
    let page = admin.open_customer(&firm).await;
    admin.submit(&page, page.form("Restore")).await.assert_status(303);
    eventually("the mail", PATIENCE, async || (server.mails().len() == 2).then_some(())).await;
    assert!(unfolded(&server.mails()[1]).contains("Ferme du Lac"));
}

#[actix_web::test]
async fn a_name_writes_no_header_of_a_mail() {
    let server = MailServer::start(0);
    let app = spawn_mailing(&server).await;
    let admin = app.sign_in().await;
    let body = serde_json::json!({
        "kind": "corporate", "company": { "name": "Söhne GmbH" },
        "people": [{ "displayName": "Ana\" <evil@evil.example>, \"", "emailAddress": "ana@ferme.example" }],
    });
    let made = app.api().post("/api/v1/customers", &body).await.assert_status(201);
    let firm = Customer { id: made.json()["customerId"].as_str().unwrap().to_owned() };
    invite_first(&admin, &firm).await;
    eventually("the mail", PATIENCE, async || (server.mails().len() == 1).then_some(())).await;
    let mail = &server.mails()[0];
    let head = mail.split_once("\n\n").unwrap().0;
    assert!(head.lines().filter(|line| line.starts_with("To:")).count() == 1, "{head}");
    assert!(!head.contains("Bcc") && !head.contains(", <evil@"), "{head}");
    let broken = serde_json::json!({ "people": [{ "displayName": "Ana\r\nBcc: evil@evil.example" }] });
    let path = format!("/api/v1{}", firm.url());
    app.api().put(&path, &broken).await.assert_status(422);
}
