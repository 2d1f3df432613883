//! What a browser without script reads out of a form: its fields with their values, and what each may take.

use crate::told::browser::unescaped;

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    /// `hidden`, `text`, `date`, `checkbox`, `file`, `textarea` or `select`.
    pub kind: String,
    /// What it would send now; `None` where it would send nothing.
    pub value: Option<String>,
    /// What it may take; a checkbox has one such value.
    pub options: Vec<String>,
}

/// A form as it stands on a page.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub id: String,
    pub fields: Vec<Field>,
    /// Values of the buttons that make a list grow.
    pub more: Vec<String>,
}

/// A tag with its attributes, and the text up to the next tag.
struct Tag<'a> {
    name: &'a str,
    inside: &'a str,
    after: &'a str,
}

fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    html.split('<').skip(1).filter_map(|rest| {
        let (inside, after) = rest.split_once('>')?;
        Some(Tag { name: inside.split([' ', '\n']).next()?, inside, after })
    })
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let mark = format!(" {name}=\"");
        let at = self.inside.find(&mark)? + mark.len();
        Some(unescaped(self.inside[at..].split('"').next()?))
    }

    fn has(&self, flag: &str) -> bool {
        self.inside.split(' ').any(|word| word == flag)
    }
}

/// Every form of an act on a page.
pub fn forms(html: &str) -> Vec<Form> {
    html.split("<details class=\"act\"").skip(1).map(|part| read(part.split("</form>").next().unwrap())).collect()
}

fn read(html: &str) -> Form {
    let id = html.split("id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut form = Form { action: String::new(), id, fields: Vec::new(), more: Vec::new() };
    let mut chosen = false;
    for tag in tags(html) {
        let name = tag.attribute("name").unwrap_or_default();
        let mut add = |kind: &str, value: Option<String>, options: Vec<String>| {
            form.fields.push(Field { name: name.clone(), kind: kind.to_owned(), value, options });
        };
        match tag.name {
            "form" => form.action = tag.attribute("action").unwrap(),
            "input" => {
                let kind = tag.attribute("type").unwrap_or_else(|| "text".to_owned());
                let value = tag.attribute("value").unwrap_or_default();
                match kind.as_str() {
                    "checkbox" => add(&kind, tag.has("checked").then(|| value.clone()), vec![value]),
                    "file" => add(&kind, None, Vec::new()),
                    _ => add(&kind, Some(value), Vec::new()),
                }
            }
            "textarea" => add("textarea", Some(unescaped(tag.after)), Vec::new()),
            "select" => {
                chosen = false;
                add("select", None, Vec::new());
            }
            "option" => {
                let (value, last) = (tag.attribute("value").unwrap_or_default(), form.fields.last_mut().unwrap());
                // Without a chosen one the first is sent.
                if tag.has("selected") && !chosen || last.value.is_none() {
                    chosen |= tag.has("selected");
                    last.value = Some(value.clone());
                }
                last.options.push(value);
            }
            "button" if name == "more" => form.more.push(tag.attribute("value").unwrap()),
            _ => {}
        }
    }
    form
}

impl Form {
    /// Fields of a name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> + 'a {
        self.fields.iter().filter(move |f| f.name == name)
    }

    /// Puts a value where a person could: it has to be among what the field may take. `*1` is its first value, `*2` its
    /// second; `*all` ticks every box of the name.
    pub fn set(&mut self, name: &str, value: &str) {
        let seen: Vec<String> = self.fields.iter().map(|f| f.name.clone()).collect();
        let open: Vec<&mut Field> = self.fields.iter_mut().filter(|f| f.name == name && f.kind != "hidden").collect();
        assert!(!open.is_empty(), "`{}` has no open field `{name}` among {seen:?}", self.action);
        let boxes: Vec<String> = open.iter().filter(|f| f.kind == "checkbox").map(|f| f.options[0].clone()).collect();
        for (n, field) in open.into_iter().enumerate() {
            match field.kind.as_str() {
                "checkbox" => {
                    let ticked = value == "*all" || value.split(',').any(|v| v == boxes[n] || v == format!("*{}", n + 1));
                    field.value = ticked.then(|| boxes[n].clone());
                }
                "select" => {
                    let real: Vec<&String> = field.options.iter().filter(|o| !o.is_empty()).collect();
                    let nth = value.strip_prefix('*').and_then(|n| n.parse::<usize>().ok());
                    let chosen = nth.map_or(value, |n| real[n - 1]);
                    assert!(chosen.is_empty() || real.iter().any(|o| *o == chosen), "`{name}` offers {real:?}, not `{chosen}`");
                    field.value = Some(chosen.to_owned());
                }
                _ => field.value = Some(value.to_owned()),
            }
        }
    }

    /// What the form would send, in its order.
    pub fn sent(&self) -> Vec<(&str, &str)> {
        self.fields.iter().filter_map(|f| Some((f.name.as_str(), f.value.as_deref()?))).collect()
    }

    /// What a person sees in the open fields: what has to be kept when the form is refused.
    pub fn typed(&self) -> Vec<(String, Option<String>)> {
        let open = self.fields.iter().filter(|f| f.kind != "hidden" && f.kind != "file" && !f.name.starts_with("kept"));
        open.map(|f| (f.name.clone(), f.value.clone())).collect()
    }
}
