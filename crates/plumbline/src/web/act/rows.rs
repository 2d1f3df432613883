//! Lists within a form: members, demands, items with their measures. A list shows as many rows as were sent and one more
//! where its button was pressed, so that it grows without script.

use super::{Choice, Known, Offer, offered, order::place};
use crate::web::shell::Visit;
use rules::parts::MeasureKind;
use std::collections::BTreeMap;

/// Most rows that a list of a form grows to.
pub const ROWS_MAX: usize = 100;
/// Rows of demands or promises that a form begins with.
pub const DEMANDS: usize = 3;
/// Places of a team that a form begins with: leader, deputy, liaison, members.
pub const MEMBERS: usize = 7;

/// A field within a row, as a template shows it.
#[derive(Clone, Debug)]
pub struct Cell {
    pub name: String,
    pub label: String,
    /// `text`, `short`, `day`, `one`, `many` or `yes`.
    pub look: &'static str,
    pub value: String,
    pub choices: Vec<Choice>,
    /// Where a new row begins.
    pub focus: bool,
}

/// A row of a list, with the lists within it.
#[derive(Clone, Debug)]
pub struct Row {
    pub title: String,
    pub cells: Vec<Cell>,
    pub lists: Vec<List>,
}

/// A list that grows.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What its button sends; also how the names of its cells begin.
    pub name: String,
    pub title: String,
    /// Wording of the button.
    pub add: String,
    pub rows: Vec<Row>,
}

/// What was typed, by name, and the list that is asked to grow.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    pub values: &'a BTreeMap<String, String>,
    pub more: &'a str,
}

/// Rows of a list that were sent: one more than the highest number among the names.
pub fn sent(values: &BTreeMap<String, String>, list: &str) -> usize {
    let begin = format!("{list}_");
    let after = values.range(begin.clone()..).map_while(|(name, _)| name.strip_prefix(&begin));
    let number = |rest: &str| rest.split('_').next()?.parse::<usize>().ok().filter(|n| *n < ROWS_MAX);
    after.filter_map(number).max().map_or(0, |n| n + 1)
}

impl Typed<'_> {
    /// The value of a field; empty where there is none.
    pub fn get(&self, name: &str) -> String {
        self.values.get(name).cloned().unwrap_or_default()
    }

    /// Rows that a list shows.
    pub fn rows(&self, list: &str, least: usize) -> usize {
        let have = sent(self.values, list).max(least);
        (have + usize::from(self.more == list)).min(ROWS_MAX)
    }
}

/// A cell before it has a row: name, look, choices.
type Plain<'a> = (&'a str, &'static str, Offer<'a>);

struct Maker<'a> {
    v: &'a Visit<'a>,
    typed: Typed<'a>,
}

impl Maker<'_> {
    fn cells(&self, at: &str, plain: &[Plain], new: bool) -> Vec<Cell> {
        let one = |(i, (name, look, list)): (usize, &Plain)| {
            let full = format!("{at}_{name}");
            let value = self.typed.get(&full);
            let label = self.v.shell.t(&format!("cell-{name}"));
            Cell { label, look, choices: offered(list, &value), value, name: full, focus: new && i == 0 }
        };
        plain.iter().enumerate().map(one).collect()
    }

    /// A list whose rows all have the same cells; `title` names a row by its number.
    fn list(&self, name: &str, kind: &str, least: usize, title: &dyn Fn(usize) -> String, plain: &[Plain]) -> List {
        let count = self.typed.rows(name, least);
        let row = |n: usize| {
            let new = self.typed.more == name && n + 1 == count;
            Row { title: title(n), cells: self.cells(&format!("{name}_{n}"), plain, new), lists: Vec::new() }
        };
        let add = if count < ROWS_MAX { self.v.shell.t(&format!("add-{kind}")) } else { String::new() };
        List { name: name.to_owned(), title: self.v.shell.t(&format!("list-{kind}")), add, rows: (0..count).map(row).collect() }
    }
}

fn numbered(n: usize) -> String {
    (n + 1).to_string()
}

/// What is demanded, or promised where nobody but the speaker speaks.
pub fn demands(v: &Visit, field: &str, posts: Offer, typed: Typed) -> List {
    let mut cells: Vec<Plain> = vec![("text", "text", &[]), ("post", "one", posts), ("due", "day", &[])];
    if field == "requirements" {
        cells.push(("speaker", "one", posts));
    }
    Maker { v, typed }.list(field, "demand", DEMANDS, &numbered, &cells)
}

/// The members of a team: role and person.
pub fn team(v: &Visit, people: Offer, typed: Typed) -> List {
    let roles: Vec<(String, String)> = rules::role::Role::ALL
        .iter()
        .filter(|r| r.level() == rules::role::Level::Team)
        .map(|r| (r.name().to_owned(), v.shell.of("role", r.name())))
        .collect();
    let mut list = Maker { v, typed }.list("member", "member", MEMBERS, &numbered, &[("person", "one", people), ("role", "one", &roles)]);
    for (n, row) in list.rows.iter_mut().enumerate() {
        let Some(cell) = row.cells.get_mut(1).filter(|c| c.value.is_empty()) else { continue };
        cell.choices = offered(&roles, place(n).name());
    }
    list
}

/// Items of a notice that are not named in it, with reason and approver.
pub fn withheld(v: &Visit, known: &Known, typed: Typed) -> List {
    let cells = [("item", "one", known.choices("item")), ("reason", "text", &[][..]), ("approver", "one", known.choices("approver"))];
    Maker { v, typed }.list("withheld", "withheld", 1, &numbered, &cells)
}

/// The items of a plan: what each covers, its owners and dates, its measures, and the parts of other units.
pub fn items(v: &Visit, known: &Known, typed: Typed) -> List {
    let make = Maker { v, typed };
    let leaves: Vec<(String, String)> = known.leaves.iter().enumerate().map(|(n, l)| (l.0.clone(), short(n, &l.1))).collect();
    let posts = known.choices("leader");
    let sorts: Vec<(String, String)> =
        MeasureKind::ALL.iter().map(|k| (k.name().to_owned(), v.shell.of("measure-kind", k.name()))).collect();
    let cells: [Plain; 10] = [
        ("covers", "many", &leaves),
        ("wording", "text", &[]),
        ("cause", "text", &[]),
        ("target", "text", &[]),
        ("leader", "one", posts),
        ("department", "short", &[]),
        ("person", "short", &[]),
        ("due", "day", &[]),
        ("long_term", "yes", &[]),
        ("beyond", "yes", &[]),
    ];
    let measure: [Plain; 5] =
        [("content", "text", &[]), ("sort", "one", &sorts), ("due", "day", &[]), ("leader", "one", posts), ("department", "short", &[])];
    let part: [Plain; 3] = [("unit", "one", known.choices("assisting")), ("part", "text", &[]), ("due", "day", &[])];
    let title = |n: usize| v.shell.tn("item-title", "n", n + 1);
    let mut list = make.list("item", "item", known.leaves.len().max(1), &title, &cells);
    for (n, row) in list.rows.iter_mut().enumerate() {
        let measures = make.list(&format!("item_{n}_measure"), "measure", 1, &numbered, &measure);
        row.lists = vec![measures, make.list(&format!("item_{n}_assisting"), "assisting", 0, &numbered, &part)];
    }
    list
}

/// A manifestation as a choice: its number and how it begins; its whole wording stands on the page.
fn short(n: usize, wording: &str) -> String {
    const SHOWN: usize = 24;
    let cut: String = wording.chars().take(SHOWN).collect();
    let more = if wording.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("{}. {cut}{more}", n + 1)
}
