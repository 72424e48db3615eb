//! The frame around every page: who is reading, in which language and light, where they are, and what just happened.
//! It holds values ready to be shown; who may do what is decided below and arrives here as answers.

use super::avatar;
use super::language::Language;
use crate::web::flash::Undo;

/// What the layout needs beside a page's own fields. Also what a template asks for its words.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The reader's language.
    pub language: Language,
    /// The token that every form carries.
    pub csrf: String,
    /// Who is signed in; nobody on the sign-in pages.
    pub operator: Option<Reader>,
    /// What the reader may do, for what is shown: the rule itself is asked again where something is done.
    pub rights: Rights,
    /// The section of the sidebar that the page belongs to.
    pub section: Section,
    /// The organization's number of customers, as it is shown.
    pub customers: String,
    /// The reader's own settings.
    pub preferences: Preferences,
    /// What just happened, once.
    pub flash: Option<Flash>,
    /// The one search box.
    pub search: Search,
    /// The path and query of this page, where a form that changes a setting returns to.
    pub here: String,
    /// The page is one of the contacts'.
    pub is_portal: bool,
}

/// The operator who reads the page.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// Their name.
    pub name: String,
    /// Their initials.
    pub initials: String,
    /// The class of their hue.
    pub hue: &'static str,
}

impl Reader {
    /// The operator of a name and an id.
    #[must_use]
    pub fn new(name: &str, id: &[u8]) -> Self {
        Self { name: name.to_owned(), initials: avatar::initials(name), hue: avatar::hue(id) }
    }
}

/// What the reader's role lets them see offered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rights {
    /// Add, edit, tag, delete, restore, import, export.
    pub edit: bool,
    /// Delete for ever, undo any import, operators, tokens, settings.
    pub administer: bool,
}

/// A section of the sidebar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the sidebar")]
pub enum Section {
    #[default]
    None,
    Dashboard,
    Customers,
    Assets,
    Imports,
    Tags,
    Attributes,
    Operators,
    Tokens,
    Outbox,
    Trash,
}

/// One link of the sidebar.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    section: Section,
    /// Where it leads.
    pub href: &'static str,
    /// Its symbol in `icons.svg`.
    pub icon: &'static str,
    /// The key of its name.
    pub label: &'static str,
    /// The key that goes there after `g`, or nothing.
    pub go: &'static str,
}

const DASHBOARD: Place =
    Place { section: Section::Dashboard, href: "/", icon: "home", label: "nav-dashboard", go: "d" };
const CUSTOMERS: Place =
    Place { section: Section::Customers, href: "/customers", icon: "users", label: "nav-customers", go: "c" };
const ASSETS: Place =
    Place { section: Section::Assets, href: "/assets", icon: "asset", label: "nav-assets", go: "a" };
const IMPORTS: Place =
    Place { section: Section::Imports, href: "/imports", icon: "import", label: "nav-imports", go: "i" };
const TAGS: Place = Place { section: Section::Tags, href: "/tags", icon: "tag", label: "nav-tags", go: "t" };
const ATTRIBUTES: Place = Place {
    section: Section::Attributes,
    href: "/settings/attributes",
    icon: "sliders",
    label: "nav-attributes",
    go: "",
};
const OPERATORS: Place = Place {
    section: Section::Operators,
    href: "/settings/operators",
    icon: "shield",
    label: "nav-operators",
    go: "s",
};
const TOKENS: Place =
    Place { section: Section::Tokens, href: "/settings/tokens", icon: "key", label: "nav-tokens", go: "" };
const OUTBOX: Place =
    Place { section: Section::Outbox, href: "/settings/outbox", icon: "mail", label: "nav-outbox", go: "" };
const TRASH: Place =
    Place { section: Section::Trash, href: "/trash", icon: "trash", label: "nav-trash", go: "" };

/// The reader's own settings, kept in a cookie each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// `light`, `dark`, or nothing: the system's.
    pub theme: &'static str,
    /// `compact`, or nothing: comfortable.
    pub density: &'static str,
    /// `off`, or nothing: single keys work.
    pub keys: &'static str,
}

impl Preferences {
    /// The settings by the text of their cookies; what is not known is the default.
    #[must_use]
    pub fn read(theme: Option<&str>, density: Option<&str>, keys: Option<&str>) -> Self {
        let known = |value: Option<&str>, values: &[&'static str]| {
            values.iter().find(|known| Some(**known) == value).copied().unwrap_or_default()
        };
        Self {
            theme: known(theme, &["light", "dark"]),
            density: known(density, &["compact"]),
            keys: known(keys, &["off"]),
        }
    }

    /// What the theme button sets.
    #[must_use]
    pub fn next_theme(self) -> &'static str {
        if self.theme == "dark" { "light" } else { "dark" }
    }

    /// What the theme button sets the time after.
    #[must_use]
    pub fn other_theme(self) -> &'static str {
        if self.theme == "dark" { "dark" } else { "light" }
    }

    /// Whether rows are compact.
    #[must_use]
    pub fn is_compact(self) -> bool {
        self.density == "compact"
    }

    /// Whether single keys work.
    #[must_use]
    pub fn has_keys(self) -> bool {
        self.keys != "off"
    }
}

/// What happened, told once above the page: **Saved.** Art Restaurant is now version 7. Undo
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flash {
    /// `ok`, `info`, `warn` or `bad`.
    pub kind: &'static str,
    /// The first word or two, in bold.
    pub strong: String,
    /// The sentence after it.
    pub text: String,
    /// The form that takes it back.
    pub undo: Option<Undo>,
}

/// The search box of the top bar.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What was searched for.
    pub query: String,
    /// Filters that a new search keeps, as names and values.
    pub kept: Vec<(String, String)>,
}

impl Shell {
    /// The path that static files stand under.
    #[must_use]
    pub fn assets(&self) -> &'static str {
        super::statics::prefix()
    }

    /// The string of a Fluent key.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.language.say(id)
    }

    /// The string of a key with its values in place.
    #[must_use]
    pub fn say_with(&self, id: &str, values: &[(&'static str, &str)]) -> String {
        self.language.say_with(id, values)
    }

    /// [`Shell::say_with`] for one value, for templates.
    #[must_use]
    pub fn with(&self, id: &str, name: &'static str, value: &str) -> String {
        self.language.say_with(id, &[(name, value)])
    }

    /// A string that counts.
    #[must_use]
    pub fn count(&self, id: &str, n: u64) -> String {
        self.language.count(id, n)
    }

    /// A string that counts some things.
    #[must_use]
    pub fn count_all<T>(&self, id: &str, things: &[T]) -> String {
        self.language.count(id, u64::try_from(things.len()).unwrap_or(u64::MAX))
    }

    /// The upper group of the sidebar.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        if self.rights.edit {
            vec![DASHBOARD, CUSTOMERS, ASSETS, IMPORTS, TAGS]
        } else {
            vec![DASHBOARD, CUSTOMERS, ASSETS, TAGS]
        }
    }

    /// The settings of the sidebar: what the reader may see of them.
    #[must_use]
    pub fn settings(&self) -> Vec<Place> {
        if self.rights.administer { vec![ATTRIBUTES, OPERATORS, TOKENS, OUTBOX] } else { vec![ATTRIBUTES] }
    }

    /// The foot of the sidebar.
    #[must_use]
    pub fn foot(&self) -> Vec<Place> {
        if self.rights.edit { vec![TRASH] } else { Vec::new() }
    }

    /// The one search box searches the section one is in: files on their pages, customers elsewhere.
    #[must_use]
    pub fn searches_assets(&self) -> bool {
        self.section == Section::Assets
    }

    /// Whether the page belongs to a place of the sidebar.
    #[must_use]
    pub fn is_at(&self, place: &Place) -> bool {
        self.section == place.section
    }

    /// Whether a place shows the number of customers.
    #[must_use]
    pub fn has_total(&self, place: &Place) -> bool {
        place.section == Section::Customers && !self.customers.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_settings_reach_the_page() {
        let odd = Preferences::read(Some("\"><script>"), Some("compact"), None);
        assert_eq!(odd, Preferences { theme: "", density: "compact", keys: "" });
        assert_eq!((odd.next_theme(), odd.other_theme()), ("dark", "light"));
    }

    #[test]
    fn a_reader_is_offered_only_what_their_role_can_use() {
        let shown = |edit, administer| {
            let shell = Shell { rights: Rights { edit, administer }, ..Shell::default() };
            [shell.places(), shell.settings(), shell.foot()]
                .concat()
                .iter()
                .map(|place| place.href)
                .collect::<Vec<_>>()
        };
        let settings = "/settings/attributes";
        assert_eq!(shown(false, false), ["/", "/customers", "/assets", "/tags", settings]);
        assert_eq!(
            shown(true, false),
            ["/", "/customers", "/assets", "/imports", "/tags", settings, "/trash"]
        );
        assert_eq!(
            shown(true, true),
            [
                "/",
                "/customers",
                "/assets",
                "/imports",
                "/tags",
                settings,
                "/settings/operators",
                "/settings/tokens",
                "/settings/outbox",
                "/trash"
            ]
        );
    }
}
