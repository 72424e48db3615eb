//! Every address in one table, with the right that it needs. There is no logic here; the access test enumerates it.

use actix_web::http::Method;

use crate::api;
use crate::console::uploads::parts;
use crate::console::{self, assets, customers, imports, tags};
use crate::domain::operator::Right::{
    EditAssets, EditCustomers, EditPortal, ImportCustomers, ManageOperators, ManageOutbox, ManageTags,
    ManageTokens, OwnAccount, PurgeAssets, PurgeCustomers, UsePortal, ViewAssets, ViewCustomers,
};
use crate::web::endpoint::Access::{Needs, Public};
use crate::web::endpoint::{
    Endpoint, call, download, form, long_call, open, page, part, portal_form, portal_page, upload,
};
use crate::web::health;

/// The table.
#[must_use]
#[expect(clippy::too_many_lines, reason = "it is a table, and one")]
pub fn table() -> Vec<Endpoint> {
    vec![
        // Health and static files.
        open("/healthz", health::live),
        open("/readyz", health::ready),
        open(console::statics::ROUTE, console::statics::serve),
        // Signing in.
        page("/login", Public, console::sessions::new),
        form("/login", Public, console::sessions::create),
        form("/logout", Needs(OwnAccount), console::sessions::end),
        page("/welcome/{secret}", Public, console::welcome::show),
        form("/welcome/{secret}", Public, console::welcome::accept),
        // Contacts of customers.
        page("/invitations/{code}", Public, console::invitations::accept::show),
        form("/invitations/{code}", Public, console::invitations::accept::accept),
        portal_page("/portal/login", Public, console::portal::sessions::new),
        portal_form("/portal/login", Public, console::portal::sessions::create),
        portal_form("/portal/logout", Needs(UsePortal), console::portal::sessions::end),
        portal_form("/portal/password", Needs(UsePortal), console::portal::home::set_password),
        portal_page("/portal", Needs(UsePortal), console::portal::home::show),
        portal_form("/portal", Needs(EditPortal), console::portal::home::save),
        // Settings.
        page("/settings/operators", Needs(ManageOperators), console::operators::list),
        form("/settings/operators", Needs(ManageOperators), console::operators::create),
        form("/settings/operators/{id}/role", Needs(ManageOperators), console::operators::set_role),
        form("/settings/operators/{id}/disable", Needs(ManageOperators), console::operators::disable),
        form("/settings/operators/{id}/enable", Needs(ManageOperators), console::operators::enable),
        form("/settings/operators/{id}/reset", Needs(ManageOperators), console::operators::reset),
        form("/settings/operators/{id}/sign-out", Needs(ManageOperators), console::operators::sign_out),
        page("/settings/tokens", Needs(ManageTokens), console::tokens::list),
        form("/settings/tokens", Needs(ManageTokens), console::tokens::create),
        form("/settings/tokens/{id}/revoke", Needs(ManageTokens), console::tokens::revoke),
        page("/settings/outbox", Needs(ManageOutbox), console::invitations::outbox::list),
        // One's own account.
        page("/account", Needs(OwnAccount), console::account::show),
        form("/account/preferences", Needs(OwnAccount), console::account::prefer),
        form("/account/password", Needs(OwnAccount), console::account::set_password),
        form("/account/sessions/{id}/end", Needs(OwnAccount), console::account::end_session),
        page("/account/again", Needs(OwnAccount), console::again::show),
        form("/account/again", Needs(OwnAccount), console::again::check),
        page("/", Needs(OwnAccount), console::home),
        page("/help/keys", Needs(OwnAccount), console::help::keys),
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
        page("/customers/{id}/files", Needs(ViewAssets), assets::of_customer::list),
        form("/customers/{id}/tags", Needs(EditCustomers), customers::tags::change),
        form("/customers/{id}/people", Needs(EditCustomers), customers::people::change),
        page("/customers/{id}/invite", Needs(EditCustomers), console::invitations::invite::new),
        form("/customers/{id}/invite", Needs(EditCustomers), console::invitations::invite::create),
        form(
            "/customers/{id}/invitations/{invitation}/resend",
            Needs(EditCustomers),
            console::invitations::invite::resend,
        ),
        form(
            "/customers/{id}/invitations/{invitation}/revoke",
            Needs(EditCustomers),
            console::invitations::invite::revoke,
        ),
        page("/trash", Needs(ViewCustomers), customers::trash::list),
        // Files.
        page("/assets", Needs(ViewAssets), assets::list::list),
        upload("/assets", Needs(EditAssets), assets::create::create),
        page("/assets/new", Needs(EditAssets), assets::create::new),
        page("/assets/{id}", Needs(ViewAssets), assets::details::show),
        form("/assets/{id}", Needs(EditAssets), assets::details::save),
        download("/assets/{id}/file", Needs(ViewAssets), assets::download::file),
        upload("/assets/{id}/file", Needs(EditAssets), assets::replace::replace),
        download("/assets/{id}/files/{version}", Needs(ViewAssets), assets::download::former),
        form("/assets/{id}/files/{version}/restore", Needs(EditAssets), assets::replace::restore),
        download("/assets/{id}/thumbnail/{size}", Needs(ViewAssets), assets::download::thumbnail),
        form("/assets/{id}/links", Needs(EditAssets), assets::share::create),
        form("/assets/{id}/links/{link}/revoke", Needs(EditAssets), assets::share::revoke),
        form("/assets/{id}/detach", Needs(EditAssets), assets::of_customer::detach),
        form("/assets/{id}/import", Needs(ImportCustomers), assets::import::import),
        page("/assets/{id}/delete", Needs(EditAssets), assets::trash::confirm),
        form("/assets/{id}/delete", Needs(EditAssets), assets::trash::delete),
        form("/assets/{id}/restore", Needs(EditAssets), assets::trash::restore),
        page("/assets/{id}/purge", Needs(PurgeAssets), assets::trash::confirm_purge),
        form("/assets/{id}/purge", Needs(PurgeAssets), assets::trash::purge),
        page("/trash/files", Needs(ViewAssets), assets::trash::list),
        download("/public/{key}", Public, assets::download::public),
        download("/shared/{secret}", Public, assets::download::shared),
        // Uploads in parts.
        part(Method::OPTIONS, "/assets/uploads", Needs(EditAssets), parts::offer),
        part(Method::POST, "/assets/uploads", Needs(EditAssets), parts::begin),
        part(Method::GET, "/assets/uploads/{id}", Needs(EditAssets), parts::look),
        part(Method::PATCH, "/assets/uploads/{id}", Needs(EditAssets), parts::go_on),
        part(Method::DELETE, "/assets/uploads/{id}", Needs(EditAssets), parts::cancel),
        // Tags. Giving them to customers, and making them, is editing.
        page("/tags", Needs(ViewCustomers), tags::list::list),
        form("/tags", Needs(EditCustomers), tags::list::create),
        page("/tags/{id}", Needs(ManageTags), tags::edit::edit),
        form("/tags/{id}", Needs(ManageTags), tags::edit::save),
        page("/tags/{id}/merge", Needs(ManageTags), tags::end::confirm_merge),
        form("/tags/{id}/merge", Needs(ManageTags), tags::end::merge),
        page("/tags/{id}/delete", Needs(ManageTags), tags::end::confirm_delete),
        form("/tags/{id}/delete", Needs(ManageTags), tags::end::delete),
        page("/operations/{id}", Needs(ViewCustomers), console::operations::show),
        // Imports.
        page("/imports", Needs(ViewCustomers), imports::list::list),
        upload("/imports", Needs(ImportCustomers), imports::upload::create),
        page("/imports/new", Needs(ImportCustomers), imports::list::list),
        download("/imports/template.csv", Needs(ImportCustomers), imports::files::template),
        page("/imports/{id}", Needs(ViewCustomers), imports::show::show),
        form("/imports/{id}/mapping", Needs(ImportCustomers), imports::mapping::save),
        form("/imports/{id}/check", Needs(ImportCustomers), imports::show::check),
        form("/imports/{id}/apply", Needs(ImportCustomers), imports::show::apply),
        form("/imports/{id}/stop", Needs(ImportCustomers), imports::show::stop),
        download("/imports/{id}/errors.csv", Needs(ViewCustomers), imports::files::errors),
        download("/imports/{id}/file", Needs(ViewCustomers), imports::files::original),
        // The native API.
        call(Method::GET, "/api/v1/customers", Needs(ViewCustomers), api::customers::list),
        call(Method::POST, "/api/v1/customers", Needs(EditCustomers), api::customers::create),
        call(Method::GET, "/api/v1/customers/{id}", Needs(ViewCustomers), api::customers::find),
        call(Method::PUT, "/api/v1/customers/{id}", Needs(EditCustomers), api::customers::update),
        call(Method::PATCH, "/api/v1/customers/{id}", Needs(EditCustomers), api::customers::update),
        call(Method::DELETE, "/api/v1/customers/{id}", Needs(EditCustomers), api::customers::delete),
        call(Method::GET, "/api/v1/tags", Needs(ViewCustomers), api::tags::list),
        call(Method::POST, "/api/v1/tags", Needs(EditCustomers), api::tags::create),
        call(Method::GET, "/api/v1/tags/{id}", Needs(ViewCustomers), api::tags::find),
        call(Method::PUT, "/api/v1/tags/{id}", Needs(ManageTags), api::tags::update),
        call(Method::PATCH, "/api/v1/tags/{id}", Needs(ManageTags), api::tags::update),
        call(Method::DELETE, "/api/v1/tags/{id}", Needs(ManageTags), api::tags::delete),
        call(Method::GET, "/api/v1/imports", Needs(ViewCustomers), api::imports::list),
        long_call(Method::POST, "/api/v1/imports", Needs(ImportCustomers), api::imports::create),
        call(Method::GET, "/api/v1/imports/{id}", Needs(ViewCustomers), api::imports::find),
        call(Method::POST, "/api/v1/imports/{id}/apply", Needs(ImportCustomers), api::imports::apply),
        call(Method::POST, "/api/v1/imports/{id}/stop", Needs(ImportCustomers), api::imports::stop),
        long_call(Method::GET, "/api/v1/imports/{id}/errors.csv", Needs(ViewCustomers), api::imports::errors),
    ]
}
