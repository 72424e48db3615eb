//! shim
use super::*;
pub fn still_may(_: &mut Conn, _: &Actor, _: Right) -> Result<(), StoreError> {
    Ok(())
}
