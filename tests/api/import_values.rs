//! Values that spreadsheets, editors and other programs damage or dress up, from the file to the customer.

use serde_json::{Value, json};

use super::imports::imported;
use crate::support::api::Api;
use crate::support::server::spawn;

const HEAD: &str = "Name,Email,Phone,Postcode,Loyalty number\n";

fn row(name: &str, phone: &str, postcode: &str, loyalty: &str) -> String {
    format!("{name},{name}@example.org,{phone},{postcode},{loyalty}\n")
}

async fn find(api: &Api, name: &str) -> Value {
    let found = api.get(&format!("/api/v1/customers?search={name}&count=true")).await.json();
    assert_eq!(found["count"], 1, "{name}: {found:#}");
    found["items"][0].clone()
}

#[track_caller]
fn assert_counts(import: &Value, created: i64, rejected: i64) {
    assert_eq!((&import["created"], &import["rejected"]), (&json!(created), &json!(rejected)), "{import:#}");
}

#[actix_web::test]
async fn zeros_signs_and_digits_of_any_script_stay() {
    let app = spawn().await;
    let api = app.api();
    let rows = row("ada", "+49 30 123456", "01067", "000471") + &row("neda", "۰۹۱۲ ۵۵۵ ۶۶۶۶", "۱۲۳۴۵", "٠٠٧");
    let import =
        imported(&api, "list.csv", format!("{HEAD}{rows}"), &json!({ "defaultCountry": "IR" })).await;
    assert_counts(&import, 2, 0);
    let (ada, neda) = (find(&api, "ada").await, find(&api, "neda").await);
    assert_eq!(
        (&ada["addresses"][0]["postcode"], &ada["attributes"]["Loyalty number"]),
        (&json!("01067"), &json!("000471"))
    );
    assert_eq!(ada["phones"][0]["numberInternational"], "+4930123456");
    assert_eq!(neda["phones"][0]["numberInternational"], "+989125556666");
    assert_eq!(
        (&neda["phones"][0]["numberLocal"], &neda["attributes"]["Loyalty number"]),
        (&json!("۰۹۱۲ ۵۵۵ ۶۶۶۶"), &json!("٠٠٧"))
    );
}

#[actix_web::test]
async fn a_number_that_a_spreadsheet_rounded_is_refused_wherever_it_stands() {
    let app = spawn().await;
    let api = app.api();
    let rows = row("ada", "9.12E+11", "", "")
        + &row("bo", "", "1.23E+05", "")
        + &row("cy", "", "", "9.12E+11")
        + &row("di", "", "", "2E10");
    let import = imported(&api, "list.csv", format!("{HEAD}{rows}"), &json!({})).await;
    assert_counts(&import, 1, 3);
    let told = |at: usize| (import["problems"][at]["row"].clone(), import["problems"][at]["column"].clone());
    assert_eq!(told(0), (json!(2), json!("Phone")));
    assert_eq!(told(1), (json!(3), json!("Postcode")));
    assert_eq!(told(2), (json!(4), json!("Loyalty number")));
    let message = import["problems"][2]["message"].as_str().unwrap();
    assert!(message.starts_with("A spreadsheet has rounded this number"), "{message}");
}

#[actix_web::test]
async fn the_same_file_reads_alike_however_it_is_written() {
    let text = "Name;Email;Notes\r\nZoë;zoe@example.org;\"one\r\ntwo\"\r\n";
    let comma = text.replace(';', ",");
    let tab = text.replace(';', "\t");
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).collect::<Vec<_>>();
        units.into_iter().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let windows: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let files: [(&str, Vec<u8>); 8] = [
        ("semicolon.csv", text.into()),
        ("comma.csv", comma.clone().into()),
        ("tab.tsv", tab.clone().into()),
        ("mark.csv", format!("\u{FEFF}{comma}").into()),
        ("little.csv", utf16(&tab, false)),
        ("big.csv", utf16(text, true)),
        ("windows.csv", windows),
        ("excel.csv", format!("sep=;\r\n{text}").into()),
    ];
    let app = spawn().await;
    let api = app.api();
    for (at, (name, file)) in files.into_iter().enumerate() {
        let import = imported(&api, name, file, &json!({})).await;
        let expected = if at == 0 { "created" } else { "unchanged" };
        assert_eq!((&import[expected], &import["rejected"]), (&json!(1), &json!(0)), "{name}: {import:#}");
    }
    let zoe = find(&api, "zoe").await;
    assert_eq!((&zoe["displayName"], &zoe["notes"]), (&json!("Zoë"), &json!("one\r\ntwo")));
}

#[actix_web::test]
async fn a_workbook_gives_what_its_cells_show() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Empty").unwrap();
    let sheet = workbook.add_worksheet().set_name("People").unwrap();
    for (column, head) in (0..).zip(["Name", "Email", "Postcode", "Since", "VIP", "Points", "Sum"]) {
        sheet.write(0, column, head).unwrap();
    }
    sheet.write(1, 0, "Ada").unwrap();
    sheet.write(1, 1, "ada@example.org").unwrap();
    sheet.write_with_format(1, 2, 1067, &Format::new().set_num_format("00000")).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 11, 20).unwrap();
    sheet.write_with_format(1, 3, &day, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    sheet.write(1, 4, true).unwrap();
    sheet.write(1, 5, 491_512_345_678_i64).unwrap();
    sheet.write(1, 6, Formula::new("=40+2").set_result("42")).unwrap();
    workbook.add_worksheet().set_name("Other").unwrap().write(0, 0, "Name").unwrap();
    let app = spawn().await;
    let api = app.api();
    let import = imported(&api, "people.xlsx", workbook.save_to_buffer().unwrap(), &json!({})).await;
    assert_counts(&import, 1, 0);
    let ada = find(&api, "ada").await;
    assert_eq!(ada["addresses"][0]["postcode"], "01067");
    assert_eq!(
        ada["attributes"],
        json!({ "Since": "2026-11-20", "VIP": "true", "Points": "491512345678", "Sum": "42" })
    );
}

#[actix_web::test]
async fn ragged_rows_are_a_problem_of_their_own_and_no_other_row() {
    let app = spawn().await;
    let api = app.api();
    let csv = "Name,Email\nAda,ada@example.org\nBo\nCy,cy@example.org,more\n\nDi,di@example.org\n";
    let import = imported(&api, "list.csv", csv, &json!({})).await;
    assert_counts(&import, 2, 2);
    assert_eq!(import["blank"], 1, "{import:#}");
    assert_eq!((&import["problems"][0]["row"], &import["problems"][1]["row"]), (&json!(3), &json!(4)));
}

#[actix_web::test]
async fn names_that_are_there_twice_are_asked_about() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let sent = console.bring("list.csv", "Name,Email,Email\nAda,ada@example.org,a@work.example\n").await;
    let page = console.follow(&sent.assert_status(303)).await;
    page.assert_shows("1 column has a name that another one has");
}

#[actix_web::test]
async fn every_way_to_write_several_values_leads_to_the_same_customer() {
    let app = spawn().await;
    let api = app.api();
    let phones = json!([{ "numberLocal": "+49 30 123456", "type": "Phone" }, { "numberLocal": "+49 171 1234567", "type": "Mobile" }]);
    let addresses = json!([{ "address1": "1 Quay St", "suburb": "Haymarket" }, { "address1": "2 Dock Rd", "suburb": "Perth" }]);
    let nested = |name: &str| {
        json!({ "displayName": name, "emailAddress": format!("{name}@example.org"), "phones": phones, "addresses": addresses,
            "tags": ["VIP", "B2B"], "attributes": { "tier": "gold", "size": "L" } })
    };
    let quoted = |value: &Value| format!("\"{}\"", value.to_string().replace('"', "\"\""));
    let files = [
        (
            "numbered",
            "numbered.csv",
            "Name,Email,phone1,phone1 type,phone2,phone2 type,Address 1 - Street,Address 1 - City,Address 2 - Street,Address 2 - City,Tags,tier,size\n\
             numbered,numbered@example.org,+49 30 123456,Phone,+49 171 1234567,Mobile,1 Quay St,Haymarket,2 Dock Rd,Perth,VIP; B2B,gold,L\n".to_owned(),
        ),
        (
            "cells",
            "cells.csv",
            format!(
                "Name,Email,Phones,Addresses,Tags,Attributes\ncells,cells@example.org,{},{},\"[\"\"VIP\"\",\"\"B2B\"\"]\",{}\n",
                quoted(&phones), quoted(&addresses), quoted(&json!({ "tier": "gold", "size": "L" }))
            ),
        ),
        ("nested", "nested.json", json!([nested("nested")]).to_string()),
        ("lines", "lines.ndjson", nested("lines").to_string()),
    ];
    for (name, file, text) in files {
        let import = imported(&api, file, text, &json!({})).await;
        assert_counts(&import, 1, 0);
        let customer = find(&api, name).await;
        let numbers: Vec<(&Value, &Value)> = customer["phones"]
            .as_array()
            .unwrap()
            .iter()
            .map(|phone| (&phone["type"], &phone["numberInternational"]))
            .collect();
        assert_eq!(
            numbers,
            [(&json!("Phone"), &json!("+4930123456")), (&json!("Mobile"), &json!("+491711234567"))],
            "{name}"
        );
        for at in 0..2 {
            for part in ["address1", "suburb"] {
                assert_eq!(customer["addresses"][at][part], addresses[at][part], "{name}: {customer:#}");
            }
        }
        let mut titles: Vec<&str> =
            customer["tags"].as_array().unwrap().iter().map(|tag| tag["title"].as_str().unwrap()).collect();
        titles.sort_unstable();
        assert_eq!(titles, ["B2B", "VIP"], "{name}");
        assert_eq!(customer["attributes"], json!({ "tier": "gold", "size": "L" }), "{name}");
    }
    let separated =
        "Name,Email,Phones\nparts,parts@example.org,+49 30 123456; +49 171 1234567 / +49 40 7654321\n";
    imported(&api, "parts.csv", separated, &json!({})).await;
    assert_eq!(find(&api, "parts").await["phones"].as_array().unwrap().len(), 3);
    let broken = "Name,Email,Attributes\nbroken,broken@example.org,\"{\"\"tier\"\": \"\"gold\"\"}\"\nworse,worse@example.org,{tier\n";
    let import =
        imported(&api, "broken.csv", broken, &json!({ "mapping": { "Attributes": "attributes" } })).await;
    assert_counts(&import, 1, 1);
    assert_eq!(import["problems"][0]["column"], "Attributes", "{import:#}");
}

#[actix_web::test]
async fn days_as_programs_write_them_stay_as_text_and_are_asked_for_where_a_day_is_wanted() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/settings/attributes").await;
    let born = page.form("Define an attribute").fill("Name", "Born").fill("Key", "born").fill("Type", "Date");
    console.submit(&page, born).await.assert_status(303);
    let api = app.api();
    let days = ["1980-05-01", "--02-29", "01-05-1980", "31-12-1980", "0/0/00", "12/31/80"];
    let row = |(at, day): (usize, &&str)| format!("day{at},day{at}@example.org,{day},{day},{day}\n");
    let rows: String = days.iter().enumerate().map(row).collect();
    // A zone that only the header names stays with the name.
    let free = format!("Name,Email,Birthday,Seen,Created (UTC)\n{rows}");
    let import = imported(&api, "free.csv", free, &json!({ "mapping": { "Seen": "ignore" } })).await;
    assert_counts(&import, 6, 0);
    for (at, day) in days.iter().enumerate() {
        let attributes = find(&api, &format!("day{at}")).await["attributes"].clone();
        let nobody_entered = *day == "0/0/00";
        let expected =
            if nobody_entered { json!({}) } else { json!({ "Birthday": day, "Created (UTC)": day }) };
        assert_eq!(attributes, expected, "{day}");
    }
    // Where a day is wanted, what has no year, or could be two days, is no day; nobody guesses.
    let wanted = days.iter().enumerate().map(|(at, day)| format!("w{at},w{at}@example.org,{day}"));
    let wanted = wanted.collect::<Vec<_>>().join("\n");
    let import = imported(&api, "wanted.csv", format!("Name,Email,born\n{wanted}\n"), &json!({})).await;
    assert_counts(&import, 2, 4);
    assert_eq!(find(&api, "w0").await["attributes"]["born"], "1980-05-01");
    assert!(find(&api, "w4").await["attributes"].get("born").is_none());
    for (at, day) in ["--02-29", "01-05-1980", "31-12-1980", "12/31/80"].iter().enumerate() {
        let problem = &import["problems"][at];
        assert_eq!(
            (&problem["code"], &problem["value"]),
            (&json!("attribute-date-invalid"), &json!(day)),
            "{problem:#}"
        );
    }
}
