//! One way through an XML part: open, close, text. Entities that a file declares itself are refused, nesting is
//! limited, and a damaged tail ends the reading with what was read so far.

use super::ReadError;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use std::io::BufRead;

/// Deepest nesting.
const DEPTH_MAX: usize = 200;

/// What is met on the way.
pub enum Met<'a> {
    /// An element begins; an empty element begins and ends.
    Open(Tag<'a>),
    /// An element ends; its local name.
    Close(&'a str),
    /// Text.
    Text(&'a str),
}

/// An element that begins.
pub struct Tag<'a> {
    /// Local name.
    pub name: &'a str,
    start: &'a BytesStart<'a>,
}

impl Tag<'_> {
    /// Value of an attribute by its local name.
    pub fn get(&self, name: &str) -> Option<String> {
        let found = self.start.attributes().with_checks(false).flatten().find(|a| local(a.key.as_ref()) == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
    }

    /// Value of an attribute by its whole name.
    pub fn get_full(&self, name: &str) -> Option<String> {
        let found = self.start.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
    }

    /// Value of an attribute as a number.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.parse().ok()
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, l)| l)
}

/// Walks through a part. Returns whether it was whole; `visit` may end the walk early with `Ok(false)`.
pub fn walk(input: impl BufRead, visit: &mut dyn FnMut(Met) -> Result<bool, ReadError>) -> Result<bool, ReadError> {
    let mut reader = Reader::from_reader(input);
    reader.config_mut().check_end_names = false;
    let (mut buffer, mut depth) = (Vec::new(), 0usize);
    loop {
        buffer.clear();
        let Ok(event) = reader.read_event_into(&mut buffer) else { return Ok(false) };
        let on = match &event {
            Event::Eof => return Ok(depth == 0),
            Event::DocType(_) => return Err(ReadError::Entities),
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(ReadError::TooDeep);
                }
                let name = start.local_name();
                visit(Met::Open(Tag { name: name.as_ref(), start }))?
            }
            Event::Empty(start) => {
                let name = start.local_name();
                visit(Met::Open(Tag { name: name.as_ref(), start }))? && visit(Met::Close(name.as_ref()))?
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Met::Close(end.local_name().as_ref()))?
            }
            Event::Text(text) => visit(Met::Text(&text.xml10_content()))?,
            Event::CData(text) => visit(Met::Text(&text.xml10_content()))?,
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => visit(Met::Text(c.encode_utf8(&mut [0; 4])))?,
                _ => visit(Met::Text(named(&name.xml10_content())))?,
            },
            _ => true,
        };
        if !on {
            return Ok(true);
        }
    }
}

fn named(name: &str) -> &'static str {
    match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}
