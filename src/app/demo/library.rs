//! A few files to look at: pictures, a document, a table, on customers and on none.

use std::io::Cursor;

use anyhow::anyhow;
use image::{ImageFormat, Rgb, RgbImage};

use crate::domain::asset::{Content, Details, Media, Quota};
use crate::domain::customer::CustomerId;
use crate::domain::listing::ListQuery;
use crate::domain::operator::Actor;
use crate::domain::organization::Organization;
use crate::files::{Files, picture};
use crate::store::assets::{self, NewAsset};
use crate::store::{Db, listing};

/// The sample has room for everything in it.
const QUOTA: Quota = Quota { files: u64::MAX, bytes: u64::MAX };

/// Title, description, permission, name, content, and whether it hangs on a customer.
type Sample = (&'static str, &'static str, &'static str, &'static str, Vec<u8>, bool);

fn samples() -> anyhow::Result<Vec<Sample>> {
    let csv = "Article,Net price\nTable linen,14.50\nGlasses (6),22.00\n".to_owned();
    Ok(vec![
        ("Onboarding checklist", "Sent with every invitation", "public", "checklist.txt", checklist(), false),
        ("Price list, autumn", "Net prices before rebate", "private", "prices.csv", csv.into_bytes(), false),
        ("لوگوی کافه رادیو", "نشان رسمی، زمینهٔ روشن", "public", "logo.png", logo()?, true),
        ("Supply agreement 2026", "Signed by both parties", "private", "agreement.pdf", pdf(), true),
        ("Shopfront photograph", "For the partner directory", "public", "shopfront.jpg", shopfront()?, true),
    ])
}

/// Fills the library.
///
/// # Errors
/// When the store or the disk does not take it.
pub(super) fn fill(db: &Db, files: &Files, organization: &Organization) -> anyhow::Result<()> {
    let organization = organization.id;
    let query = ListQuery { limit: 5, ..ListQuery::default() };
    let customers = db.read_here(|conn| listing::list(conn, organization, &query))?.page.items;
    let mut customers = customers.into_iter().map(|listed| listed.id);
    for (title, description, permission, name, bytes, is_on_customer) in samples()? {
        let customer = is_on_customer.then(|| customers.next()).flatten();
        let details = Details::parse(title, description, permission, name);
        let details = details.map_err(|issues| anyhow!(issues.english()))?;
        add(db, files, Actor::command_line(organization), details, name, &bytes, customer)?;
    }
    Ok(())
}

fn add(
    db: &Db,
    files: &Files,
    by: Actor,
    details: Details,
    name: &str,
    bytes: &[u8],
    customer: Option<CustomerId>,
) -> anyhow::Result<()> {
    let media = Media::of(bytes, name).map_err(|issue| anyhow!(issue.english()))?;
    let kept = files.keep_here(bytes)?;
    let content = Content {
        name: name.to_owned(),
        media,
        length: kept.bytes,
        size: picture::measure(&files.path_here(kept.hash)?),
        sha256: kept.hash.0,
    };
    let (new, at) = (NewAsset { details, content, customers: customer.into_iter().collect() }, db.now());
    db.write_here(move |conn| assets::insert(conn, &by, &new, QUOTA, at))?;
    Ok(())
}

fn checklist() -> Vec<u8> {
    b"1. Say hello\n2. Ask for the main contact\n3. Agree on a first order\n".to_vec()
}

/// The smallest document of one empty page.
fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
      3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
        .to_vec()
}

const PAPER: Rgb<u8> = Rgb([0xf4, 0xea, 0xd9]);
const PETROL: Rgb<u8> = Rgb([0x0b, 0x63, 0x75]);

/// A ring on paper.
fn logo() -> anyhow::Result<Vec<u8>> {
    let ring = |x: u32, y: u32| {
        let distance = (f64::from(x) - 128.0).hypot(f64::from(y) - 128.0);
        if (52.0..96.0).contains(&distance) { PETROL } else { PAPER }
    };
    encode(&RgbImage::from_fn(256, 256, ring), ImageFormat::Png)
}

/// A house with an awning under a sky.
fn shopfront() -> anyhow::Result<Vec<u8>> {
    let colour = |x: u32, y: u32| match (x, y) {
        (200..=1000, 160..=240) => PETROL,
        (200..=1000, 241..=300) if (x / 80).is_multiple_of(2) => Rgb([0xd8, 0x59, 0x3f]),
        (200..=1000, 241..=300) => Rgb([0xff, 0xf6, 0xea]),
        (560..=640, 330..=560) => Rgb([0x7b, 0x4a, 0x34]),
        (260..=500 | 700..=940, 340..=500) => Rgb([0x8f, 0xb4, 0xbb]),
        (200..=1000, 301..=560) => PAPER,
        (_, 540..) => Rgb([0xb9, 0xa5, 0x8a]),
        _ => Rgb([0xe4, 0xd3, 0xbb]),
    };
    encode(&RgbImage::from_fn(1200, 675, colour), ImageFormat::Jpeg)
}

fn encode(picture: &RgbImage, format: ImageFormat) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format)?;
    Ok(bytes.into_inner())
}
