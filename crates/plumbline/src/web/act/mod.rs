//! Forms for the acts that a seat may do. A form is made from the table of its fields; what it sends becomes the same
//! order that the API takes.

pub mod order;
pub mod page;
pub mod send;
pub mod specs;

use super::shell::Visit;
use crate::problem::Problem;
use rules::{CommandKind, StreamKey, parts::ResultKind};
use specs::{Sort, Spec, specs};
use std::collections::BTreeMap;

/// Rows of demands or promises that a form offers.
pub const ROWS: usize = 6;
/// Members of a team besides leader, deputy and liaison that a form offers.
pub const MEMBERS: usize = 6;

/// What was typed and refused.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub command: String,
    pub subject: String,
    /// What tells forms of one act upon one subject apart, such as the feedback that is stated upon.
    pub about: String,
    pub values: BTreeMap<String, String>,
    /// Files that have arrived: digest and name.
    pub files: Vec<(String, String)>,
    pub refused: String,
    pub field: Option<String>,
}

/// What a page knows for the fields of a form: values that nobody types, and choices.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub given: Vec<(&'static str, String)>,
    pub picks: Vec<(&'static str, Vec<(String, String)>)>,
    /// Values that stand in the fields before anything is typed.
    pub typed: BTreeMap<String, String>,
    /// Manifestations that a plan has to cover, with their wording.
    pub leaves: Vec<(String, String)>,
}

impl Known {
    /// One value that nobody types.
    pub fn given(name: &'static str, value: impl ToString) -> Known {
        Known { given: vec![(name, value.to_string())], ..Known::default() }
    }

    /// Choices of one field.
    pub fn picks(name: &'static str, list: Vec<(String, String)>) -> Known {
        Known { picks: vec![(name, list)], ..Known::default() }
    }

    fn about(&self) -> String {
        self.given.iter().map(|g| g.1.as_str()).collect::<Vec<_>>().join(",")
    }

    fn choices(&self, name: &str) -> &[(String, String)] {
        self.picks.iter().find(|p| p.0 == name).map_or(&[], |p| &p.1)
    }
}

/// A choice of a field.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
    /// What was typed for it, where a choice takes a figure.
    pub typed: String,
}

/// A field within a row, as a template shows it.
#[derive(Clone, Debug)]
pub struct Cell {
    pub name: String,
    pub label: String,
    /// `text`, `short`, `day`, `one` or `yes`.
    pub look: &'static str,
    pub value: String,
    pub choices: Vec<Choice>,
}

/// A field as a template shows it.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: String,
    /// `text`, `short`, `lines`, `leaves`, `day`, `one`, `many`, `given`, `files`, `results` or `rows`.
    pub look: &'static str,
    pub required: bool,
    pub value: String,
    pub choices: Vec<Choice>,
    /// Heading and cells of each row.
    pub rows: Vec<(String, Vec<Cell>)>,
    pub refused: bool,
}

/// A form as a template shows it.
#[derive(Clone, Debug)]
pub struct ActForm {
    pub id: String,
    pub command: &'static str,
    pub title: String,
    pub subject: String,
    /// Address of the page that shows it.
    pub page: String,
    pub about: String,
    /// As what the form was opened: it acts as that, whatever the session changes to meanwhile.
    pub seat: String,
    pub revision: u64,
    pub key: String,
    pub fields: Vec<Field>,
    pub occurred_on: String,
    pub late_reason: String,
    pub caption: String,
    pub pre_existing: bool,
    pub files: Vec<(String, String)>,
    pub refused: Option<String>,
    /// Whether the complaint is about the act as a whole.
    pub whole: bool,
    pub day_refused: bool,
    pub late_refused: bool,
}

/// Makes the form of an act upon `subject`, shown on the page at `page`; with what was typed, where it was refused.
pub fn form(v: &Visit, kind: CommandKind, subject: StreamKey, page: &str, draft: Option<&Draft>) -> Result<Option<ActForm>, Problem> {
    form_with(v, kind, subject, page, draft, &Known::default())
}

/// As [`form`], with what the page knows for its fields.
pub fn form_with(
    v: &Visit,
    kind: CommandKind,
    subject: StreamKey,
    page: &str,
    draft: Option<&Draft>,
    known: &Known,
) -> Result<Option<ActForm>, Problem> {
    let Some(specs) = specs(kind) else { return Ok(None) };
    let (subject_name, about) = (subject.to_string(), known.about());
    let mine = draft.filter(|d| d.command == kind.name() && d.subject == subject_name && d.about == about);
    let typed = |name: &str| match mine {
        Some(d) => d.values.get(name).cloned().unwrap_or_default(),
        None => known.typed.get(name).cloned().unwrap_or_default(),
    };
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|_| Problem::broken())?;
    let refused = mine.and_then(|d| d.field.clone());
    let refused = refused.as_deref();
    let fields: Vec<Field> = specs.iter().map(|s| field(v, kind, s, &typed, known, refused)).collect();
    let day = typed("occurred_on");
    let (day_refused, late_refused) = (refused == Some("occurred_on"), refused == Some("late_reason"));
    let last = |name: &str| name.rsplit(['/', '-', ',']).next().unwrap_or_default().to_owned();
    Ok(Some(ActForm {
        id: format!("{}-{}{}", kind.name(), last(&subject_name), last(&about)),
        command: kind.name(),
        title: v.shell.of("command", kind.name()),
        revision: v.store.folded(subject)?.revision,
        subject: subject_name,
        page: page.to_owned(),
        about,
        seat: v.standing.seat.to_string(),
        key: hex::encode(random),
        whole: !fields.iter().any(|f| f.refused) && !day_refused && !late_refused,
        fields,
        occurred_on: if day.is_empty() { v.shell.today.to_string() } else { day },
        late_reason: typed("late_reason"),
        caption: typed("caption"),
        pre_existing: !typed("pre_existing").is_empty(),
        files: mine.map(|d| d.files.clone()).unwrap_or_default(),
        refused: mine.map(|d| d.refused.clone()),
        day_refused,
        late_refused,
    }))
}

/// The wording of a field: the same name asks another thing in another act, and its own wording goes first.
fn label(v: &Visit, kind: CommandKind, name: &str) -> String {
    let own = format!("field-{}-{name}", kind.name());
    let worded = v.shell.t(&own);
    if worded == own { v.shell.t(&format!("field-{name}")) } else { worded }
}

/// What a field offers: value and wording.
type Offer<'a> = &'a [(String, String)];

fn offered(list: &[(String, String)], value: &str) -> Vec<Choice> {
    let chosen: Vec<&str> = value.split(',').collect();
    let made = |c: &(String, String)| Choice {
        value: c.0.clone(),
        label: c.1.clone(),
        chosen: chosen.contains(&c.0.as_str()),
        typed: String::new(),
    };
    list.iter().map(made).collect()
}

fn field(v: &Visit, kind: CommandKind, spec: &Spec, typed: &dyn Fn(&str) -> String, known: &Known, refused: Option<&str>) -> Field {
    let (name, sort, required) = *spec;
    let mut value = typed(name);
    let worded = |prefix: &str, values: &[&str]| {
        let list: Vec<(String, String)> = values.iter().map(|c| ((*c).to_owned(), v.shell.of(prefix, c))).collect();
        offered(&list, &value)
    };
    let mut rows = Vec::new();
    let (look, choices) = match sort {
        Sort::Text => ("text", Vec::new()),
        Sort::Short => ("short", Vec::new()),
        Sort::Lines => ("lines", Vec::new()),
        Sort::Leaves => ("leaves", Vec::new()),
        Sort::Day => ("day", Vec::new()),
        Sort::YesNo => ("one", worded("answer", &["yes", "no"])),
        Sort::One(prefix, values) => ("one", worded(prefix, values)),
        Sort::Pick => ("one", offered(known.choices(name), &value)),
        Sort::Many => ("many", offered(known.choices(name), &value)),
        // Sums are always those of now.
        Sort::Sums => {
            value = known.typed.get(name).cloned().unwrap_or_default();
            ("given", Vec::new())
        }
        Sort::Given | Sort::GivenList => {
            value = known.given.iter().find(|g| g.0 == name).map(|g| g.1.clone()).unwrap_or_default();
            ("given", Vec::new())
        }
        Sort::Files => ("files", Vec::new()),
        Sort::Results => ("results", results(v, typed)),
        Sort::Demands(post) => {
            rows = demands(v, name, known.choices(post), typed);
            ("rows", Vec::new())
        }
        Sort::Team => {
            rows = team(v, known.choices(name), typed);
            ("rows", Vec::new())
        }
        Sort::Items => {
            rows = items(v, known, typed);
            value = known.leaves.iter().map(|l| l.0.as_str()).collect::<Vec<_>>().join(",");
            ("rows", Vec::new())
        }
    };
    Field { name, label: label(v, kind, name), look, required, value, choices, rows, refused: refused == Some(name) }
}

fn results(v: &Visit, typed: &dyn Fn(&str) -> String) -> Vec<Choice> {
    let made = |k: &ResultKind| Choice {
        value: k.name().to_owned(),
        label: v.shell.of("result", k.name()),
        chosen: false,
        typed: typed(&format!("result_{}", k.name())),
    };
    ResultKind::ALL.iter().map(made).collect()
}

fn cell(v: &Visit, row: &str, name: &str, look: &'static str, choices: Offer, typed: &dyn Fn(&str) -> String) -> Cell {
    let full = format!("{row}_{name}");
    let value = typed(&full);
    Cell { label: v.shell.t(&format!("cell-{name}")), look, choices: offered(choices, &value), value, name: full }
}

fn demands(v: &Visit, field: &str, posts: &[(String, String)], typed: &dyn Fn(&str) -> String) -> Vec<(String, Vec<Cell>)> {
    let row = |n: usize| {
        let at = format!("{field}_{n}");
        let cells = [("text", "text", &[][..]), ("post", "one", posts), ("due", "day", &[])];
        ((n + 1).to_string(), cells.into_iter().map(|(name, look, list)| cell(v, &at, name, look, list, typed)).collect())
    };
    (0..ROWS).map(row).collect()
}

fn team(v: &Visit, people: &[(String, String)], typed: &dyn Fn(&str) -> String) -> Vec<(String, Vec<Cell>)> {
    let row = |n: usize| {
        let role = order::place(n).name();
        (v.shell.of("role", role), vec![cell(v, &format!("member_{n}"), "person", "one", people, typed)])
    };
    (0..3 + MEMBERS).map(row).collect()
}

/// One row a manifestation; a row may be handled with an earlier one and is then left blank.
fn items(v: &Visit, known: &Known, typed: &dyn Fn(&str) -> String) -> Vec<(String, Vec<Cell>)> {
    let posts = known.choices("leader");
    let sorts: Vec<(String, String)> =
        rules::parts::MeasureKind::ALL.iter().map(|k| (k.name().to_owned(), v.shell.of("measure-kind", k.name()))).collect();
    let row = |(n, leaf): (usize, &(String, String))| {
        let at = format!("item_{n}");
        let earlier: Vec<(String, String)> = (0..n).map(|i| (i.to_string(), v.shell.tn("with-item", "n", i + 1))).collect();
        let mut cells = Vec::new();
        if n > 0 {
            cells.push(cell(v, &at, "with", "one", &earlier, typed));
        }
        let more: [(&str, &'static str, Offer); 10] = [
            ("wording", "text", &[]),
            ("cause", "text", &[]),
            ("target", "text", &[]),
            ("leader", "one", posts),
            ("department", "short", &[]),
            ("person", "short", &[]),
            ("measure", "text", &[]),
            ("sort", "one", &sorts),
            ("due", "day", &[]),
            ("long_term", "yes", &[]),
        ];
        cells.extend(more.into_iter().map(|(name, look, list)| cell(v, &at, name, look, list, typed)));
        (format!("{} {}", n + 1, leaf.1), cells)
    };
    known.leaves.iter().enumerate().map(row).collect()
}
