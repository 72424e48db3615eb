//! The addresses of other systems' wire formats. Each is written once and stands under every mount of its system.

use actix_web::http::Method;

use crate::dialects::echonio::{contacts, customers, files, import, tags, timeline, token};
use crate::dialects::{arrowsphere, nutcache, simplestore};
use crate::domain::operator::Right::{
    EditAssets, EditCustomers, ImportCustomers, ManageTags, PurgeCustomers, ViewAssets, ViewCustomers,
};
use crate::web::endpoint::Access::{Needs, Public};
use crate::web::endpoint::{Endpoint, call, long_call};

/// Echonio. Its DELETE of a customer is for ever.
pub(super) fn echonio() -> Vec<Endpoint> {
    let rows = [
        call(Method::POST, "/token", Public, token::create),
        call(Method::POST, "/refresh/token", Public, token::refresh),
        call(Method::GET, "/customers", Needs(ViewCustomers), customers::list),
        call(Method::POST, "/customers", Needs(EditCustomers), customers::create),
        long_call(Method::POST, "/customers/import", Needs(ImportCustomers), import::create),
        call(Method::GET, "/customers/{id}", Needs(ViewCustomers), customers::find),
        call(Method::PUT, "/customers/{id}", Needs(EditCustomers), customers::update),
        call(Method::DELETE, "/customers/{id}", Needs(PurgeCustomers), customers::delete),
        call(Method::POST, "/customers/{id}/tags", Needs(EditCustomers), tags::add),
        call(Method::DELETE, "/customers/{id}/tags/{tag}", Needs(EditCustomers), tags::remove),
        call(Method::GET, "/customers/{id}/contacts", Needs(ViewCustomers), contacts::list),
        call(Method::POST, "/customers/{id}/contacts", Needs(EditCustomers), contacts::create),
        call(Method::GET, "/customers/{id}/contacts/{contact}", Needs(ViewCustomers), contacts::find),
        call(Method::PUT, "/customers/{id}/contacts/{contact}", Needs(EditCustomers), contacts::update),
        call(Method::DELETE, "/customers/{id}/contacts/{contact}", Needs(EditCustomers), contacts::delete),
        call(Method::GET, "/customers/{id}/timeline-events", Needs(ViewCustomers), timeline::list),
        call(Method::POST, "/customers/{id}/timeline-events", Needs(EditCustomers), timeline::create),
        call(Method::GET, "/settings/tags", Needs(ViewCustomers), tags::list),
        call(Method::POST, "/settings/tags", Needs(EditCustomers), tags::create),
        call(Method::PUT, "/settings/tags/{tag}", Needs(ManageTags), tags::update),
        call(Method::DELETE, "/settings/tags/{tag}", Needs(ManageTags), tags::delete),
        long_call(Method::POST, "/files", Needs(EditAssets), files::create),
        long_call(Method::GET, "/files/{id}", Needs(ViewAssets), files::find),
    ];
    mounted(&["/v1", "/compat/echonio/v1"], &rows)
}

/// Nutcache, which reads. Its customers are under two names.
pub(super) fn nutcache() -> Vec<Endpoint> {
    let customers = [
        call(Method::GET, "/customers", Needs(ViewCustomers), nutcache::customers::list),
        call(Method::GET, "/customers/{id}", Needs(ViewCustomers), nutcache::customers::find),
    ];
    let others = [
        call(Method::POST, "/token", Public, nutcache::token::create),
        call(Method::GET, "/organizations", Needs(ViewCustomers), nutcache::references::organizations),
        call(Method::GET, "/organizations/{id}", Needs(ViewCustomers), nutcache::references::organization),
        call(Method::GET, "/countries", Needs(ViewCustomers), nutcache::references::countries),
        call(Method::GET, "/countries/{id}", Needs(ViewCustomers), nutcache::references::country),
    ];
    let customers =
        mounted(&["/webapi", "/api", "/compat/nutcache/webapi", "/compat/nutcache/api"], &customers);
    customers.into_iter().chain(mounted(&["/webapi", "/compat/nutcache/webapi"], &others)).collect()
}

/// ArrowSphere. What stands in the place of a customer's reference is found before it.
pub(super) fn arrowsphere() -> Vec<Endpoint> {
    let rows = [
        call(Method::GET, "/customers", Needs(ViewCustomers), arrowsphere::customers::list),
        call(Method::POST, "/customers", Needs(EditCustomers), arrowsphere::customers::create),
        call(Method::GET, "/customers/{ref}", Needs(ViewCustomers), arrowsphere::customers::find),
        call(Method::PATCH, "/customers/{ref}", Needs(EditCustomers), arrowsphere::customers::update),
        call(Method::DELETE, "/customers/{ref}", Needs(EditCustomers), arrowsphere::customers::delete),
        call(Method::PUT, "/customers/{ref}", Needs(EditCustomers), arrowsphere::customers::reactivate),
        call(Method::GET, "/customers/{ref}/contacts", Needs(ViewCustomers), arrowsphere::contacts::list),
        call(Method::POST, "/customers/{ref}/contacts", Needs(EditCustomers), arrowsphere::contacts::create),
        call(
            Method::GET,
            "/customers/{ref}/contacts/{contact}",
            Needs(ViewCustomers),
            arrowsphere::contacts::find,
        ),
        call(
            Method::PATCH,
            "/customers/{ref}/contacts/{contact}",
            Needs(EditCustomers),
            arrowsphere::contacts::update,
        ),
        call(
            Method::DELETE,
            "/customers/{ref}/contacts/{contact}",
            Needs(EditCustomers),
            arrowsphere::contacts::delete,
        ),
        call(Method::POST, "/customers/invitations", Needs(EditCustomers), arrowsphere::invitations::create),
        call(
            Method::GET,
            "/customers/invitations/{code}",
            Needs(ViewCustomers),
            arrowsphere::invitations::find,
        ),
        call(
            Method::POST,
            "/customers/invitations/{code}/activate",
            Needs(EditCustomers),
            arrowsphere::invitations::activate,
        ),
        call(Method::GET, "/customers/{ref}/provision", Needs(ViewCustomers), arrowsphere::provisions::find),
        call(
            Method::POST,
            "/customers/{ref}/provision",
            Needs(EditCustomers),
            arrowsphere::provisions::start,
        ),
        call(
            Method::POST,
            "/customers/{ref}/migration",
            Needs(EditCustomers),
            arrowsphere::provisions::migrate,
        ),
        call(
            Method::DELETE,
            "/customers/{ref}/migration",
            Needs(EditCustomers),
            arrowsphere::provisions::cancel,
        ),
        call(Method::GET, "/customers/{ref}/orders", Needs(ViewCustomers), arrowsphere::beyond::orders),
        not_offered(Method::GET, "/customers/{ref}/unknownlicenses"),
        not_offered(Method::GET, "/customers/{ref}/vendor/{vendor}/credentials"),
        not_offered(Method::GET, "/customers/{ref}/relationships"),
        not_offered(Method::GET, "/customers/{ref}/relationships/{relationship}"),
        not_offered(Method::GET, "/customers/checkMicrosoftCustomerAgreement"),
        not_offered(Method::POST, "/customers/reconciliation"),
        not_offered(Method::POST, "/customers/bulkupdate"),
        not_offered(Method::POST, "/customers/initiate-export"),
        not_offered(Method::POST, "/customers/exportGdapRelationship"),
    ];
    mounted(&["/compat/arrowsphere"], &rows)
}

/// A call that this server does not have, and says so to whoever may read.
fn not_offered(method: Method, path: &'static str) -> Endpoint {
    call(method, path, Needs(ViewCustomers), arrowsphere::beyond::missing)
}

/// The console's own documented REST.
pub(super) fn simplestore() -> Vec<Endpoint> {
    use simplestore::{customers, parts, token};

    let rows = [
        call(Method::POST, "/connect/token", Public, token::create),
        call(Method::GET, "/v1/customers", Needs(ViewCustomers), customers::list),
        call(Method::POST, "/v1/customers", Needs(EditCustomers), customers::create),
        call(Method::GET, "/v1/customers/{id}", Needs(ViewCustomers), customers::find),
        call(Method::PUT, "/v1/customers/{id}", Needs(EditCustomers), customers::update),
        call(Method::DELETE, "/v1/customers/{id}", Needs(EditCustomers), customers::delete),
        call(Method::POST, "/v1/customers/{id}/phones", Needs(EditCustomers), parts::add_phone),
        call(Method::DELETE, "/v1/customers/{id}/phones", Needs(EditCustomers), parts::remove_phones),
        call(Method::POST, "/v1/customers/{id}/addresses", Needs(EditCustomers), parts::add_address),
        call(Method::DELETE, "/v1/customers/{id}/addresses", Needs(EditCustomers), parts::remove_addresses),
    ];
    mounted(&["/compat/simplestore"], &rows)
}

/// The rows under each of these beginnings of addresses.
fn mounted(roots: &[&str], rows: &[Endpoint]) -> Vec<Endpoint> {
    roots.iter().flat_map(|root| rows.iter().map(|row| row.under(root))).collect()
}
