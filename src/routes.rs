//! Every address in one table, with the right that it needs. There is no logic here; the access test enumerates it.

use actix_web::http::Method;

use crate::api;
use crate::console::{self, customers};
use crate::domain::operator::Right::{
    EditCustomers, ManageOperators, ManageTokens, OwnAccount, PurgeCustomers, ViewCustomers,
};
use crate::web::endpoint::Access::{Needs, Public};
use crate::web::endpoint::{Endpoint, call, form, open, page};
use crate::web::health;

/// The table.
#[must_use]
pub fn table() -> Vec<Endpoint> {
    vec![
        // Health and static files.
        open("/healthz", health::live),
        open("/readyz", health::ready),
        open(console::assets::ROUTE, console::assets::serve),
        // Signing in.
        //TMP        page("/login", Public, console::sessions::new),
        //TMP        form("/login", Public, console::sessions::create),
        //TMP        form("/logout", Needs(OwnAccount), console::sessions::end),
        //TMP        page("/welcome/{secret}", Public, console::welcome::show),
        //TMP        form("/welcome/{secret}", Public, console::welcome::accept),
        // Settings.
        //TMP        page("/settings/operators", Needs(ManageOperators), console::operators::list),
        //TMP        form("/settings/operators", Needs(ManageOperators), console::operators::create),
        //TMP        form("/settings/operators/{id}/role", Needs(ManageOperators), console::operators::set_role),
        //TMP        form("/settings/operators/{id}/disable", Needs(ManageOperators), console::operators::disable),
        //TMP        form("/settings/operators/{id}/enable", Needs(ManageOperators), console::operators::enable),
        //TMP        form("/settings/operators/{id}/reset", Needs(ManageOperators), console::operators::reset),
        //TMP        form("/settings/operators/{id}/sign-out", Needs(ManageOperators), console::operators::sign_out),
        //TMP        page("/settings/tokens", Needs(ManageTokens), console::tokens::list),
        //TMP        form("/settings/tokens", Needs(ManageTokens), console::tokens::create),
        //TMP        form("/settings/tokens/{id}/revoke", Needs(ManageTokens), console::tokens::revoke),
        // One's own account.
        //TMP        page("/account", Needs(OwnAccount), console::account::show),
        //TMP        form("/account/preferences", Needs(OwnAccount), console::account::prefer),
        //TMP        form("/account/sessions/{id}/end", Needs(OwnAccount), console::account::end_session),
        //TMP        page("/account/again", Needs(OwnAccount), console::account::again),
        //TMP        form("/account/again", Needs(OwnAccount), console::account::check_again),
        //TMP        page("/", Needs(OwnAccount), console::home),
        //TMP        page("/help/keys", Needs(OwnAccount), console::help::keys),
        // Customers.
        page("/customers", Needs(ViewCustomers), customers::list::list),
        form("/customers", Needs(EditCustomers), customers::editor::create),
        page("/customers/new", Needs(EditCustomers), customers::editor::new),
        form("/customers/bulk", Needs(EditCustomers), customers::bulk::act),
        page("/customers/{id}", Needs(ViewCustomers), customers::overview::show),
        form("/customers/{id}", Needs(EditCustomers), customers::editor::update),
        page("/customers/{id}/edit", Needs(EditCustomers), customers::editor::edit),
        page("/customers/{id}/timeline", Needs(ViewCustomers), customers::past::timeline),
        page("/customers/{id}/history", Needs(ViewCustomers), customers::past::history),
        page("/customers/{id}/history/compare", Needs(ViewCustomers), customers::past::compare),
        form("/customers/{id}/versions/{version}/restore", Needs(EditCustomers), customers::past::restore),
        page("/customers/{id}/delete", Needs(EditCustomers), customers::trash::confirm),
        form("/customers/{id}/delete", Needs(EditCustomers), customers::trash::delete),
        form("/customers/{id}/restore", Needs(EditCustomers), customers::trash::restore),
        page("/customers/{id}/purge", Needs(PurgeCustomers), customers::trash::confirm_purge),
        form("/customers/{id}/purge", Needs(PurgeCustomers), customers::trash::purge),
        page("/trash", Needs(ViewCustomers), customers::trash::list),
        // The native API.
        call(Method::GET, "/api/v1/customers", Needs(ViewCustomers), api::customers::list),
        call(Method::POST, "/api/v1/customers", Needs(EditCustomers), api::customers::create),
        call(Method::GET, "/api/v1/customers/{id}", Needs(ViewCustomers), api::customers::find),
        call(Method::PUT, "/api/v1/customers/{id}", Needs(EditCustomers), api::customers::update),
        call(Method::PATCH, "/api/v1/customers/{id}", Needs(EditCustomers), api::customers::update),
        call(Method::DELETE, "/api/v1/customers/{id}", Needs(EditCustomers), api::customers::delete),
    ]
}
