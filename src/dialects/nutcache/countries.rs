//! The numbers that Nutcache has for countries. Its documentation tells three; the others were given here, once, and stay:
//! clients keep them.

use crate::domain::values::CountryCode;

/// Codes of countries in the order of their numbers, from 1. New ones go to the end.
#[rustfmt::skip]
const BY_NUMBER: [&str; 250] = [
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ",
    "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS",
    "BT", "BV", "BW", "BY", "BZ", "CC", "CM", "CA", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CN",
    "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE",
    "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF",
    "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK", "HM",
    "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM",
    "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC",
    "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK",
    "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA",
    "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG",
    "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW",
    "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS",
    "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO",
    "TR", "TT", "TV", "TW", "TZ", "UA", "US", "UG", "UM", "UY", "UZ", "VA", "VC", "VE", "VG", "VI",
    "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW",
];

/// The number of a country.
pub(super) fn number(country: CountryCode) -> Option<usize> {
    BY_NUMBER.iter().position(|code| *code == country.as_str()).map(|at| at + 1)
}

/// The country of a number.
pub(super) fn of_number(number: usize) -> Option<CountryCode> {
    BY_NUMBER.get(number.checked_sub(1)?).and_then(|code| CountryCode::parse(code).ok())
}

/// Every country, by its number.
pub(super) fn all() -> impl Iterator<Item = (usize, CountryCode)> {
    (1..=BY_NUMBER.len()).filter_map(|number| Some((number, of_number(number)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_numbers_are_theirs() {
        for (id, code) in [(39, "CM"), (40, "CA"), (231, "US")] {
            assert_eq!(of_number(id).unwrap().as_str(), code);
        }
        assert_eq!((of_number(0), of_number(BY_NUMBER.len() + 1)), (None, None));
    }

    #[test]
    fn every_country_has_one_number() {
        for country in CountryCode::all() {
            assert_eq!(of_number(number(*country).unwrap()), Some(*country));
        }
        assert_eq!(all().count(), CountryCode::all().len());
    }
}
