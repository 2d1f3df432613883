//! JSON as the instance needs it: integers, text, lists and maps, with the place of every fault.
//! Repeated keys and fractions are faults here, because both would otherwise be dropped in silence.

use crate::fault::{Fault, InputError};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A JSON value without fractions and without repeated keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without fractions")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Node, E> {
        Ok(Node::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Node, E> {
        Ok(Node::Int(v))
    }

    fn visit_u64<E: de::Error>(self, v: u64) -> Result<Node, E> {
        i64::try_from(v).map(Node::Int).map_err(|_| E::custom("number too large"))
    }

    fn visit_str<E>(self, v: &str) -> Result<Node, E> {
        Ok(Node::Text(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Node, E> {
        Ok(Node::Text(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields: Vec<(String, Node)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        while let Some((key, value)) = map.next_entry::<String, Node>()? {
            if !seen.insert(key.clone()) {
                return Err(de::Error::custom(format!("repeated key `{key}`")));
            }
            fields.push((key, value));
        }
        Ok(Node::Map(fields))
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

/// Reads one JSON text.
///
/// # Errors
/// [`Fault::Syntax`] with line and column.
pub fn parse(text: &str) -> Result<Node, InputError> {
    // Some editors put a byte order mark before the text.
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|e| {
        let full = e.to_string();
        let what = full.split(" at line ").next().unwrap_or_default().to_owned();
        InputError { path: "$".into(), fault: Fault::Syntax { line: e.line(), column: e.column(), what } }
    })
}

/// A node together with its path from the root (`$.units[3].need`).
#[derive(Clone, Debug)]
pub struct At<'a> {
    pub node: &'a Node,
    pub path: String,
}

impl<'a> At<'a> {
    /// Stands at the root.
    pub fn root(node: &'a Node) -> At<'a> {
        At { node, path: "$".into() }
    }

    /// Makes an error at this place.
    pub fn fault(&self, fault: Fault) -> InputError {
        InputError { path: self.path.clone(), fault }
    }

    fn kind(&self, expected: &'static str) -> InputError {
        self.fault(Fault::Kind { expected })
    }

    /// Returns the fields of a map, each with its key.
    pub fn entries(&self) -> Result<Vec<(&'a str, At<'a>)>, InputError> {
        let Node::Map(fields) = self.node else { return Err(self.kind("map")) };
        Ok(fields.iter().map(|(k, v)| (k.as_str(), At { node: v, path: format!("{}.{k}", self.path) })).collect())
    }

    /// Returns one field, `None` where it is absent or null.
    pub fn get(&self, key: &str) -> Result<Option<At<'a>>, InputError> {
        let Node::Map(fields) = self.node else { return Err(self.kind("map")) };
        let found = fields.iter().find(|(k, v)| k == key && *v != Node::Null);
        Ok(found.map(|(_, v)| At { node: v, path: format!("{}.{key}", self.path) }))
    }

    /// Returns one field that must be there.
    pub fn need(&self, key: &'static str) -> Result<At<'a>, InputError> {
        self.get(key)?.ok_or_else(|| self.fault(Fault::Missing { field: key }))
    }

    /// Returns the items of a list.
    pub fn items(&self) -> Result<Vec<At<'a>>, InputError> {
        let Node::List(list) = self.node else { return Err(self.kind("list")) };
        Ok(list.iter().enumerate().map(|(i, v)| At { node: v, path: format!("{}[{i}]", self.path) }).collect())
    }

    /// Returns the text here.
    pub fn text(&self) -> Result<&'a str, InputError> {
        let Node::Text(text) = self.node else { return Err(self.kind("text")) };
        Ok(text)
    }

    /// Returns the name here, which is not empty.
    pub fn name(&self) -> Result<&'a str, InputError> {
        let name = self.text()?;
        if name.trim().is_empty() { Err(self.kind("name")) } else { Ok(name) }
    }

    /// Returns the texts of a list.
    pub fn texts(&self) -> Result<Vec<&'a str>, InputError> {
        self.items()?.iter().map(At::text).collect()
    }

    /// Returns the integer here, refused below `min` or above a million (so that no sum can overflow).
    pub fn int(&self, min: i64) -> Result<i64, InputError> {
        let Node::Int(value) = self.node else { return Err(self.kind("integer")) };
        if *value < min || *value > 1_000_000 {
            return Err(self.fault(Fault::Range { value: *value, min, max: 1_000_000 }));
        }
        Ok(*value)
    }

    /// Returns the truth value here.
    pub fn truth(&self) -> Result<bool, InputError> {
        let Node::Bool(value) = self.node else { return Err(self.kind("truth")) };
        Ok(*value)
    }
}
