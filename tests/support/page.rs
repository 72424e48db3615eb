//! A page as a person meets it: found by label, button, heading and link text, never by class.
//! Every assertion shows the page when it fails.

use reqwest::{StatusCode, header::HeaderMap};
use scraper::Html;

use super::dom;
use super::form::{self, Control, Form};

/// One answer of the console.
pub struct Page {
    /// What was asked for, with its query.
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

pub struct Link {
    pub text: String,
    pub href: String,
}

impl Page {
    pub async fn of(path: &str, response: reqwest::Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Self { path: path.to_owned(), status, headers, body: response.text().await? })
    }

    /// A page from its text alone.
    pub fn from_text(body: &str) -> Self {
        let (status, headers) = (StatusCode::OK, HeaderMap::new());
        Self { path: "/".to_owned(), status, headers, body: body.to_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Where it redirects to.
    #[track_caller]
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("no redirect\n{self}"))
    }

    /// All text of the body on one line.
    pub fn text(&self) -> String {
        let document = self.document();
        dom::select(&document, "body").into_iter().map(dom::text).collect()
    }

    pub fn title(&self) -> String {
        let document = self.document();
        let titles = dom::select(&document, "head > title");
        titles.first().map(|title| dom::normalized(&title.text().collect::<String>())).unwrap_or_default()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(&dom::normalized(text))
    }

    pub fn headings(&self) -> Vec<String> {
        let document = self.document();
        dom::select(&document, "h1, h2, h3, [role=heading]").into_iter().map(dom::text).collect()
    }

    /// The form that this button sends.
    #[track_caller]
    pub fn form(&self, button: &str) -> Form {
        Form::sent_by(&self.document(), button)
            .unwrap_or_else(|names| panic!("no button is called {button:?}; there are {names:?}\n{self}"))
    }

    pub fn has_button(&self, name: &str) -> bool {
        Form::sent_by(&self.document(), name).is_ok()
    }

    #[track_caller]
    pub fn field(&self, label: &str) -> Control {
        let document = self.document();
        let labelled = form::controls(&document).into_iter().map(|(_, it)| (it.label.clone(), it)).collect();
        dom::named(labelled, label)
            .unwrap_or_else(|labels| panic!("no field is called {label:?}; there are {labels:?}\n{self}"))
    }

    /// The error that stands beside a field.
    #[track_caller]
    pub fn error_beside(&self, label: &str) -> String {
        let field = self.field(label);
        assert!(field.is_invalid, "{label} is not marked as invalid\n{self}");
        field.error().unwrap_or_else(|| panic!("no error beside {label}\n{self}")).to_owned()
    }

    #[track_caller]
    pub fn link(&self, text: &str) -> Link {
        let named = self.links().into_iter().map(|link| (link.text.clone(), link)).collect();
        dom::named(named, text)
            .unwrap_or_else(|texts| panic!("no link is called {text:?}; there are {texts:?}\n{self}"))
    }

    pub fn has_link(&self, text: &str) -> bool {
        self.links().iter().any(|link| link.text == text)
    }

    pub fn links(&self) -> Vec<Link> {
        let document = self.document();
        let links = dom::select(&document, "a[href]").into_iter();
        links
            .map(|link| Link {
                text: dom::name(&document, link),
                href: link.attr("href").unwrap_or_default().to_owned(),
            })
            .collect()
    }

    /// The body rows of all tables, cell by cell.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let document = self.document();
        let cells = dom::selector("td, th");
        let rows = dom::select(&document, "tbody tr").into_iter();
        rows.map(|row| row.select(&cells).map(dom::text).collect()).collect()
    }

    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{self}");
        self
    }

    /// Asserts a 303 to this path; its query may be anything.
    #[track_caller]
    pub fn assert_redirect(self, path: &str) -> Self {
        let page = self.assert_status(303);
        let location = page.location();
        assert_eq!(location.split('?').next(), Some(path), "{page}");
        page
    }

    #[track_caller]
    pub fn assert_shows(self, text: &str) -> Self {
        assert!(self.shows(text), "does not show {text:?}\n{self}");
        self
    }

    #[track_caller]
    pub fn assert_hides(self, text: &str) -> Self {
        assert!(!self.shows(text), "shows {text:?}\n{self}");
        self
    }

    #[track_caller]
    pub fn assert_heading(self, text: &str) -> Self {
        let headings = self.headings();
        assert!(headings.iter().any(|it| it == text), "no heading {text:?} among {headings:?}\n{self}");
        self
    }

    #[track_caller]
    pub fn assert_error_beside(self, label: &str, text: &str) -> Self {
        let error = self.error_beside(label);
        assert!(error.contains(text), "the error beside {label} is {error:?}\n{self}");
        self
    }

    fn document(&self) -> Html {
        Html::parse_document(&self.body)
    }
}

impl std::fmt::Display for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}\n{:#?}\n{}", self.path, self.status, self.headers, self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><html><head><title> Error: Edit  Ada </title></head><body>
        <nav><a href="/customers">Customers<span> 12,486</span></a><a href="/x" aria-label="Close"><svg></svg></a></nav>
        <h1>Edit <bdi>Ada</bdi></h1><p hidden>unseen</p><script>alert("unseen")</script>
        <form method="post" action="/customers/1"><input type="hidden" name="csrf_token" value="t">
        <label for="e">Email Address</label><input id="e" name="email_address" value="helen@art"
            aria-invalid="true" aria-describedby="e-e e-h">
        <p id="e-e"><span>Error: </span>Enter an email address</p><p id="e-h">One address</p>
        <label>Note<textarea name="note">two
lines</textarea></label>
        <label for="k">Kind</label><select id="k" name="kind"><option value="c">Company</option>
            <option value="p" selected>Person</option></select>
        <label><input type="radio" name="access" value="public">Public</label>
        <label><input type="radio" name="access" value="private" checked>Private <small>only you</small></label>
        <label><input type="checkbox" name="tag" value="1" checked>Premium</label>
        <label><input type="checkbox" name="tag" value="2">Partner</label>
        <input name="off" value="x" disabled aria-label="Off">
        <button name="add" value="phones" formnovalidate>Add phone</button><button>Save</button></form>
        <form action="/search"><input name="q" aria-label="Search"><button>Find</button></form>
        <input name="outside" value="1" form="none"><table><thead><tr><th>Name</th></tr></thead>
        <tbody><tr><td>Ada</td><td><b>A</b>da</td></tr></tbody></table></body></html>"#;

    #[test]
    fn a_page_is_read_as_a_person_reads_it() {
        let page =
            Page::from_text(PAGE).assert_shows("Edit Ada").assert_hides("unseen").assert_heading("Edit Ada");
        let page = page.assert_error_beside("Email Address", "Enter an email address");
        assert_eq!(page.title(), "Error: Edit Ada");
        assert_eq!(page.link("Close").href, "/x");
        assert_eq!(page.link("Customers").href, "/customers");
        assert_eq!(page.field("Email Address").value, "helen@art");
        assert_eq!(page.field("Note").value, "two\nlines");
        assert_eq!(page.rows(), [["Ada", "Ada"]]);
        assert!(page.has_button("Find") && !page.has_button("Delete"));
    }

    #[test]
    fn a_form_sends_what_a_browser_would() {
        let page = Page::from_text(PAGE);
        let form = page.form("Save").fill("Email Address", "a@b.example").fill("Kind", "Company");
        let form = form.tick("Public").tick("Partner").untick("Premium");
        assert!(form.is_post && form.action == "/customers/1");
        let sent = form.fields();
        let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected = [
            ("csrf_token", "t"),
            ("email_address", "a@b.example"),
            ("note", "two\nlines"),
            ("kind", "c"),
            ("access", "public"),
            ("tag", "2"),
        ];
        assert_eq!(sent, expected);
        assert_eq!(page.form("Add phone").fields().last().unwrap(), &("add".into(), "phones".into()));
        assert_eq!(
            page.form("Save").without("csrf_token").forge("version", "0").fields()[0].0,
            "email_address"
        );
    }
}
