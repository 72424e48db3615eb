//! Names that say which of several: "Mailing Street", "Other Street", `shipping_city`. Columns that share a beginning
//! are one address, wherever they stand.

/// Beginnings, squashed; a longer one before those that begin it.
const PREFIXES: [&str; 45] = [
    "rechnungsadresse",
    "lieferadresse",
    "billingaddress",
    "shippingaddress",
    "mailingaddress",
    "defaultaddress",
    "primaryaddress",
    "homeaddress",
    "workaddress",
    "businessaddress",
    "otheraddress",
    "postaladdress",
    "streetaddress",
    "cardaddress",
    "facturation",
    "livraison",
    "alternate",
    "permanent",
    "secondary",
    "additional",
    "rechnungs",
    "business",
    "shipping",
    "delivery",
    "billing",
    "company",
    "mailing",
    "invoice",
    "primary",
    "default",
    "office",
    "postal",
    "liefer",
    "billto",
    "shipto",
    "other",
    "bill",
    "ship",
    "home",
    "work",
    "main",
    "card",
    "alt",
    "po",
    "sa",
];

/// The beginning of a squashed name, and what it is of.
pub(super) fn split(squashed: &str) -> Option<(&'static str, &str)> {
    PREFIXES.iter().find_map(|prefix| Some((*prefix, squashed.strip_prefix(prefix)?)))
}

/// Beginnings of the same address: "Billing Street" and `billing_address_city`.
pub(super) fn group(prefix: &'static str) -> &'static str {
    prefix.strip_suffix("address").filter(|rest| *rest != "street").unwrap_or(prefix)
}

/// Beginnings under which the customer itself is named.
pub(super) fn is_of_customer(prefix: &str) -> bool {
    matches!(
        group_of(prefix),
        "billing" | "primary" | "business" | "company" | "default" | "main" | "invoice"
    )
}

/// Beginnings of what stands behind the first, wherever its columns are.
pub(super) fn is_second(prefix: &str) -> bool {
    matches!(
        group_of(prefix),
        "other"
            | "secondary"
            | "additional"
            | "alternate"
            | "alt"
            | "shipping"
            | "ship"
            | "shipto"
            | "delivery"
            | "sa"
            | "liefer"
            | "lieferadresse"
            | "livraison"
    )
}

fn group_of(prefix: &str) -> &str {
    prefix.strip_suffix("address").unwrap_or(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_is_taken() {
        for (at, prefix) in PREFIXES.iter().enumerate() {
            assert!(!PREFIXES[..at].iter().any(|earlier| prefix.starts_with(earlier)), "{prefix}");
        }
        assert_eq!(split("billingaddresscity"), Some(("billingaddress", "city")));
        assert_eq!(split("poregion"), Some(("po", "region")));
        assert_eq!(group("billingaddress"), "billing");
    }
}
