//! Tells the linker how the programs are laid out.

#[expect(clippy::disallowed_methods, reason = "the compiler tells a build script its target this way")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // Two megabytes of addresses that are set at the start become some kilobytes.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
