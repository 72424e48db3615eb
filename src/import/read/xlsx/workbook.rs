//! The parts of a workbook that say where everything is: its sheets by name, its styles, its shared texts.

use std::collections::HashMap;
use std::fs::File;

use quick_xml::events::Event;

use super::numbers::Epoch;
use super::package::{Limit, Package, damaged};
use super::sheet::Content;
use super::strings::Strings;
use super::styles;
use super::xml::{Xml, attribute};
use crate::import::read::error::{Excess, ReadError};

/// The most sheets: each is looked into to find the first with something in it.
const SHEETS: usize = 1_000;

/// Sheets and what they need to be read.
pub(super) struct Workbook {
    sheets: Vec<Entry>,
    strings: Option<String>,
    styles: Option<String>,
    epoch: Epoch,
}

struct Entry {
    name: String,
    /// The part that holds it.
    place: String,
    is_hidden: bool,
}

impl Workbook {
    pub(super) fn open(package: &mut Package) -> Result<Self, ReadError> {
        let main = relations(package, "")?
            .into_values()
            .find(|relation| relation.kind == "officeDocument")
            .ok_or_else(|| damaged("the package", "holds no workbook"))?
            .target;
        let relations = relations(package, &main)?;
        let of_kind = |kind: &str| relations.values().find(|relation| relation.kind == kind);
        let mut workbook = Self {
            sheets: Vec::new(),
            strings: of_kind("sharedStrings").map(|relation| relation.target.clone()),
            styles: of_kind("styles").map(|relation| relation.target.clone()),
            epoch: Epoch::default(),
        };
        workbook.read(Xml::new(package.part(&main, Limit::OTHER)?), &relations)?;
        Ok(workbook)
    }

    fn read(
        &mut self,
        mut xml: Xml<&mut File>,
        relations: &HashMap<String, Relation>,
    ) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sheet" if self.sheets.len() == SHEETS => {
                        return Err(ReadError::WorkbookTooLarge {
                            limit: SHEETS as u64,
                            unit: Excess::Sheets,
                        });
                    }
                    "sheet" => {
                        let relation = attribute(&element, "id").and_then(|id| relations.get(id.as_ref()));
                        // Sheets that are a chart or a dialog have no cells.
                        if let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") {
                            self.sheets.push(Entry {
                                name: attribute(&element, "name").unwrap_or_default().into_owned(),
                                place: relation.target.clone(),
                                is_hidden: attribute(&element, "state")
                                    .is_some_and(|state| state != "visible"),
                            });
                        }
                    }
                    "workbookPr" => {
                        let is_1904 = attribute(&element, "date1904")
                            .is_some_and(|value| value == "1" || value == "true");
                        self.epoch = if is_1904 { Epoch::Mac } else { self.epoch };
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// The names of the sheets in the workbook's order, those that are hidden last.
    pub(super) fn names(&self) -> Vec<String> {
        let of = |is_hidden| self.sheets.iter().filter(move |sheet| sheet.is_hidden == is_hidden);
        of(false).chain(of(true)).map(|sheet| sheet.name.clone()).collect()
    }

    /// The part that holds a sheet.
    pub(super) fn place(&self, name: &str) -> Result<&str, ReadError> {
        let sheet = self.sheets.iter().find(|sheet| sheet.name == name);
        sheet
            .map(|sheet| sheet.place.as_str())
            .ok_or_else(|| ReadError::NoSuchSheet { name: name.to_owned() })
    }

    /// What the cells of any sheet refer to.
    pub(super) fn content(&self, package: &mut Package) -> Result<Content, ReadError> {
        let strings = match &self.strings {
            Some(place) => Strings::read(Xml::new(package.part(place, Limit::STRINGS)?))?,
            None => Strings::default(),
        };
        let styles = match &self.styles {
            Some(place) => styles::read(Xml::new(package.part(place, Limit::OTHER)?))?,
            None => Vec::new(),
        };
        Ok(Content { strings, styles, epoch: self.epoch })
    }
}

/// From one part to another (ECMA-376 part 2, 9.3).
struct Relation {
    /// The last word of its type, the same in all editions of the standard.
    kind: String,
    target: String,
}

/// The relations of a part, or of the package itself.
fn relations(package: &mut Package, part: &str) -> Result<HashMap<String, Relation>, ReadError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let place = resolve(folder, &format!("_rels/{name}.rels"));
    let mut relations = HashMap::new();
    if !package.has(&place) {
        return Ok(relations);
    }
    let mut xml = Xml::new(package.part(&place, Limit::OTHER)?);
    loop {
        match xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let is_outside = attribute(&element, "TargetMode").is_some_and(|mode| mode == "External");
                let [id, kind, target] = ["Id", "Type", "Target"].map(|name| attribute(&element, name));
                if let (Some(id), Some(kind), Some(target), false) = (id, kind, target, is_outside) {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.insert(id.into_owned(), Relation { kind, target: resolve(folder, &target) });
                }
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// A target as seen from a folder of the package.
fn resolve(folder: &str, target: &str) -> String {
    let start = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in start.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => _ = steps.pop(),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_within_the_package() {
        for (folder, target, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/a", "../styles.xml", "xl/styles.xml"),
            ("", "_rels/.rels", "_rels/.rels"),
            ("xl", "../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolve(folder, target), expected);
        }
    }
}
