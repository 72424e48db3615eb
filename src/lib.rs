//! Customary: a self-hosted customer console in one program. See README.md for the map of the house.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod console;
pub mod dialects;
pub mod domain;
pub mod export;
pub mod files;
pub mod import;
pub mod mail;
pub mod routes;
pub mod store;
pub mod web;
pub mod workbook;
