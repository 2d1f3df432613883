//! Writes any `Serialize` value as canonical JSON. It is a serializer of its own, not a second pass over a parsed
//! value, because only so are duplicate keys (a flattened struct can make them) seen and refused instead of merged.

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};

use super::{CanonicalError, DEPTH_MAX, INTEGER_MAX, key_order, write_string};

/// Writes `value` in canonical form.
///
/// # Errors
/// [`CanonicalError`] with the path of the first value that has no canonical form.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::with_capacity(256);
    value.serialize(Writer { out: &mut out, depth: 0 })?;
    Ok(out)
}

impl serde::ser::Error for CanonicalError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    depth: usize,
}

fn refused<T>(kind: &'static str) -> Result<T, CanonicalError> {
    Err(CanonicalError::Refused { kind, path: "$".to_owned() })
}

fn write_integer(out: &mut Vec<u8>, value: i128) -> Result<(), CanonicalError> {
    if value.unsigned_abs() > u128::from(INTEGER_MAX) {
        return Err(CanonicalError::IntegerRange { path: "$".to_owned() });
    }
    out.extend(value.to_string().as_bytes());
    Ok(())
}

/// The members or items of one array or object while they are being written.
struct Parts<'a> {
    out: &'a mut Vec<u8>,
    depth: usize,
    members: Vec<(String, Vec<u8>)>,
    key: Option<String>,
    items: usize,
    close: &'static [u8],
}

impl<'a> Writer<'a> {
    fn open(self, variant: Option<&str>, object: bool) -> Result<Parts<'a>, CanonicalError> {
        let depth = self.depth + 1 + usize::from(variant.is_some());
        if depth > DEPTH_MAX {
            return Err(CanonicalError::TooDeep { path: "$".to_owned() });
        }
        if let Some(variant) = variant {
            self.out.push(b'{');
            write_string(self.out, variant);
            self.out.push(b':');
        }
        self.out.push(if object { b'{' } else { b'[' });
        let close: &[u8] = match (object, variant.is_some()) {
            (true, false) => b"}",
            (true, true) => b"}}",
            (false, false) => b"]",
            (false, true) => b"]}",
        };
        Ok(Parts { out: self.out, depth, members: Vec::new(), key: None, items: 0, close })
    }
}

impl Parts<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CanonicalError> {
        if self.items > 0 {
            self.out.push(b',');
        }
        let step = self.items;
        self.items += 1;
        value.serialize(Writer { out: self.out, depth: self.depth }).map_err(|e| e.within(&format!("[{step}]")))
    }

    fn member<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), CanonicalError> {
        let mut bytes = Vec::new();
        value.serialize(Writer { out: &mut bytes, depth: self.depth }).map_err(|e| e.within(&format!(".{key}")))?;
        self.members.push((key, bytes));
        Ok(())
    }

    fn finish(mut self) -> Result<(), CanonicalError> {
        self.members.sort_by(|(a, _), (b, _)| key_order(a, b));
        if let Some(pair) = self.members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(CanonicalError::DuplicateKey { path: format!("$.{}", pair[0].0) });
        }
        for (n, (key, value)) in self.members.iter().enumerate() {
            if n > 0 {
                self.out.push(b',');
            }
            write_string(self.out, key);
            self.out.push(b':');
            self.out.extend(value);
        }
        self.out.extend(self.close);
        Ok(())
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, value: $type) -> Result<(), CanonicalError> {
            write_integer(self.out, i128::from(value))
        }
    )*};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = CanonicalError;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Parts<'a>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_u128(self, value: u128) -> Result<(), CanonicalError> {
        write_integer(self.out, i128::try_from(value).unwrap_or(i128::MAX))
    }
    fn serialize_bool(self, _: bool) -> Result<(), CanonicalError> {
        refused("boolean")
    }
    fn serialize_f32(self, _: f32) -> Result<(), CanonicalError> {
        refused("float")
    }
    fn serialize_f64(self, _: f64) -> Result<(), CanonicalError> {
        refused("float")
    }
    fn serialize_none(self) -> Result<(), CanonicalError> {
        refused("null")
    }
    fn serialize_unit(self) -> Result<(), CanonicalError> {
        refused("null")
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), CanonicalError> {
        refused("null")
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<(), CanonicalError> {
        refused("byte string")
    }
    fn serialize_char(self, value: char) -> Result<(), CanonicalError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, value: &str) -> Result<(), CanonicalError> {
        write_string(self.out, value);
        Ok(())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), CanonicalError> {
        value.serialize(self)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), CanonicalError> {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), CanonicalError> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), CanonicalError> {
        let mut parts = self.open(None, true)?;
        parts.member(variant.to_owned(), value)?;
        parts.finish()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, CanonicalError> {
        self.open(None, false)
    }
    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, CanonicalError> {
        self.open(None, false)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, CanonicalError> {
        self.open(None, false)
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Parts<'a>, CanonicalError> {
        self.open(Some(variant), false)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, CanonicalError> {
        self.open(None, true)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, CanonicalError> {
        self.open(None, true)
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Parts<'a>, CanonicalError> {
        self.open(Some(variant), true)
    }
}

macro_rules! sequences {
    ($($trait:ident :: $method:ident),*) => {$(
        impl $trait for Parts<'_> {
            type Ok = ();
            type Error = CanonicalError;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CanonicalError> {
                self.item(value)
            }
            fn end(self) -> Result<(), CanonicalError> {
                self.finish()
            }
        }
    )*};
}
sequences!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! structs {
    ($($trait:ident),*) => {$(
        impl $trait for Parts<'_> {
            type Ok = ();
            type Error = CanonicalError;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), CanonicalError> {
                self.member(key.to_owned(), value)
            }
            fn end(self) -> Result<(), CanonicalError> {
                self.finish()
            }
        }
    )*};
}
structs!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = CanonicalError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), CanonicalError> {
        // A key is whatever writes itself as a canonical string; integers as keys become their digits.
        let not_text = || CanonicalError::KeyNotText { path: "$".to_owned() };
        let bytes = to_vec(key).map_err(|_| not_text())?;
        self.key = Some(match super::parse(&bytes)? {
            serde_json::Value::String(text) => text,
            serde_json::Value::Number(number) => number.to_string(),
            _ => return Err(not_text()),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CanonicalError> {
        let key = self.key.take().ok_or_else(|| CanonicalError::custom("a map gave a value before its key"))?;
        self.member(key, value)
    }

    fn end(self) -> Result<(), CanonicalError> {
        self.finish()
    }
}
