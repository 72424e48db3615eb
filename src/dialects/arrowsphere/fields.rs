//! Which of our fields is which member here, where the two are no more than renamed. What is read, what is written and
//! what an error names all go by this.

/// The namespace of what stands under `Details`.
pub const VENDOR: &str = "vendor";
/// The namespace of what this door alone knows of a customer.
pub const OWN: &str = "x-arrowsphere";
/// The member, and the key under which it is kept, of the free fields.
pub const CUSTOM_FIELDS: &str = "customFields";

/// The members of `Details` that every client knows, with the keys that they are kept under. The first of two names is
/// the one that counts when they disagree.
pub const DETAILS: [(&str, &str); 9] = [
    ("Migration", "migration"),
    ("DomainName", "domainName"),
    ("OracleOnlineKey", "oracleOnlineKey"),
    ("IBMCeId", "ibmCeId"),
    ("Maas360ResellerId", "maas360ResellerId"),
    ("TenantID", "tenantId"),
    ("TenantId", "tenantId"),
    ("IbmCustomerNumber", "ibmCustomerNumber"),
    ("IbmMaasAccountId", "ibmMaasAccountId"),
];

/// The members that are ids of other systems, with the names that they are kept under.
pub const REFERENCES: [(&str, &str); 3] = [
    ("PartnerCompanyId", "partnerCompanyId"),
    ("BillingId", "billingId"),
    ("InternalReference", "internalReference"),
];
/// Under which name a person's `ContactPersonID` is kept.
pub const CONTACT_PERSON_ID: &str = "contactPersonId";

/// The members that are kept as they come, because nothing else here knows them.
pub const BILLING: [&str; 6] = [
    "BillingAddress1",
    "BillingAddress2",
    "BillingCity",
    "BillingState",
    "BillingZipCode",
    "BillingCountryCode",
];

/// The member that a field of a draft comes from; `references` are the draft's, in their order.
#[must_use]
pub fn member(field: &str, references: &[&str]) -> String {
    let last = field.rsplit('.').next().unwrap_or(field);
    let row =
        |list: &str| field.strip_prefix(list)?.strip_prefix('.')?.split('.').next()?.parse::<usize>().ok();
    let known = match field {
        "company_name" | "display_name" => "CompanyName",
        "website" => "WebsiteUrl",
        "headcount" => "Headcount",
        "tax_number" => "TaxNumber",
        "acronym" => "Ref",
        "registration_number" => "RegistrationNumber",
        "email_address" => "EmailContact",
        "addresses" => "AddressLine1",
        "people" => "Contact",
        _ if field.starts_with("phones") => "ReceptionPhone",
        _ if row("addresses").is_some() => match last {
            "address2" => "AddressLine2",
            "suburb" => "City",
            "postcode" => "Zip",
            "state" => "State",
            "country" => "CountryCode",
            _ => "AddressLine1",
        },
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    if let Some(at) = row("references") {
        let name = references.get(at).copied().unwrap_or_default();
        let known = REFERENCES.into_iter().find(|(_, kept)| *kept == name);
        return known.map_or(field, |(member, _)| member).to_owned();
    }
    if row("people").is_some() {
        return format!("Contact.{}", pascal(person_member(last)));
    }
    if let Some(key) = field.strip_prefix("attributes.vendor/") {
        let known = DETAILS.into_iter().find(|(_, kept)| *kept == key);
        return format!("Details.{}", known.map_or(key, |(member, _)| member));
    }
    field.strip_prefix("attributes.x-arrowsphere/").unwrap_or(field).to_owned()
}

/// The member of a contact that a field of a person comes from.
#[must_use]
pub fn person_member(field: &str) -> &str {
    match field {
        "first_name" | "display_name" => "firstName",
        "last_name" => "lastName",
        "email_address" => "email",
        "value" => "contactPersonID",
        other => other,
    }
}

fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named_as_the_client_spells_it() {
        for (field, expected) in [
            ("company_name", "CompanyName"),
            ("addresses.0.postcode", "Zip"),
            ("addresses.2.country", "CountryCode"),
            ("phones.1.number_local", "ReceptionPhone"),
            ("email_address", "EmailContact"),
            ("references.1.value", "BillingId"),
            ("people.0.email_address", "Contact.Email"),
            ("people.0.display_name", "Contact.FirstName"),
            ("people.0.references.0.value", "Contact.ContactPersonID"),
            ("attributes.vendor/tenantId", "Details.TenantID"),
            ("attributes.vendor/Other", "Details.Other"),
            ("attributes.x-arrowsphere/BillingCity", "BillingCity"),
            ("attributes.tier", "attributes.tier"),
            ("Zip", "Zip"),
        ] {
            assert_eq!(member(field, &["partnerCompanyId", "billingId"]), expected, "{field}");
        }
    }
}
