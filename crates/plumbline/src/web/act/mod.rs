//! Forms for the acts that a seat may do. A form is made from the table of its fields; what it sends becomes the same
//! order that the API takes.

pub mod order;
pub mod page;
pub mod rows;
pub mod send;
pub mod specs;
pub mod who;

use super::shell::Visit;
use crate::problem::Problem;
use rows::{List, Typed};
use rules::{CommandKind, StreamKey, parts::ResultKind};
use specs::{Sort, Spec, specs};
use std::collections::BTreeMap;

/// What was typed and refused.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub command: String,
    pub subject: String,
    /// What tells forms of one act upon one subject apart, such as the feedback that is stated upon.
    pub about: String,
    pub values: BTreeMap<String, String>,
    /// Files that have arrived.
    pub files: Vec<Arrived>,
    /// The list that is asked to grow; nothing is recorded then.
    pub more: String,
    /// Empty where only a list grew.
    pub refused: String,
    pub field: Option<String>,
}

/// A file that has arrived with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Row of the evidence that it was chosen in.
    pub row: usize,
    pub digest: String,
    pub name: String,
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
    /// Which row of the evidence proves the figure; all of them where none is chosen.
    pub proofs: Vec<Choice>,
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
    pub list: List,
    /// Rows of the evidence.
    pub papers: Vec<Paper>,
    pub refused: bool,
}

/// Files of one kind with what is said of them. Names of the first row bear no number.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Ending of the names of its fields.
    pub end: String,
    pub caption: String,
    pub number: String,
    pub dated: String,
    pub pre_existing: bool,
    pub kept: Vec<Arrived>,
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
    /// Whether whoever fills it in may decide it.
    pub myself: bool,
    /// Others for whom it may be entered.
    pub deciders: Vec<Choice>,
    /// Number of the paper that it was decided on.
    pub act_paper: String,
    pub decider_refused: bool,
    pub open: bool,
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
    let typed = match mine {
        Some(d) => Typed { values: &d.values, more: &d.more },
        None => Typed { values: &known.typed, more: "" },
    };
    if mine.is_some() {
        v.shown();
    }
    let files = mine.map(|d| d.files.as_slice()).unwrap_or_default();
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|_| Problem::broken())?;
    let refused = mine.and_then(|d| d.field.clone());
    let refused = refused.as_deref();
    let fields: Vec<Field> = specs.iter().map(|s| field(v, kind, s, typed, known, files, refused)).collect();
    let day = typed.get("occurred_on");
    let (day_refused, late_refused) = (refused == Some("occurred_on"), refused == Some("late_reason"));
    let about_act = who::about(kind, subject, known);
    let able = who::deciders(v, kind, |facts| about_act.resource(facts))?;
    let decider_refused = matches!(refused, Some("decided_by" | "paper")) && !able.others.is_empty();
    let others: Vec<_> = able.others.iter().map(|o| (o.value(), o.label.clone())).collect();
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
        whole: !fields.iter().any(|f| f.refused) && !day_refused && !late_refused && !decider_refused,
        myself: able.myself,
        deciders: offered(&others, &typed.get("decided_by")),
        act_paper: typed.get("act_paper"),
        decider_refused,
        fields,
        occurred_on: if day.is_empty() { v.shell.today.to_string() } else { day },
        late_reason: typed.get("late_reason"),
        open: mine.is_some(),
        refused: mine.map(|d| d.refused.clone()).filter(|r| !r.is_empty()),
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
        proofs: Vec::new(),
    };
    list.iter().map(made).collect()
}

fn field(v: &Visit, kind: CommandKind, spec: &Spec, typed: Typed, known: &Known, files: &[Arrived], refused: Option<&str>) -> Field {
    let (name, sort, required) = *spec;
    let mut value = typed.get(name);
    let worded = |prefix: &str, values: &[&str]| {
        let list: Vec<(String, String)> = values.iter().map(|c| ((*c).to_owned(), v.shell.of(prefix, c))).collect();
        offered(&list, &value)
    };
    let (mut list, mut papers) = (List::default(), Vec::new());
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
        Sort::Given => {
            value = known.given.iter().find(|g| g.0 == name).map(|g| g.1.clone()).unwrap_or_default();
            ("given", Vec::new())
        }
        Sort::Files => {
            papers = evidence(typed, files);
            ("files", Vec::new())
        }
        Sort::Results => ("results", results(v, typed)),
        Sort::Demands(post) => {
            list = rows::demands(v, name, known.choices(post), typed);
            ("rows", Vec::new())
        }
        Sort::Team => {
            list = rows::team(v, known.choices(name), typed);
            ("rows", Vec::new())
        }
        Sort::Withheld => {
            list = rows::withheld(v, known, typed);
            ("rows", Vec::new())
        }
        Sort::Items => {
            list = rows::items(v, known, typed);
            ("rows", Vec::new())
        }
    };
    Field { name, label: label(v, kind, name), look, required, value, choices, list, papers, refused: refused == Some(name) }
}

/// Ending of the names of a row of the evidence.
pub fn paper_end(row: usize) -> String {
    if row == 0 { String::new() } else { format!("_{row}") }
}

/// Rows of the evidence that were sent, at least one.
pub fn papers_sent(values: &BTreeMap<String, String>) -> usize {
    rows::sent(values, "caption").max(1)
}

fn papers_shown(typed: Typed) -> usize {
    (papers_sent(typed.values) + usize::from(typed.more == "evidence")).min(rows::ROWS_MAX)
}

fn evidence(typed: Typed, files: &[Arrived]) -> Vec<Paper> {
    let one = |row: usize| {
        let end = paper_end(row);
        let of = |name: &str| typed.get(&format!("{name}{end}"));
        Paper {
            caption: of("caption"),
            number: of("paper_number"),
            dated: of("dated"),
            pre_existing: !of("pre_existing").is_empty(),
            kept: files.iter().filter(|f| f.row == row).cloned().collect(),
            end,
        }
    };
    (0..papers_shown(typed)).map(one).collect()
}

fn results(v: &Visit, typed: Typed) -> Vec<Choice> {
    let papers: Vec<(String, String)> = (0..papers_shown(typed)).map(|n| (n.to_string(), v.shell.tn("evidence-n", "n", n + 1))).collect();
    let several = if papers.len() > 1 { papers.as_slice() } else { &[] };
    let made = |k: &ResultKind| Choice {
        value: k.name().to_owned(),
        label: v.shell.of("result", k.name()),
        chosen: false,
        typed: typed.get(&format!("result_{}", k.name())),
        proofs: offered(several, &typed.get(&format!("result_{}_proof", k.name()))),
    };
    ResultKind::ALL.iter().map(made).collect()
}
