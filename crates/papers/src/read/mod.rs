//! Files to papers. What a file is, its first bytes say; a name that says otherwise is only noted. Every reader works
//! within limits that follow from the file's size, and refuses with a reason.

mod bars;
mod docx;
mod html;
mod metadata;
mod numbering;
mod pack;
mod pdf;
mod plain;
mod spaced;
mod stacked;
mod styles;
mod table;
mod tool;
mod xlsx;
mod xml;

use crate::paper::{Format, Paper};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use metadata::{Metadata, metadata};
pub use tool::Tools;

/// Largest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 256 << 20;

/// Why a file is not read. The wording for people is the caller's, by [`ReadError::code`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than [`FILE_BYTES_MAX`].
    #[error("the file is larger than {0} bytes")]
    TooLarge(usize),
    /// Protected by a password.
    #[error("the file is encrypted")]
    Encrypted,
    /// Unpacks to far more than its size allows.
    #[error("`{0}` unpacks beyond its limit")]
    Bomb(String),
    /// Declares entities, which no office program writes.
    #[error("the file declares XML entities")]
    Entities,
    /// Nested beyond all reason.
    #[error("the file is nested too deeply")]
    TooDeep,
    /// Damaged.
    #[error("the file is damaged: {0}")]
    Broken(String),
    /// Of a kind that is not read.
    #[error("the file is of a kind that is not read: {0}")]
    Unknown(String),
    /// Needs a program that is not installed.
    #[error("`{0}` is not installed")]
    NeedsTool(&'static str),
    /// Pictures of pages, and nothing that could read them.
    #[error("the file is a scan")]
    Scan,
    /// Pictures of pages in which nothing was recognised; how many could not be read at all.
    #[error("no text was recognised in the scan")]
    ScanBlank(usize),
    /// Pictures of pages, packed in a form that is not read.
    #[error("the file is a scan packed as {0}")]
    ScanForm(String),
    /// The program failed.
    #[error("`{0}` failed")]
    ToolFailed(&'static str),
    /// The program took too long.
    #[error("`{0}` took too long")]
    ToolTimeout(&'static str),
}

impl ReadError {
    /// Code under which callers find the wording.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::Empty => "empty",
            ReadError::TooLarge(_) => "too-large",
            ReadError::Encrypted => "encrypted",
            ReadError::Bomb(_) => "bomb",
            ReadError::Entities => "entities",
            ReadError::TooDeep => "too-deep",
            ReadError::Broken(_) => "broken",
            ReadError::Unknown(_) => "unknown",
            ReadError::NeedsTool(_) => "needs-tool",
            ReadError::Scan => "scan",
            ReadError::ScanBlank(_) => "scan-blank",
            ReadError::ScanForm(_) => "scan-form",
            ReadError::ToolFailed(_) => "tool-failed",
            ReadError::ToolTimeout(_) => "tool-timeout",
        }
    }

    /// Name or figure that belongs to the reason.
    pub fn detail(&self) -> String {
        match self {
            ReadError::TooLarge(n) => (n >> 20).to_string(),
            ReadError::ScanBlank(n) => n.to_string(),
            ReadError::Bomb(s) | ReadError::Broken(s) | ReadError::Unknown(s) | ReadError::ScanForm(s) => s.clone(),
            ReadError::NeedsTool(s) | ReadError::ToolFailed(s) | ReadError::ToolTimeout(s) => (*s).to_owned(),
            _ => String::new(),
        }
    }
}

/// Reads a file. `name` is used for a note only, when its ending contradicts the content.
pub fn read(bytes: &[u8], name: &str, tools: &Tools) -> Result<Paper, ReadError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ReadError::TooLarge(FILE_BYTES_MAX));
    }
    // The parsers below are not known to panic, but a file of unknown origin must not be what finds out.
    let read = catch_unwind(AssertUnwindSafe(|| dispatch(bytes, tools)));
    let mut paper = read.unwrap_or_else(|_| Err(ReadError::Broken("parser".to_owned())))?;
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let fits: &[&str] = match paper.format {
        Format::Docx => &["docx", "docm", "dotx"],
        Format::Xlsx => &["xlsx", "xlsm"],
        Format::Pdf | Format::PdfScan => &["pdf"],
        Format::Doc => &["doc", "wps", "dot", "rtf", "odt", "xls", "et", "ods"],
        Format::Text => &["txt", "text", "md", "csv", "log"],
        Format::Html => &["html", "htm", "xhtml", "txt"],
    };
    if !ending.is_empty() && !fits.contains(&ending.as_str()) {
        paper.note("wrong_ending", ending);
    }
    Ok(paper)
}

fn dispatch(bytes: &[u8], tools: &Tools) -> Result<Paper, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let head = &bytes[..bytes.len().min(1024)];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return office(bytes, tools);
    }
    if head.windows(5).any(|w| w == b"%PDF-") {
        return pdf::read(bytes, tools);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return compound(bytes, tools);
    }
    if head.starts_with(b"{\\rtf") {
        return tool::convert(bytes, "rtf", "docx", tools).and_then(|b| converted(&b));
    }
    let known: [(&[u8], &str); 6] =
        [(b"\x89PNG", "png"), (b"\xFF\xD8\xFF", "jpeg"), (b"GIF8", "gif"), (b"Rar!", "rar"), (b"7z\xBC\xAF", "7z"), (b"\x1F\x8B", "gzip")];
    if let Some((_, kind)) = known.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(ReadError::Unknown((*kind).to_owned()));
    }
    let text = plain::decode(bytes)?;
    let mut paper = if html::is_html(&text.0) { html::read(&text.0) } else { plain::read(&text.0) };
    if text.1 != "UTF-8" {
        paper.note("encoding", text.1);
    }
    if paper.text.iter().all(|c| c.is_whitespace()) {
        return Err(ReadError::Empty);
    }
    Ok(paper)
}

fn office(bytes: &[u8], tools: &Tools) -> Result<Paper, ReadError> {
    let mut pack = pack::Pack::open(bytes)?;
    let mut paper = if pack.has("word/document.xml") {
        docx::read(&mut pack)?
    } else if pack.has("xl/workbook.xml") {
        xlsx::read(&mut pack)?
    } else if pack.has("content.xml") {
        // An open document says first and unpacked what it is.
        let sheet = bytes[..bytes.len().min(128)].windows(11).any(|w| w == b"spreadsheet");
        let (ending, target) = if sheet { ("ods", "xlsx") } else { ("odt", "docx") };
        return converted(&tool::convert(bytes, ending, target, tools)?);
    } else {
        return Err(ReadError::Unknown("zip".to_owned()));
    };
    if pack.has("word/vbaProject.bin") || pack.has("xl/vbaProject.bin") {
        paper.note("macros_ignored", "");
    }
    Ok(paper)
}

/// Old office files: a protected new one hides in the same container.
fn compound(bytes: &[u8], tools: &Tools) -> Result<Paper, ReadError> {
    let named = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide.as_slice())
    };
    if named("EncryptedPackage") || named("EncryptionInfo") {
        return Err(ReadError::Encrypted);
    }
    let (ending, target) = match (named("WordDocument"), named("Workbook") || named("Book")) {
        (true, _) => ("doc", "docx"),
        (_, true) => ("xls", "xlsx"),
        _ => return Err(ReadError::Unknown("ole".to_owned())),
    };
    converted(&tool::convert(bytes, ending, target, tools)?)
}

fn converted(bytes: &[u8]) -> Result<Paper, ReadError> {
    let mut paper = office(bytes, &Tools::none())?;
    paper.format = Format::Doc;
    paper.note("converted", "libreoffice");
    Ok(paper)
}
