//! Files that people drop although they are no table: recognised, so that the answer can name them.

use std::fmt;

/// A kind of file that cannot be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A workbook of Excel 97 to 2003.
    OldExcel,
    /// A workbook that asks for a password.
    ProtectedExcel,
    /// A binary workbook, `.xlsb`.
    BinaryExcel,
    /// An `OpenDocument` file.
    OpenDocument,
    /// A Word document.
    Word,
    /// A `PowerPoint` presentation.
    PowerPoint,
    /// An archive of any kind.
    Archive,
    /// A PDF document.
    Pdf,
    /// A picture.
    Image,
    /// Sound or moving pictures.
    Media,
    /// A web page; some systems call one `.xls`.
    WebPage,
    /// XML.
    Xml,
    /// UTF-16 that does not say so.
    UnmarkedUtf16,
    /// Anything else that is not text.
    Binary,
}

impl Foreign {
    /// The stable name of this kind of file.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OldExcel => ("old-excel", "an Excel 97-2003 workbook (.xls)"),
            Self::ProtectedExcel => ("protected-excel", "a workbook protected by a password"),
            Self::BinaryExcel => ("binary-excel", "a binary Excel workbook (.xlsb)"),
            Self::OpenDocument => ("open-document", "an OpenDocument file"),
            Self::Word => ("word", "a Word document"),
            Self::PowerPoint => ("power-point", "a presentation"),
            Self::Archive => ("archive", "an archive of files"),
            Self::Pdf => ("pdf", "a PDF document"),
            Self::Image => ("image", "an image"),
            Self::Media => ("media", "a sound or video file"),
            Self::WebPage => ("web-page", "a web page (HTML)"),
            Self::Xml => ("xml", "an XML file"),
            Self::UnmarkedUtf16 => ("unmarked-utf16", "UTF-16 text without a byte order mark"),
            Self::Binary => ("binary", "not text"),
        }
    }

    /// Recognises a file that is neither text nor a ZIP package by its first bytes.
    pub(super) fn of_binary(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            return Some(compound_file(head));
        }
        // Magic numbers are as short as two letters ("BM", "MZ"): text is never asked for one.
        if !head.contains(&0) {
            return None;
        }
        if is_utf16(head) {
            return Some(Self::UnmarkedUtf16);
        }
        Some(match infer::get(head).map(|kind| kind.matcher_type()) {
            Some(infer::MatcherType::Image) => Self::Image,
            Some(infer::MatcherType::Audio | infer::MatcherType::Video) => Self::Media,
            Some(infer::MatcherType::Archive) => Self::Archive,
            _ => Self::Binary,
        })
    }

    /// Recognises markup by its first characters.
    pub(super) fn of_markup(text: &str) -> Option<Self> {
        let start: String = text.trim_start().chars().take(64).collect::<String>().to_ascii_lowercase();
        let is_page = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<div"]
            .iter()
            .any(|tag| start.starts_with(tag));
        match start {
            _ if is_page => Some(Self::WebPage),
            start if start.starts_with("<?xml") || start.starts_with("<!") => Some(Self::Xml),
            _ => None,
        }
    }
}

/// Old Office files and encrypted new ones share one container; the latter names its stream so.
fn compound_file(head: &[u8]) -> Foreign {
    let mark: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let is_encrypted = head.windows(mark.len()).any(|window| window == mark);
    if is_encrypted { Foreign::ProtectedExcel } else { Foreign::OldExcel }
}

/// Western text in UTF-16 has a zero in every other byte.
fn is_utf16(head: &[u8]) -> bool {
    let head = &head[..head.len().min(1024)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let is_most = |zeros: usize| zeros * 20 >= head.len() * 9;
    head.len() >= 4 && ((even == 0 && is_most(odd)) || (odd == 0 && is_most(even)))
}

impl fmt::Display for Foreign {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.words().1)
    }
}
