//! A saved web page: tags taken out, block elements end lines, cells of a row are parted by tabs. Places refer to the text that is left.

use super::plain;
use crate::paper::{Format, Paper};

const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "br",
    "li",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "section",
    "article",
    "header",
    "footer",
    "title",
    "blockquote",
    "pre",
    "dd",
];
/// Elements whose content is no text.
const HIDDEN: [&str; 5] = ["script", "style", "head", "noscript", "template"];

/// Fewest elements that end in what is part of a page.
const CLOSED_MIN: usize = 4;

/// Whether a text is a web page, or a part of one.
pub fn is_html(text: &str) -> bool {
    if text.matches("</").take(CLOSED_MIN).count() == CLOSED_MIN && ["</p>", "</div>", "</span>", "</td>"].iter().any(|t| text.contains(t))
    {
        return true;
    }
    let head: String = text.chars().take(2000).collect::<String>().to_ascii_lowercase();
    let head = head.trim_start();
    head.starts_with('<') && ["<html", "<!doctype html", "<body", "<div", "<p>", "<p ", "<table"].iter().any(|t| head.contains(t))
}

/// Reads a web page.
pub fn read(html: &str) -> Paper {
    let (mut text, mut rest, mut cell) = (String::new(), html, false);
    while let Some(at) = rest.find('<') {
        unescape(&rest[..at], &mut text);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |i| &comment[i + 3..]);
            continue;
        }
        let Some(end) = rest.find('>') else {
            rest = "";
            break;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if HIDDEN.contains(&name.as_str()) && !tag.starts_with('/') && !tag.ends_with('/') {
            rest = after_close(rest, &name);
        } else if name == "td" || name == "th" {
            cell = !tag.starts_with('/');
            if !cell {
                text.push('\t');
            }
        } else if BLOCKS.contains(&name.as_str()) {
            cell &= name != "tr" && name != "table";
            // Paragraphs of a cell stay on the line of its row.
            text.push(if cell { ' ' } else { '\n' });
        }
    }
    unescape(rest, &mut text);
    let mut paper = Paper::new(Format::Html);
    let blank = |c: char| c.is_whitespace() && c != '\t';
    // An empty first cell is a tab at the beginning of its row.
    let lines: Vec<&str> = text.split('\n').map(|l| l.trim_end().trim_start_matches(blank)).filter(|l| !l.is_empty()).collect();
    plain::push(&mut paper, &lines.join("\n"));
    paper
}

fn after_close<'a>(rest: &'a str, name: &str) -> &'a str {
    let close = format!("</{name}");
    let bytes = rest.as_bytes();
    let found = (0..bytes.len().saturating_sub(close.len()))
        .find(|i| bytes[*i] == b'<' && bytes[*i..*i + close.len()].eq_ignore_ascii_case(close.as_bytes()));
    found.and_then(|i| rest[i..].find('>').map(|j| &rest[i + j + 1..])).unwrap_or("")
}

fn unescape(raw: &str, text: &mut String) {
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        push(&rest[..at], text);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|e| entity(&rest[1..e]).map(|c| (c, e))) {
            Some((c, e)) => {
                text.push(c);
                rest = &rest[e + 1..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    push(rest, text);
}

/// Line ends of the page's source are white space; between ideographs they are nothing.
fn push(raw: &str, text: &mut String) {
    text.extend(raw.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
}

fn entity(name: &str) -> Option<char> {
    if let Some(n) = name.strip_prefix('#') {
        let code = n.strip_prefix(['x', 'X']).map_or_else(|| n.parse().ok(), |h| u32::from_str_radix(h, 16).ok())?;
        return char::from_u32(code);
    }
    Some(match name {
        "nbsp" | "ensp" | "emsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "ldquo" => '\u{201C}',
        "rdquo" => '\u{201D}',
        "lsquo" => '\u{2018}',
        "rsquo" => '\u{2019}',
        "mdash" => '\u{2014}',
        "middot" => '\u{B7}',
        "hellip" => '\u{2026}',
        _ => return None,
    })
}
