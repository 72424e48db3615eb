//! Programs that people come from, by columns that no other file has: so that the id a program gave a customer is kept as
//! that program's, and so that a name which means something else there is not taken for ours.

use crate::domain::import::Target;

/// A program with columns of its own.
pub(super) struct Program {
    /// What its ids are kept under.
    name: &'static str,
    /// Squashed names; the file is of this program where it has all of one line.
    marks: &'static [&'static [&'static str]],
    /// Columns whose names mislead, and what they are.
    own: &'static [&'static str],
}

/// Names of the id that a program gives a customer, squashed.
const IDS: [&str; 7] = ["id", "customerid", "recordid", "recordidcontact", "externalid", "contactid", "euid"];

const PROGRAMS: &[Program] = &[
    Program {
        name: "shopify",
        marks: &[&["acceptsemailmarketing"], &["acceptsmarketing", "totalspent"]],
        own: &[],
    },
    Program {
        name: "stripe",
        marks: &[&["createdutc", "email"], &["delinquent", "email"]],
        own: &["status", "plan"],
    },
    // Before HubSpot, whose files have an owner, too.
    Program {
        name: "zoho",
        marks: &[&["recordid", "createdby"], &["recordid", "createdbyid"], &["recordid", "createdtime"]],
        own: &[],
    },
    Program {
        name: "hubspot",
        marks: &[
            &["recordid", "lifecyclestage"],
            &["recordid", "contactowner"],
            &["recordid", "leadstatus"],
            &["recordidcontact"],
        ],
        own: &[],
    },
    Program {
        name: "salesforce",
        marks: &[&["id", "ownerid"], &["id", "mailingstreet"], &["contactid", "mailingstreet"]],
        own: &[],
    },
    Program {
        name: "mailchimp",
        marks: &[&["leid", "euid"], &["memberrating"]],
        own: &["region", "cc", "leid", "timezone"],
    },
    Program {
        name: "woocommerce",
        marks: &[&["userlogin"], &["billingfirstname", "shippingfirstname"], &["aov", "totalspend"]],
        own: &[],
    },
    Program { name: "odoo", marks: &[&["iscompany"], &["isacompany"], &["externalid", "name"]], own: &[] },
    Program {
        name: "espocrm",
        marks: &[&["assigneduserid"], &["assignedusername"], &["billingaddressstreet", "createdat"]],
        own: &[],
    },
];

/// The program that writes files with these columns.
pub(super) fn of(squashed: &[&str]) -> Option<&'static Program> {
    let has = |line: &&&[&str]| line.iter().all(|name| squashed.contains(name));
    PROGRAMS.iter().find(|program| program.marks.iter().any(|line| has(&line)))
}

impl Program {
    /// What a column of its file means, where the program tells.
    pub(super) fn meaning(&self, written: &str, squashed: &str) -> Option<Target> {
        if self.own.contains(&squashed) {
            return Some(Target::Attribute(written.to_owned()));
        }
        IDS.contains(&squashed).then(|| Target::Reference { system: self.name.into(), name: "id".into() })
    }
}
