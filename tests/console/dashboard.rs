//! The start.

use serde_json::json;

use super::customers::listed;
use super::customers::people::add_firm;
use super::invitations::invite;
use super::timeline::write;
use crate::api::imports::imported;
use crate::support::server::spawn;

#[actix_web::test]
async fn a_new_organization_is_shown_two_ways_forward() {
    let app = spawn().await;
    let page = app.sign_in().await.open("/").await.assert_heading("Dashboard");
    assert_eq!(page.link("Add New").href, "/customers/new");
    assert_eq!(page.link("Import a file").href, "/imports/new");
    let viewer = app.sign_in_with_role("viewer").await.open("/").await;
    assert!(!viewer.has_link("Add New") && !viewer.has_link("Import a file"), "{viewer}");
}

#[actix_web::test]
async fn the_figures_the_chart_and_the_lists_say_what_there_is() {
    let app = spawn().await;
    let (console, api) = (app.sign_in().await, app.api());
    let rows: Vec<String> = (0..7).map(|at| format!("Customer {at},c{at}@example.org,corporate\n")).collect();
    let csv = format!("Display Name,Email,Type\n{}Marc Brun,marc.brun@,personal\n", rows.concat());
    imported(&api, "partners.csv", csv, &json!({})).await;
    for name in ["Acme", "Zenith", "Gone"] {
        let customer = console.create_customer(name).await;
        write(&console, &customer, "Remember").await;
        if name == "Gone" {
            console.delete_customer(&customer).await.assert_status(303);
        }
    }
    console.upload("Price list", "prices.txt", &[b'x'; 2048]).await.assert_status(303);
    let page = console.open("/").await;
    let page = page.assert_shows("Customers 9").assert_shows("New this week 9 9 more than last");
    let page = page.assert_shows("Corporate 7 78%").assert_shows("Invitations open 0");
    let page = page.assert_shows("Assets 1 2 KB");
    let page = page.assert_shows("New customers per week, last 12 weeks: from 0 to 9");
    let page = page.assert_heading("Needs attention").assert_shows("1 import row needs a fix");
    assert!(page.link("1 import row needs a fix").href.starts_with("/imports/"));
    let page = page.assert_shows("uploaded Price list").assert_hides("Running now");
    assert_eq!(page.link("All activity").href, "/activity");
    assert_eq!(page.body.matches("<rect class=\"bar").count(), 12);

    // As if a server that went away a moment ago had been at work.
    app.database().execute(
        "UPDATE imports SET state = 'running', lease_until = created_at + 3600000000, row_total = 1558, finished_at = NULL",
    );
    let page = console.open("/").await.assert_heading("Running now").assert_shows("8 of 1,558 rows");
    page.assert_shows("Nothing needs you.");
}

/// The badge counted what was listed, of each kind three at most.
#[actix_web::test]
async fn of_what_needs_somebody_the_page_says_when_there_is_more() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    for at in 1..=4 {
        let firm = add_firm(&app, &format!("Ferme {at}")).await;
        invite(&admin, &firm, "Ana Roy", "view").await;
        app.database().execute("UPDATE invitations SET expires_at = created_at + 86400000000");
        let page = admin.open("/").await.assert_shows(&format!("Invitations open {at}"));
        assert_eq!(page.shows("Needs attention 3+"), at == 4, "{page}");
        assert_eq!(page.has_link("All invitations that end soon"), at == 4, "{page}");
    }
    let page = admin.open("/").await;
    let all = admin.open(&page.link("All invitations that end soon").href).await;
    assert_eq!(listed(&all).len(), 4);
}
