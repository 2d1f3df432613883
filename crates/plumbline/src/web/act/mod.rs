//! Forms for the acts that a seat may do. A form is made from the table of its fields here; what it sends becomes the
//! same order that the API takes.

pub mod send;

use super::shell::Visit;
use crate::problem::Problem;
use rules::{
    CommandKind::{self, *},
    StreamKey,
    parts::*,
};
use std::collections::BTreeMap;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Text,
    /// One entry a line.
    Lines,
    Day,
    YesNo,
    /// One of the values, named by wordings under a prefix.
    One(&'static str, &'static [&'static str]),
    Files,
    Results,
}

/// Name, what it takes, whether it must be filled in.
type Spec = (&'static str, Sort, bool);

const FAILINGS: Sort = Sort::One("failing", &["weak", "false", "perfunctory"]);
const OUTCOMES: Sort = Sort::One("outcome", &["unfounded", "weak", "false", "perfunctory"]);
const MEANS: Sort = Sort::One("means", &["on_site", "papers"]);
const EVIDENCE: Spec = ("evidence", Sort::Files, false);
const REASON: Spec = ("reason", Sort::Text, true);

/// The fields of an act; `None` for acts that have no form yet.
pub fn specs(kind: CommandKind) -> Option<&'static [Spec]> {
    Some(match kind {
        FulfilDuty => &[("account", Sort::Text, true), EVIDENCE],
        ReportProgress => &[("text", Sort::Text, true), EVIDENCE],
        ClaimDone => &[("account", Sort::Text, true), ("results", Sort::Results, false), ("evidence", Sort::Files, true)],
        VerifyItem => &[("means", MEANS, true), ("record", Sort::Text, true), EVIDENCE],
        ReturnItem => &[("missing", Sort::Lines, true)],
        CloseItem => &[("opinion", Sort::Text, true), ("follow_up", Sort::Day, false)],
        ReopenItem | AcceptNotDone => &[REASON],
        RequestExtension => &[("until", Sort::Day, true), REASON],
        DecideExtension => &[("granted", Sort::YesNo, true), ("until", Sort::Day, true), REASON],
        RaiseSignal => &[("fact", Sort::Text, true), ("innocent", Sort::Text, true), EVIDENCE],
        ExplainSignal | HearDefence => &[("text", Sort::Text, true), EVIDENCE],
        DecideSignal => &[("upheld", Sort::YesNo, true), ("alleged", FAILINGS, false), REASON],
        DecideCase => &[("outcome", OUTCOMES, true), ("intent", Sort::Text, false), ("handling", Sort::Text, true), REASON],
        ReviewPlan => &[("approved", Sort::YesNo, true), ("missing", Sort::Lines, false)],
        SignPaper | PublishNotice => &[],
        _ => return None,
    })
}

/// What was typed and refused.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub command: String,
    pub subject: String,
    pub values: BTreeMap<String, String>,
    /// Files that have arrived: digest and name.
    pub files: Vec<(String, String)>,
    pub refused: String,
    pub field: Option<String>,
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

/// A field as a template shows it.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: String,
    /// `text`, `lines`, `day`, `one`, `files` or `results`.
    pub look: &'static str,
    pub required: bool,
    pub value: String,
    pub choices: Vec<Choice>,
    pub refused: bool,
}

/// A form as a template shows it.
#[derive(Clone, Debug)]
pub struct ActForm {
    pub id: String,
    pub command: &'static str,
    pub title: String,
    pub subject: String,
    pub page: String,
    pub revision: u64,
    pub key: String,
    pub fields: Vec<Field>,
    pub occurred_on: String,
    pub late_reason: String,
    pub caption: String,
    pub files: Vec<(String, String)>,
    pub refused: Option<String>,
    /// Whether the complaint is about the act as a whole.
    pub whole: bool,
}

/// Makes the form of an act upon `subject`, shown on `page`; with what was typed, where it was refused.
pub fn form(v: &Visit, kind: CommandKind, subject: StreamKey, page: &str, draft: Option<&Draft>) -> Result<Option<ActForm>, Problem> {
    let Some(specs) = specs(kind) else { return Ok(None) };
    let subject_name = subject.to_string();
    let mine = draft.filter(|d| d.command == kind.name() && d.subject == subject_name);
    let typed = |name: &str| mine.and_then(|d| d.values.get(name)).cloned().unwrap_or_default();
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|_| Problem::broken())?;
    let revision = if matches!(kind, RaiseSignal) { 0 } else { v.store.folded(subject)?.revision };
    let field_refused = mine.and_then(|d| d.field.clone());
    let fields: Vec<Field> = specs.iter().map(|s| field(v, kind, s, &typed, field_refused.as_deref())).collect();
    let day = typed("occurred_on");
    let whole = !fields.iter().any(|f| f.refused) && !matches!(field_refused.as_deref(), Some("occurred_on"));
    Ok(Some(ActForm {
        id: format!("{}-{}", kind.name(), subject_name.rsplit(['/', '-']).next().unwrap_or_default()),
        command: kind.name(),
        title: v.shell.of("command", kind.name()),
        subject: subject_name,
        page: page.to_owned(),
        revision,
        key: hex::encode(random),
        fields,
        occurred_on: if day.is_empty() { v.shell.today.to_string() } else { day },
        late_reason: typed("late_reason"),
        caption: typed("caption"),
        files: mine.map(|d| d.files.clone()).unwrap_or_default(),
        refused: mine.map(|d| d.refused.clone()),
        whole,
    }))
}

fn field(v: &Visit, kind: CommandKind, spec: &Spec, typed: &dyn Fn(&str) -> String, refused: Option<&str>) -> Field {
    let (name, sort, required) = *spec;
    let value = typed(name);
    let choice = |prefix: &str, values: &[&str]| {
        let made = |c: &&str| Choice { value: (*c).to_owned(), label: v.shell.of(prefix, c), chosen: *c == value, typed: String::new() };
        values.iter().map(made).collect()
    };
    let (look, choices) = match sort {
        Sort::Text => ("text", Vec::new()),
        Sort::Lines => ("lines", Vec::new()),
        Sort::Day => ("day", Vec::new()),
        Sort::YesNo => ("one", choice("answer", &["yes", "no"])),
        Sort::One(prefix, values) => ("one", choice(prefix, values)),
        Sort::Files => ("files", Vec::new()),
        Sort::Results => {
            let made = |k: &ResultKind| Choice {
                value: k.name().to_owned(),
                label: v.shell.of("result", k.name()),
                chosen: false,
                typed: typed(&format!("result_{}", k.name())),
            };
            ("results", ResultKind::ALL.iter().map(made).collect())
        }
    };
    // The same name asks another thing in another act: an own wording goes before the common one.
    let own = format!("field-{}-{name}", kind.name());
    let worded = v.shell.t(&own);
    let label = if worded == own { v.shell.t(&format!("field-{name}")) } else { worded };
    Field { name, label, look, required, value, choices, refused: refused == Some(name) }
}
