//! Who may decide the act of a form: whoever fills it in, and those for whom that seat may enter it. The record bears
//! both persons.

use crate::{caller::with_facts, problem::Problem, web::shell::Visit};
use rules::{
    CommandKind::{self, DraftPaper, EnterUnit},
    Halt, StreamKey,
    about::About,
    act::{ENTERING, enters_for, standing},
    facts::Facts,
    id::PersonId,
    permit::{self, Resource},
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

/// What the act of a form is about: the values that its page gave, and the first unit of a choice.
pub fn about(kind: CommandKind, subject: StreamKey, known: &super::Known) -> About {
    let given = |name| known.given.iter().find(|g| g.0 == name).map(|g| g.1.as_str());
    let chosen = || known.choices("unit").first().map(|c| c.0.as_str()).filter(|_| matches!(kind, EnterUnit | DraftPaper));
    let unit = given("unit").or_else(chosen).and_then(|u| u.parse().ok());
    About { kind, subject, unit, feedback: given("feedback").and_then(|f| f.parse().ok()) }
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
