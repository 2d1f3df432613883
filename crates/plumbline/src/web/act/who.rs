//! Who may decide the act of a form: whoever fills it in, and those for whom that seat may enter it. The record bears
//! both persons.

use crate::{caller::with_facts, problem::Problem, web::shell::Visit};
use rules::{
    CommandKind::{self, AnswerObjection, DraftPaper, EnterUnit},
    Halt, StreamKey,
    act::{ENTERING, enters_for, standing},
    facts::Facts,
    id::PersonId,
    permit::{self, Resource},
    round::{enter_unit::team_resource, make_statement::feedback_resource},
    stream::Seat,
};
use std::rc::Rc;
use store::read::registry;

/// Whose act a form may be.
#[derive(Clone, Debug, Default)]
pub struct Deciders {
    /// Of whoever fills it in.
    pub myself: bool,
    pub others: Vec<Other>,
}

impl Deciders {
    /// Whether there is anybody.
    pub fn any(&self) -> bool {
        self.myself || !self.others.is_empty()
    }
}

/// Somebody for whom the seat may enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub seat: Seat,
    pub person: PersonId,
    /// Post or place in the team, and name.
    pub label: String,
}

impl Other {
    /// What a form sends.
    pub fn value(&self) -> String {
        format!("{} {}", self.seat, self.person)
    }
}

/// Seat and person of a value that a form sent.
pub fn read(value: &str) -> Option<(Seat, PersonId)> {
    let (seat, person) = value.split_once(' ')?;
    Some((seat.parse().ok()?, person.parse().ok()?))
}

/// What an act upon a stream is about; `given` are the values that the page knows, or the first that it offers.
pub fn resource(facts: &Facts, kind: CommandKind, subject: StreamKey, given: &[(&'static str, String)]) -> Result<Resource, Halt> {
    let unit = given.iter().find(|g| g.0 == "unit").and_then(|g| g.1.parse().ok());
    let feedback = given.iter().find(|g| g.0 == "feedback").and_then(|g| g.1.parse().ok());
    let of_unit = |unit, round| Resource { unit: Some(unit), round: Some(round), ..Resource::default() };
    Ok(match subject {
        StreamKey::Item(id) => match (kind, unit) {
            (CommandKind::FinishPart, Some(unit)) => of_unit(unit, facts.item(id)?.round),
            _ => rules::item::item_resource(facts, id)?,
        },
        StreamKey::Case(id) => rules::case::hear_defence::case_resource(facts, id)?,
        StreamKey::Signal(id) => facts.signal(id).map(|s| of_unit(s.unit, s.round))?,
        StreamKey::Duty(id) => Resource { post: Some(facts.duty(id)?.post), ..Resource::default() },
        StreamKey::Plan(round, unit) => rules::plan::submit_plan::plan_resource(facts, round, unit)?,
        StreamKey::Paper(id) => facts.paper(id).and_then(|p| team_resource(facts, p.round, p.unit))?,
        StreamKey::Finding(id) => {
            let f = facts.finding(id)?;
            if kind == AnswerObjection { team_resource(facts, f.round, f.unit)? } else { of_unit(f.unit, f.round) }
        }
        StreamKey::Round(round) => match (feedback, unit) {
            (Some(feedback), _) => feedback_resource(facts, round, feedback)?,
            (None, Some(unit)) => team_resource(facts, round, unit)?,
            (None, None) => Resource { round: Some(round), ..Resource::default() },
        },
        _ => Resource::default(),
    })
}

/// The values of a form that say what it is about: those that it knows, and the first unit of a choice.
pub fn given(kind: CommandKind, known: &super::Known) -> Vec<(&'static str, String)> {
    let mut out = known.given.clone();
    if matches!(kind, EnterUnit | DraftPaper) {
        out.extend(known.choices("unit").first().map(|c| ("unit", c.0.clone())));
    }
    out
}

/// Whose act it may be; nobody's where the resource itself is refused.
pub fn deciders(v: &Visit, kind: CommandKind, resource: impl Fn(&Facts) -> Result<Resource, Halt>) -> Result<Rc<Deciders>, Problem> {
    let about = match with_facts(v.store, resource) {
        Ok(about) => about,
        Err(Problem::Refused(_)) => return Ok(Rc::default()),
        Err(other) => return Err(other),
    };
    if let Some(known) = v.deciders.borrow().iter().find(|d| d.0 == kind && d.1 == about) {
        return Ok(known.2.clone());
    }
    let myself = match with_facts(v.store, |facts| permit::check(facts, kind, &v.standing, &about)) {
        Ok(()) => true,
        Err(Problem::Refused(_)) => false,
        Err(other) => return Err(other),
    };
    let others = if ENTERING.contains(&v.standing.role) { others(v, kind, &about)? } else { Vec::new() };
    let found = Rc::new(Deciders { myself, others });
    v.deciders.borrow_mut().push((kind, about, found.clone()));
    Ok(found)
}

fn others(v: &Visit, kind: CommandKind, about: &Resource) -> Result<Vec<Other>, Problem> {
    let (today, asked) = (v.shell.today, permit::able(kind, about));
    let mut out = Vec::new();
    for (person, row) in v.store.read(|c, a| registry::holders(c, a, today, &asked))? {
        if (person, row.seat) == (v.standing.person, v.standing.seat) {
            continue;
        }
        let may = with_facts(v.store, |facts| {
            let deciding = standing(facts, row.seat, Some(person), today)?;
            permit::check(facts, kind, &deciding, about)?;
            Ok(enters_for(&v.standing, &deciding))
        });
        match may {
            Ok(true) => out.push((person, row)),
            Ok(false) | Err(Problem::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    // Whoever types for people of the own body knows their names.
    let ids: Vec<String> = out.iter().map(|o| o.0.to_string()).collect();
    let names = v.store.read(|c, a| registry::names(c, a, &ids, true))?;
    let labelled = |(person, row): (PersonId, registry::SeatRow)| {
        let post = if let Seat::Team(..) = row.seat { v.shell.of("role", row.role.name()) } else { row.title };
        let name = names.get(&person.to_string()).filter(|n| !n.is_empty());
        let label = name.map_or(post.clone(), |name| format!("{post} · {name}"));
        Other { seat: row.seat, person, label }
    };
    Ok(out.into_iter().map(labelled).collect())
}
