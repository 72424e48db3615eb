//! shim
use super::CountryCode;
use crate::domain::issues::Issue;
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum PhoneType {
    #[default]
    Unknown,
    Landline,
    Mobile,
}
impl PhoneType {
    pub fn parse(_: &str) -> Option<Self> {
        None
    }
    pub fn as_str(self) -> &'static str {
        ""
    }
}
pub struct ParsedPhone {
    pub e164: Option<String>,
    pub country: Option<CountryCode>,
}
pub fn parse(_: &str, _: Option<CountryCode>, _: Option<CountryCode>) -> Result<ParsedPhone, Issue> {
    Err(Issue::new("x"))
}
pub fn national(_: &str) -> Option<String> {
    None
}
