//! Styles of a docx: numbering and outline level through inheritance.

use super::{
    ReadError,
    xml::{Met, walk},
};
use std::collections::HashMap;

/// Longest chain of inheritance that is followed.
const CHAIN_MAX: usize = 24;

/// What a style says itself.
#[derive(Clone, Debug, Default)]
struct Style {
    based_on: String,
    name: String,
    number: Option<u32>,
    level: Option<usize>,
    outline: Option<u8>,
}

/// All styles.
#[derive(Debug, Default)]
pub struct Styles {
    all: HashMap<String, Style>,
    default: String,
}

/// What holds for a paragraph of a style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect<'s> {
    /// List.
    pub number: Option<u32>,
    /// The style that names the list; a level of the list may name it in turn.
    pub owner: &'s str,
    /// Level of the list from 0.
    pub level: Option<usize>,
    /// Outline level from 1.
    pub outline: Option<u8>,
    /// Entry of a table of contents.
    pub contents: bool,
}

impl Styles {
    /// Reads the part.
    pub fn read(xml: &[u8]) -> Result<Styles, ReadError> {
        let mut styles = Styles::default();
        let (mut id, mut style) = (String::new(), Style::default());
        walk(xml, &mut |met| {
            match met {
                Met::Open(t) => match t.name {
                    "style" => {
                        (id, style) = (t.get("styleId").unwrap_or_default(), Style::default());
                        if t.get("type").as_deref() == Some("paragraph") && t.get("default").as_deref() == Some("1") {
                            styles.default.clone_from(&id);
                        }
                    }
                    "name" => style.name = t.get("val").unwrap_or_default().to_ascii_lowercase(),
                    "basedOn" => style.based_on = t.get("val").unwrap_or_default(),
                    "numId" => style.number = t.number("val"),
                    "ilvl" => style.level = t.number("val").map(|n| n as usize),
                    "outlineLvl" => style.outline = t.number("val").filter(|n| *n < 9).map(|n| n as u8 + 1),
                    _ => {}
                },
                Met::Close("style") => {
                    styles.all.insert(std::mem::take(&mut id), std::mem::take(&mut style));
                }
                _ => {}
            }
            Ok(true)
        })?;
        Ok(styles)
    }

    /// What holds for a paragraph of style `id`; empty for the default style.
    pub fn effect<'s>(&'s self, id: &'s str) -> Effect<'s> {
        let mut effect = Effect::default();
        let mut at = if id.is_empty() { self.default.as_str() } else { id };
        for _ in 0..CHAIN_MAX {
            let Some(style) = self.all.get(at) else { break };
            if effect.number.is_none() && style.number.is_some() {
                (effect.number, effect.owner) = (style.number, at);
            }
            effect.level = effect.level.or(style.level);
            let heading = style.name.strip_prefix("heading ").and_then(|n| n.parse().ok()).filter(|n| (1..=9).contains(n));
            effect.outline = effect.outline.or(style.outline).or(heading);
            effect.contents |= style.name.starts_with("toc ") || style.name == "toc heading";
            at = &style.based_on;
        }
        effect
    }
}
