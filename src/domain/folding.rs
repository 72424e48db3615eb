//! shim
use crate::domain::values::Email;
pub enum Term {
    Prefix(String),
    Word(String),
    AnyOf(Vec<Term>),
    AllOf(Vec<Term>),
}
pub struct SearchParts(String);
impl SearchParts {
    pub fn new(_: i64) -> Self {
        Self(String::new())
    }
    pub fn words(&mut self, s: &str) {
        self.0.push_str(s)
    }
    pub fn email(&mut self, _: &Email) {}
    pub fn phone(&mut self, _: &str, _: Option<&str>) {}
}
pub fn document_tokens(p: SearchParts) -> String {
    p.0
}
pub fn sort_key(s: &str) -> String {
    s.to_lowercase()
}
pub fn query_terms(_: &str) -> Vec<Term> {
    vec![]
}
pub fn organization_token(o: i64) -> String {
    format!("o{o}")
}
pub fn email_token(s: &str) -> String {
    s.into()
}
pub fn phone_token(s: &str) -> String {
    s.into()
}
pub fn fold(s: &str) -> String {
    s.to_lowercase()
}
