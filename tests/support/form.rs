//! A form as a person meets it: filled by the labels that stand beside the fields, sent by the button that is pressed.
//! What it sends is what a browser would, hidden fields included, so that no test needs to know of tokens and versions.

use scraper::{ElementRef, Html};

use super::dom;

/// One control of a form, with what it would send.
#[derive(Clone, Debug)]
pub struct Control {
    pub label: String,
    pub name: String,
    pub value: String,
    pub kind: Kind,
    /// Of a radio button or a check box: whether it is ticked.
    pub ticked: bool,
    /// What is announced with it: the hint and the error.
    pub description: String,
    pub is_invalid: bool,
    is_disabled: bool,
    /// Of a list: value and text of each choice.
    pub choices: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Hidden,
    CheckBox,
    Radio,
    Choice,
    File,
}

const TICKS: [Kind; 2] = [Kind::CheckBox, Kind::Radio];

/// A file to send.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub field: String,
    pub file_name: String,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Form {
    /// As the page says it; empty means the page's own address.
    pub action: String,
    pub is_post: bool,
    pub is_multipart: bool,
    pub attachments: Vec<Attachment>,
    controls: Vec<Control>,
    button: Option<(String, String)>,
}

impl Form {
    /// The form that the button of this name sends; the names of all buttons when there is none.
    pub fn sent_by(document: &Html, button: &str) -> Result<Self, Vec<String>> {
        let buttons = dom::select(document, "button, input[type=submit]")
            .into_iter()
            .filter(|it| !matches!(it.attr("type"), Some("button" | "reset")))
            .map(|it| (dom::name(document, it), it))
            .collect();
        let button = dom::named(buttons, button)?;
        let form = owner(document, button).ok_or_else(|| vec!["that button sends no form".to_owned()])?;
        let setting = |name: &str| {
            let own = button.attr(&format!("form{name}"));
            own.or_else(|| form.attr(name)).unwrap_or_default().to_owned()
        };
        Ok(Self {
            action: setting("action"),
            is_post: setting("method").eq_ignore_ascii_case("post"),
            is_multipart: setting("enctype") == "multipart/form-data",
            attachments: Vec::new(),
            controls: controls(document)
                .into_iter()
                .filter(|(element, _)| owner(document, *element) == Some(form))
                .map(|(_, control)| control)
                .collect(),
            button: button
                .attr("name")
                .map(|name| (name.to_owned(), button.attr("value").unwrap_or_default().to_owned())),
        })
    }

    /// Types into a text field or chooses from a list, by its label.
    #[track_caller]
    pub fn fill(mut self, label: &str, value: &str) -> Self {
        let control = self.control(label, &[Kind::Text, Kind::Choice]);
        control.value = match control.kind {
            Kind::Choice => {
                let choice = control.choices.iter().find(|(it, text)| it == value || text == value);
                choice
                    .unwrap_or_else(|| panic!("{label} offers {:?}, not {value}", control.choices))
                    .0
                    .clone()
            }
            _ => value.to_owned(),
        };
        self
    }

    #[track_caller]
    pub fn tick(mut self, label: &str) -> Self {
        let control = self.control(label, &TICKS);
        if control.kind == Kind::Radio {
            let name = control.name.clone();
            let group = self.controls.iter_mut().filter(|it| it.kind == Kind::Radio && it.name == name);
            group.for_each(|it| it.ticked = false);
        }
        self.control(label, &TICKS).ticked = true;
        self
    }

    #[track_caller]
    pub fn untick(mut self, label: &str) -> Self {
        self.control(label, &TICKS).ticked = false;
        self
    }

    #[track_caller]
    pub fn attach(mut self, label: &str, file_name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let field = self.control(label, &[Kind::File]).name.clone();
        self.attachments.push(Attachment { field, file_name: file_name.to_owned(), bytes: bytes.into() });
        self
    }

    /// Sends this under that name whatever the page offers, as someone with other tools would.
    pub fn forge(mut self, name: &str, value: &str) -> Self {
        self.controls.retain(|control| control.name != name);
        self.controls.push(Control::forged(name, value));
        self
    }

    /// Sends it to another address than the page says.
    pub fn sent_to(mut self, path: &str) -> Self {
        path.clone_into(&mut self.action);
        self
    }

    /// Leaves a field out altogether.
    pub fn without(mut self, name: &str) -> Self {
        self.controls.retain(|control| control.name != name);
        self
    }

    /// Names and values in the order of the page, as a browser sends them.
    pub fn fields(&self) -> Vec<(String, String)> {
        let sent = self.controls.iter().filter(|control| control.is_sent());
        sent.map(|control| (control.name.clone(), control.value.clone())).chain(self.button.clone()).collect()
    }

    #[track_caller]
    fn control(&mut self, label: &str, kinds: &[Kind]) -> &mut Control {
        let fitting = self.controls.iter().enumerate().filter(|(_, it)| kinds.contains(&it.kind));
        let named = fitting.map(|(at, it)| (it.label.clone(), at)).collect();
        match dom::named(named, label) {
            Ok(at) => &mut self.controls[at],
            Err(labels) => panic!("no field is called {label:?}; there are {labels:?}"),
        }
    }
}

impl Control {
    /// The error beside it, without the word that announces it.
    pub fn error(&self) -> Option<&str> {
        let (_, after) = self.description.split_once("Error:")?;
        Some(after.trim())
    }

    fn of(document: &Html, element: ElementRef) -> Self {
        let attribute = |name: &str| element.attr(name).unwrap_or_default();
        let kind = match (element.value().name(), attribute("type")) {
            ("select", _) => Kind::Choice,
            ("input", "hidden") => Kind::Hidden,
            ("input", "checkbox") => Kind::CheckBox,
            ("input", "radio") => Kind::Radio,
            ("input", "file") => Kind::File,
            _ => Kind::Text,
        };
        let choices = choices(element);
        let value = match (kind, element.value().name()) {
            (Kind::Choice, _) => chosen(element, &choices),
            (Kind::CheckBox | Kind::Radio, _) => element.attr("value").unwrap_or("on").to_owned(),
            // A browser drops the line end that follows the opening tag, and so does the parser.
            (_, "textarea") => element.text().collect(),
            _ => attribute("value").to_owned(),
        };
        Self {
            label: dom::name(document, element),
            name: attribute("name").to_owned(),
            value,
            kind,
            ticked: element.attr("checked").is_some(),
            description: dom::described(document, attribute("aria-describedby")),
            is_invalid: attribute("aria-invalid") == "true",
            is_disabled: element.attr("disabled").is_some(),
            choices,
        }
    }

    fn forged(name: &str, value: &str) -> Self {
        Self {
            label: String::new(),
            name: name.to_owned(),
            value: value.to_owned(),
            kind: Kind::Hidden,
            ticked: false,
            description: String::new(),
            is_invalid: false,
            is_disabled: false,
            choices: Vec::new(),
        }
    }

    fn is_sent(&self) -> bool {
        let has_value = match self.kind {
            Kind::CheckBox | Kind::Radio => self.ticked,
            Kind::File => false,
            Kind::Text | Kind::Hidden | Kind::Choice => true,
        };
        has_value && !self.is_disabled && !self.name.is_empty()
    }
}

/// Every control of the page that a form may send, with its element.
pub fn controls(document: &Html) -> Vec<(ElementRef<'_>, Control)> {
    dom::select(document, "input, select, textarea")
        .into_iter()
        .filter(|it| !matches!(it.attr("type"), Some("submit" | "button" | "reset" | "image")))
        .map(|it| (it, Control::of(document, it)))
        .collect()
}

/// The form a control belongs to: the one it names, else the one around it.
fn owner<'a>(document: &'a Html, control: ElementRef<'a>) -> Option<ElementRef<'a>> {
    match control.attr("form") {
        Some(id) => dom::by_id(document, id),
        None => control.ancestors().filter_map(ElementRef::wrap).find(|it| it.value().name() == "form"),
    }
}

fn choices(element: ElementRef) -> Vec<(String, String)> {
    let options = dom::selector("option");
    let choice = |option: ElementRef| {
        let text = dom::text(option);
        (option.attr("value").unwrap_or(&text).to_owned(), text)
    };
    element.select(&options).map(choice).collect()
}

fn chosen(element: ElementRef, choices: &[(String, String)]) -> String {
    let selected = element.select(&dom::selector("option")).position(|it| it.attr("selected").is_some());
    choices.get(selected.unwrap_or(0)).map(|(value, _)| value.clone()).unwrap_or_default()
}
