//! What people call the columns of their customer lists. Each line is a field with its names as they stand in files of
//! other programs and languages; spelling, case, blanks and punctuation do not matter.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::folding;
use crate::domain::import::{AddressPart, PersonPart, PhonePart, Target};

/// What a name stands for; phones and addresses get their place from the columns around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Field(Target),
    Phone(PhonePart),
    Address(AddressPart),
    Person(PersonPart),
    /// It is not imported.
    Nothing,
}

/// Letters and digits of a name, folded: "E-Mail Adresse" and "`email_adresse`" are one.
pub(super) fn squash(name: &str) -> String {
    folding::fold(name).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// What a squashed name stands for.
pub(super) fn meaning(squashed: &str) -> Option<&'static Meaning> {
    MEANINGS.get(squashed)
}

/// The known name closest to a squashed one, if it is close enough to be a slip of the hand.
pub(super) fn closest(squashed: &str) -> Option<&'static Meaning> {
    let is_long_enough = |name: &str| name.chars().count() >= SHORTEST_SLIP;
    if !is_long_enough(squashed) {
        return None;
    }
    let known = MEANINGS.iter().filter(|(known, _)| is_long_enough(known));
    let scored = known.map(|(known, meaning)| (closeness(squashed, known), known, meaning));
    // Equal closeness is decided by the name, so that the same file is read alike every time.
    let (closeness, _, meaning) =
        scored.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(one.1)))?;
    (closeness >= CLOSE_ENOUGH).then_some(meaning)
}

/// One letter wrong, missing or swapped is a slip wherever it is; two are one towards the end of a long name. In a
/// short name only a swap is: "stage" is not "state".
fn closeness(one: &str, other: &str) -> f64 {
    let is_one_slip = strsim::osa_distance(one, other) <= 1;
    let is_short = one.chars().count().min(other.chars().count()) <= SHORTEST_SLIP;
    let letters = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.sort_unstable();
        letters
    };
    match (is_one_slip, is_short) {
        (true, true) if letters(one) != letters(other) => 0.0,
        (true, _) => 1.0,
        (false, true) => 0.0,
        (false, false) => strsim::jaro_winkler(one, other),
    }
}

/// Below this, one letter more or less is another word.
const SHORTEST_SLIP: usize = 5;
const CLOSE_ENOUGH: f64 = 0.95;

static MEANINGS: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let fields = FIELDS.iter().map(|(target, names)| (Meaning::Field(target.clone()), *names));
    let phones = PHONES.iter().map(|(part, names)| (Meaning::Phone(*part), *names));
    let addresses = ADDRESSES.iter().map(|(part, names)| (Meaning::Address(*part), *names));
    let all = fields.chain(phones).chain(addresses);
    all.flat_map(|(meaning, names)| names.split(", ").map(move |name| (squash(name), meaning.clone())))
        .collect()
});

const FIELDS: &[(Target, &str)] = &[
    (
        Target::CustomerId,
        "customer id, id, uuid, customer uuid, guid, kunden id, identifiant, identifiant client, شناسه, شناسه مشتری",
    ),
    (
        Target::FirstName,
        "first name, given name, givenname, forename, first, fname, vorname, rufname, prenom, nombre, primer nombre, nome, \
         primeiro nome, voornaam, ad, isim, نام, نام کوچک, اسم, الاسم, الاسم الاول, имя, 名, imie, fornavn, fornamn",
    ),
    (
        Target::LastName,
        "last name, surname, family name, familyname, last, lname, nachname, familienname, zuname, nom, nom de famille, \
         apellido, apellidos, cognome, sobrenome, apelido, achternaam, soyad, soyadi, نام خانوادگی, فامیلی, اللقب, \
         اسم العائلة, фамилия, 姓, nazwisko, etternavn, efternamn, efternavn",
    ),
    (
        Target::DisplayName,
        "display name, name, full name, fullname, contact name, customer name, customer, client, client name, trading as, \
         trading name, company / trading as, file as, anzeigename, vollstandiger name, kunde, kundenname, nom complet, \
         nom affiche, nombre completo, nome completo, volledige naam, weergavenaam, نام کامل, نام نمایشی, نام مشتری, \
         الاسم الكامل, полное имя",
    ),
    (
        Target::Tags,
        "tags, tag, labels, label, groups, group membership, segments, categories, schlagworte, schlagworter, \
         etiketten, etiquettes, etiquetas, etichette, tagi, برچسب, برچسب ها, الوسوم, теги, метки, 标签, タグ",
    ),
    (
        Target::FatherName,
        "father name, father's name, fathers name, patronymic, vatersname, نام پدر, اسم الاب, отчество",
    ),
    (
        Target::CompanyName,
        "company, company name, organization, organisation, organization name, organisation name, firm, business, \
         business name, employer, legal name, account name, firma, firmenname, unternehmen, societe, raison sociale, \
         entreprise, empresa, razon social, azienda, ragione sociale, societa, bedrijf, bedrijfsnaam, sirket, شرکت, \
         نام شرکت, الشركة, اسم الشركة, компания, 会社, 会社名, 公司",
    ),
    (
        Target::BusinessLine,
        "business line, line of business, industry, trade, branche, secteur, secteur d'activite, sector, settore, صنعت, \
         زمینه فعالیت, عنوان",
    ),
    (
        Target::Manager,
        "manager, managing director, director, ceo, geschaftsfuhrer, gerant, directeur, مدیر, مدیرعامل",
    ),
    (Target::Acronym, "acronym, short name, abbreviation, ref, kurzname, kurzel, sigle"),
    (
        Target::Headcount,
        "headcount, employees, number of employees, company size, mitarbeiter, anzahl mitarbeiter, effectif, empleados, \
         تعداد کارکنان",
    ),
    (
        Target::Website,
        "website, web site, web page, webpage, website value, personal web page, url, website url, website link, user url, homepage, web, internet, internetseite, webseite, \
         site web, site internet, sitio web, sito web, وب سایت, وبسایت, الموقع",
    ),
    (
        Target::TaxNumber,
        "tax number, tax id, taxid, vat, vat number, vat id, vatin, tin, ein, abn, gst number, ust id, ust idnr, \
         umsatzsteuer id, steuernummer, numero de tva, tva, n tva, nif, cif, partita iva, p iva, btw nummer, btw, \
         شناسه مالیاتی, کد اقتصادی, الرقم الضريبي",
    ),
    (
        Target::RegistrationNumber,
        "registration number, company number, company registration number, crn, register number, handelsregister, \
         handelsregisternummer, hrb, siret, siren, kvk, kvk nummer, legal notice, شماره ثبت, شناسه ملی",
    ),
    (
        Target::Locale,
        "locale, language, preferred language, lang, communication culture code, sprache, langue, idioma, lingua, taal, زبان",
    ),
    (
        Target::Notes,
        "notes, note, comment, comments, remark, remarks, description, notizen, notiz, bemerkung, bemerkungen, kommentar, \
         remarque, remarques, commentaire, notas, observaciones, nota, note interne, opmerking, opmerkingen, یادداشت, \
         توضیحات, ملاحظات",
    ),
    (
        Target::Kind,
        "kind, type, company type, contact type, is company, is a company, customer type, client type, kundentyp, typ, type de client, tipo, نوع, نوع مشتری",
    ),
    (
        Target::Status,
        "status, active status, state of customer, customer status, active, is active, aktiv, actif, activo, وضعیت",
    ),
    (
        Target::Email,
        "email address, email, e-mail, mail, e-mail address, email value, e-mail 1, primary email, main email, \
         contact email, email contact, user email, work email, e-mail-adresse, e-mail adresse, emailadresse, mailadresse, courriel, \
         adresse e-mail, adresse mail, adresse electronique, correo, correo electronico, direccion de correo, \
         posta elettronica, indirizzo email, e-mailadres, eposta, e-posta, ایمیل, پست الکترونیک, البريد الالكتروني, \
         электронная почта, メール, メールアドレス, 邮箱",
    ),
    (
        Target::Emails,
        "emails, email addresses, further emails, other emails, additional emails, additional email addresses, \
         more email addresses, cc email, weitere e-mail-adressen",
    ),
    (Target::Phones, "phones, phone numbers, telephones, tels, telefonnummern, telephone numbers, تلفن ها"),
    (Target::Addresses, "addresses, anschriften, adressen, adresses, آدرس ها"),
];

const PHONES: &[(PhonePart, &str)] = &[
    (
        PhonePart::NumberLocal,
        "phone, phone number, phone value, phones value, tel, tel no, tel nr, telephone, telephone number, phone local, \
         phone local number, phone number local, phones number local, number local, local number, landline, home phone, phone 1, other phone, company main phone, car phone, \
         work phone, business phone, office phone, main phone, primary phone, reception phone, telefon, telefonnummer, \
         telefon nr, rufnummer, festnetz, telephone fixe, fixe, numero de telephone, telefono, numero de telefono, \
         telefone, telefoon, telefoonnummer, تلفن, شماره تلفن, تلفن ثابت, هاتف, الهاتف, رقم الهاتف, телефон, 電話, \
         電話番号, 电话",
    ),
    (
        PhonePart::Mobile,
        "mobile, mobile phone, mobile number, mobile phone number, mobile telephone, phone mobile, cell, cell phone, cellphone, cellular, mobil, mobilnummer, \
         mobiltelefon, handy, handynummer, portable, telephone portable, tel portable, movil, telefono movil, celular, \
         cellulare, telemovel, mobiel, gsm, cep telefonu, موبایل, تلفن همراه, شماره موبایل, همراه, جوال, الجوال, \
         мобильный, 携帯, 手机",
    ),
    (
        PhonePart::Country,
        "phone country, phones country, phone country code, telephone country, tel country, mobile country, \
         landesvorwahl, pays du telephone, کشور تلفن",
    ),
    (
        PhonePart::Type,
        "phone type, phones type, phone label, telephone type, tel type, telefonart, type de telephone, نوع تلفن",
    ),
    (
        PhonePart::NumberInternational,
        "international number, phone international, phone number international, phones number international, \
         number international, international phone, e164, phone e164, internationale nummer",
    ),
];

const ADDRESSES: &[(AddressPart, &str)] = &[
    (
        AddressPart::Address1,
        "address, address line, address line 1, street, street address, street 1, address street, addresses address, \
         postal address, house and street, strasse, strasse und hausnummer, \
         anschrift, adresse, rue, adresse postale, direccion, calle, indirizzo, via, adres, straat, endereco, rua, \
         آدرس, نشانی, العنوان, адрес, 住所, 地址",
    ),
    (
        AddressPart::Address2,
        "address line 2, street 2, line 2, address extended, extended address, po box, apartment, suite, unit, adresszusatz, complement d'adresse, \
         complement, piso, apto, appartement",
    ),
    (
        AddressPart::Suburb,
        "suburb, city, town, locality, address city, address suburb, ort, stadt, wohnort, ville, localite, ciudad, poblacion, citta, comune, stad, woonplaats, plaats, \
         cidade, شهر, المدينة, город, 市, 城市",
    ),
    (
        AddressPart::Postcode,
        "postcode, post code, postal code, zip, zip code, zipcode, zip / postal code, address zip, address postal code, \
         address postcode, plz, postleitzahl, \
         code postal, cp, codigo postal, cap, codice postale, pincode, pin code, posta kodu, کد پستی, کدپستی, \
         الرمز البريدي, индекс, 郵便番号, 邮编",
    ),
    (
        AddressPart::State,
        "state, province, region, county, state / province, state / region, province / state, state code, province code, \
         address state, address region, bundesland, kanton, departement, provincia, estado, regione, provincie, استان, \
         المحافظة, область, 都道府県, 省",
    ),
    (
        AddressPart::Country,
        "country, country code, country name, address country, country / region, country / territory, country iso code, nation, \
         land, staat, pays, pais, paese, nazione, ulke, کشور, \
         الدولة, страна, 国",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        let fields = FIELDS.iter().map(|(_, names)| *names);
        let all = fields
            .chain(PHONES.iter().map(|(_, names)| *names))
            .chain(ADDRESSES.iter().map(|(_, names)| *names));
        for names in all {
            for name in names.split(", ") {
                let twice = seen.insert(squash(name), names).filter(|earlier| *earlier != names);
                assert_eq!(twice, None, "{name}");
            }
        }
    }

    #[test]
    fn slips_of_the_hand_are_understood_and_other_words_are_not() {
        for (name, expected) in [
            ("frist name", Some(Meaning::Field(Target::FirstName))),
            ("e-mial adress", Some(Meaning::Field(Target::Email))),
            ("Telefonummer", Some(Meaning::Phone(PhonePart::NumberLocal))),
            ("legacy_id", None),
            ("emial", Some(Meaning::Field(Target::Email))),
            ("stage", None),
            ("tier", None),
            ("loyalty points", None),
        ] {
            assert_eq!(closest(&squash(name)), expected.as_ref(), "{name}");
        }
    }
}
