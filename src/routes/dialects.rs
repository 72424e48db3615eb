//! The addresses of other systems' wire formats. Each is written once and stands under every mount of its system.

use actix_web::http::Method;

use crate::dialects::{arrowsphere, echonio};
use crate::domain::operator::Right::{EditCustomers, ViewCustomers};
use crate::web::endpoint::Access::Needs;
use crate::web::endpoint::{Endpoint, call};

/// Echonio.
pub(super) fn echonio() -> Vec<Endpoint> {
    let rows = [
        call(Method::GET, "/customers", Needs(ViewCustomers), echonio::customers::list),
        call(Method::GET, "/customers/{id}", Needs(ViewCustomers), echonio::customers::find),
    ];
    mounted(&["/v1", "/compat/echonio/v1"], &rows)
}

/// Nutcache.
pub(super) fn nutcache() -> Vec<Endpoint> {
    mounted(&["/webapi", "/compat/nutcache/webapi"], &[])
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

/// The rows under each of these beginnings of addresses.
fn mounted(roots: &[&str], rows: &[Endpoint]) -> Vec<Endpoint> {
    roots.iter().flat_map(|root| rows.iter().map(|row| row.under(root))).collect()
}
