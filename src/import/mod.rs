//! The bulk import: from a file that somebody drops to customers in the store, row by row.
//! Nothing here holds a whole file in memory, and a bad row is an outcome, never a failure of the file.

pub mod corrections;
mod failed;
pub mod intake;
pub mod mapping;
mod operation;
pub mod read;
pub mod rejects;
pub mod run;
pub mod runner;
mod slice;
pub mod suggestion;
pub mod wishes;
