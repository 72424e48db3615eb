//! Imports in the console, from the file to the result. An import has one address, which shows the step it is at.

pub mod choices;
pub mod files;
pub mod fix;
pub mod head;
pub mod kept;
pub mod list;
pub mod mapping;
pub mod preview;
pub mod problems;
pub mod progress;
pub mod reading;
pub mod result;
pub mod rows;
pub mod settings;
pub mod show;
pub mod targets;
pub mod undo;
pub mod upload;
pub mod words;
