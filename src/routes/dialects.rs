//! The addresses of other systems' wire formats. Each is written once and stands under every mount of its system.

use actix_web::http::Method;

use crate::dialects::echonio;
use crate::domain::operator::Right::ViewCustomers;
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

/// The rows under each of these beginnings of addresses.
fn mounted(roots: &[&str], rows: &[Endpoint]) -> Vec<Endpoint> {
    roots.iter().flat_map(|root| rows.iter().map(|row| row.under(root))).collect()
}
