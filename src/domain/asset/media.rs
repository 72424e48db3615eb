//! What a file is. Its content decides; its name must not say otherwise; what the browser says of it is not asked.

use crate::domain::issues::Issue;

/// What a file is, as far as it is recognised. Only these are ever named as a content type; drawings, pages, scripts
/// and programs are [`Media::Other`]: bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is called what it is")]
pub enum Media {
    Jpeg,
    Png,
    Gif,
    WebP,
    Pdf,
    Xlsx,
    Docx,
    Pptx,
    Zip,
    Mp4,
    Mov,
    Mp3,
    Wav,
    Csv,
    Json,
    Ndjson,
    Text,
    Other,
}

/// Kinds of files, as people look for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is called what it is")]
pub enum Category {
    Image,
    Document,
    Table,
    Recording,
    Other,
}

impl Category {
    /// Every category, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Image, Self::Document, Self::Table, Self::Recording, Self::Other];

    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Document => "document",
            Self::Table => "table",
            Self::Recording => "recording",
            Self::Other => "other",
        }
    }

    /// The category that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == word)
    }
}

struct Facts {
    media: Media,
    word: &'static str,
    content_type: &'static str,
    category: Category,
    /// The ends of names that agree with it.
    extensions: &'static [&'static str],
    shape: Shape,
}

/// How a content is recognised.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// By its first bytes.
    Magic(&'static str),
    /// A ZIP package, of which the name says what is in it.
    Package,
    /// Text, of which the name says what it means.
    Text,
    /// Not at all.
    Unknown,
}

const fn facts(
    media: Media,
    word: &'static str,
    content_type: &'static str,
    category: Category,
    extensions: &'static [&'static str],
    shape: Shape,
) -> Facts {
    Facts { media, word, content_type, category, extensions, shape }
}

/// Of each media; the magic numbers are `infer`'s, by the type it answers.
const FACTS: [Facts; 18] = {
    use Category::{Document, Image, Other, Recording, Table};
    use Shape::{Magic, Package, Text, Unknown};
    [
        facts(Media::Jpeg, "jpeg", "image/jpeg", Image, &["jpg", "jpeg", "jpe"], Magic("image/jpeg")),
        facts(Media::Png, "png", "image/png", Image, &["png"], Magic("image/png")),
        facts(Media::Gif, "gif", "image/gif", Image, &["gif"], Magic("image/gif")),
        facts(Media::WebP, "webp", "image/webp", Image, &["webp"], Magic("image/webp")),
        facts(Media::Pdf, "pdf", "application/pdf", Document, &["pdf"], Magic("application/pdf")),
        facts(
            Media::Xlsx,
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Table,
            &["xlsx"],
            Package,
        ),
        facts(
            Media::Docx,
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Document,
            &["docx"],
            Package,
        ),
        facts(
            Media::Pptx,
            "pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Document,
            &["pptx"],
            Package,
        ),
        facts(Media::Zip, "zip", "application/zip", Other, &["zip"], Package),
        facts(Media::Mp4, "mp4", "video/mp4", Recording, &["mp4", "m4v"], Magic("video/mp4")),
        facts(Media::Mov, "mov", "video/quicktime", Recording, &["mov", "qt"], Magic("video/quicktime")),
        facts(Media::Mp3, "mp3", "audio/mpeg", Recording, &["mp3"], Magic("audio/mpeg")),
        facts(Media::Wav, "wav", "audio/wav", Recording, &["wav"], Magic("audio/x-wav")),
        facts(Media::Csv, "csv", "text/csv", Table, &["csv", "tsv", "tab"], Text),
        facts(Media::Json, "json", "application/json", Table, &["json"], Text),
        facts(Media::Ndjson, "ndjson", "application/x-ndjson", Table, &["ndjson", "jsonl"], Text),
        facts(Media::Text, "text", "text/plain", Document, &["txt", "md", "log"], Text),
        facts(Media::Other, "other", "application/octet-stream", Other, &[], Unknown),
    ]
};

impl Media {
    /// What a file is that begins so and is called so.
    ///
    /// # Errors
    /// When its name says that it is something else.
    pub fn of(head: &[u8], name: &str) -> Result<Self, Issue> {
        let extension = extension(name);
        let claimed = FACTS.iter().find(|facts| facts.extensions.contains(&extension.as_str()));
        let found = infer::get(head).map(|kind| kind.mime_type());
        if let Some(real) = FACTS.iter().find(|facts| found.is_some_and(|it| facts.shape == Shape::Magic(it)))
        {
            let is_agreed = extension.is_empty() || real.extensions.contains(&extension.as_str());
            let other = || Issue::new("file-named-otherwise").with("what", real.media.label(name));
            return if is_agreed { Ok(real.media) } else { Err(other().with("extension", extension)) };
        }
        let is_so = |facts: &&Facts| match facts.shape {
            Shape::Package => head.starts_with(b"PK\x03\x04"),
            Shape::Text => is_text(head),
            Shape::Magic(_) | Shape::Unknown => false,
        };
        match claimed {
            None => Ok(Self::Other),
            Some(facts) if is_so(&facts) => Ok(facts.media),
            Some(_) => Err(Issue::new("file-is-no-such").with("extension", extension)),
        }
    }

    fn facts(self) -> &'static Facts {
        // Each media has its row: a test counts them.
        FACTS.iter().find(|facts| facts.media == self).unwrap_or(&FACTS[FACTS.len() - 1])
    }

    /// The word stored for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.facts().word
    }

    /// The media that a stored word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        FACTS.iter().find(|facts| facts.word == word).map(|facts| facts.media)
    }

    /// Its content type.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        self.facts().content_type
    }

    /// What people look for it as.
    #[must_use]
    pub fn category(self) -> Category {
        self.facts().category
    }

    /// Whether a browser may show it in place: it can run nothing, and is what it says.
    #[must_use]
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::WebP)
    }

    /// Whether customers can be imported from it.
    #[must_use]
    pub fn is_importable(self) -> bool {
        matches!(self, Self::Csv | Self::Json | Self::Ndjson | Self::Xlsx)
    }

    /// What people call it: "JPEG", and of what is not recognised the end of its name.
    #[must_use]
    pub fn label(self, name: &str) -> String {
        match self {
            Self::Other => extension(name).to_uppercase(),
            known => known.as_str().to_uppercase(),
        }
    }
}

/// The end of a name behind its last dot, in lower case; nothing when it is too long to be one.
fn extension(name: &str) -> String {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    extension.filter(|extension| extension.chars().count() <= 8).unwrap_or_default()
}

/// Text of any encoding that imports read: no control characters but those of text, unless it says to be UTF-16.
fn is_text(head: &[u8]) -> bool {
    let is_marked = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let is_of_text = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    is_marked || head.iter().all(is_of_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";

    #[test]
    fn e3_the_content_decides_and_the_name_must_agree() {
        for (head, name, expected) in [
            (PNG, "logo.png", Ok(Media::Png)),
            (PNG, "logo.PNG", Ok(Media::Png)),
            (PNG, "logo", Ok(Media::Png)),
            (PNG, "logo.jpg", Err("file-named-otherwise")),
            (PNG, "logo.html", Err("file-named-otherwise")),
            (JPEG, "photo.jpeg", Ok(Media::Jpeg)),
            (b"GIF89a....", "a.gif", Ok(Media::Gif)),
            (b"%PDF-1.7", "a.pdf", Ok(Media::Pdf)),
            (b"<html><script>alert(1)</script>", "a.png", Err("file-is-no-such")),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", Ok(Media::Other)),
            (b"<html>", "a.html", Ok(Media::Other)),
            (b"#!/bin/sh", "run.sh", Ok(Media::Other)),
            (b"name,email\n", "list.csv", Ok(Media::Csv)),
            (b"\xff\xfen\0", "list.csv", Ok(Media::Csv)),
            (b"a\0b", "list.csv", Err("file-is-no-such")),
            (b"[{}]", "list.json", Ok(Media::Json)),
            (b"{}\n{}", "list.ndjson", Ok(Media::Ndjson)),
            (b"PK\x03\x04....", "list.xlsx", Ok(Media::Xlsx)),
            (b"PK\x03\x04....", "list.zip", Ok(Media::Zip)),
            (b"PK\x03\x04....", "app.jar", Ok(Media::Other)),
            (b"not a package", "list.xlsx", Err("file-is-no-such")),
            (b"", "empty.txt", Ok(Media::Text)),
        ] as [(&[u8], &str, Result<Media, &str>); 22]
        {
            let media = Media::of(head, name);
            assert_eq!(
                media.as_ref().map_err(Issue::code),
                expected.as_ref().map_err(|code| *code),
                "{name}"
            );
        }
    }

    #[test]
    fn each_media_has_its_row_and_reads_back() {
        for facts in &FACTS {
            assert_eq!(Media::parse(facts.word), Some(facts.media), "{}", facts.word);
            assert_eq!(facts.media.facts().word, facts.word);
            assert_eq!(Category::parse(facts.category.as_str()), Some(facts.category));
        }
        assert_eq!(Media::Other.label("drawing.svg"), "SVG");
        assert_eq!(Media::Jpeg.label("photo.jpg"), "JPEG");
        assert!(Media::WebP.is_picture() && !Media::Pdf.is_picture() && !Media::Other.is_picture());
    }
}
