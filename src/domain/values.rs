//! shim
use serde::{Deserialize, Serialize};
use super::issues::Issue;
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CountryCode([u8; 2]);
impl CountryCode {
    pub fn parse(_: &str) -> Option<Self> { None }
    pub fn as_str(&self) -> &str { std::str::from_utf8(&self.0).unwrap_or("") }
}
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Email(String);
impl Email {
    pub fn parse(raw: &str) -> Result<Self, Issue> { if raw.contains('@') { Ok(Self(raw.trim().into())) } else { Err(Issue::new("email-invalid")) } }
    pub fn as_str(&self) -> &str { &self.0 }
    pub fn key(&self) -> String { self.0.to_lowercase() }
}
pub fn line(raw: &str, max: usize) -> Result<Option<String>, Issue> {
    if raw.chars().count() > max { return Err(Issue::new("text-too-long").with("max", max)) }
    Ok(Some(raw.trim().to_owned()).filter(|t| !t.is_empty()))
}
