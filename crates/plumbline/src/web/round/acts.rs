//! The acts upon a round that a seat may do now: from the authorisation to the notice.

use crate::{
    api::query::{RoundView, fold_tally},
    caller::with_facts,
    problem::Problem,
    web::{
        act::{ActForm, Draft, Known, form, form_with, page::Place},
        item::view::{allowed, permitted},
        shell::Visit,
    },
};
use rules::{
    CommandKind::*,
    StreamKey,
    id::{PostId, RoundId, UnitId},
    parts::Gate,
    role::Role,
    round::{Round, UnitProgress, enter_unit::team_resource},
};
use store::read::{
    self,
    item::Filter,
    registry::{self, Noun},
};

/// Items that a choice offers at most.
const OFFERED_MAX: usize = 500;
/// Characters of an item's wording that a choice shows.
const WORDING_SHOWN: usize = 40;

/// A page with its forms under way.
struct Forms<'a> {
    v: &'a Visit<'a>,
    id: RoundId,
    path: String,
    draft: Option<&'a Draft>,
    out: Vec<ActForm>,
}

impl Forms<'_> {
    fn add(&mut self, kind: rules::CommandKind, known: &Known) -> Result<(), Problem> {
        let made = form_with(self.v, kind, StreamKey::Round(self.id), &self.path, self.draft, known)?;
        self.out.extend(made);
        Ok(())
    }

    fn may(&self, kind: rules::CommandKind) -> Result<bool, Problem> {
        permitted(self.v, kind, StreamKey::Round(self.id))
    }

    /// Units with the names that a form offers.
    fn offered(&self, units: &[UnitId]) -> Vec<(String, String)> {
        units.iter().map(|u| (u.to_string(), self.v.name(u))).collect()
    }
}

/// The forms of the page of a round.
pub fn forms(v: &Visit, id: RoundId, state: &Round, seen: &RoundView, draft: Option<&Draft>) -> Result<Vec<ActForm>, Problem> {
    let mut f = Forms { v, id, path: Place::Round(id).path(), draft, out: Vec::new() };
    if state.authorised_on.is_none() {
        if f.may(AuthoriseRound)? {
            let made = form(v, AuthoriseRound, StreamKey::Round(id), &f.path, draft)?;
            f.out.extend(made);
        }
        return Ok(f.out);
    }
    preparing(&mut f, state)?;
    in_the_field(&mut f, state)?;
    hearing(&mut f, state)?;
    let complete = !seen.units.is_empty() && state.feedback_complete();
    if complete && f.may(DraftNotice)? {
        let sums = serde_json::to_string(&fold_tally(v.store, id)?).map_err(|_| Problem::broken())?;
        // What was folded is no part of what tells one form from another.
        let picks = vec![("item", items(v, id)?), ("approver", approvers(v)?)];
        let known = Known { typed: [("sums".to_owned(), sums)].into(), picks, ..Known::default() };
        f.add(DraftNotice, &known)?;
    }
    Ok(f.out)
}

/// Items of the round that a notice may leave unnamed, as many as a choice can show.
fn items(v: &Visit, round: RoundId) -> Result<Vec<(String, String)>, Problem> {
    let filter = Filter { round: Some(round), ..Filter::default() };
    let (mut out, mut after) = (Vec::new(), None);
    while out.len() < OFFERED_MAX {
        let page = v.store.read(|c, a| read::item::page(c, a, &v.scope, &filter, after.as_deref()))?;
        v.learn(page.rows.iter().map(|r| r.unit))?;
        out.extend(page.rows.iter().map(|r| (r.item.to_string(), format!("{} {} {}", v.name(r.unit), r.number, brief(&r.wording)))));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(out)
}

fn brief(text: &str) -> String {
    text.chars().take(WORDING_SHOWN).collect()
}

/// Posts of the leading group and the office, one of which approves that an item is withheld.
fn approvers(v: &Visit) -> Result<Vec<(String, String)>, Problem> {
    let posts = v.store.read(|c, a| registry::list(c, a, &v.scope, Noun::Post))?;
    let roles = [Role::LeadingGroupHead, Role::ExecutiveDeputyHead, Role::LeadingGroupMember, Role::OfficeHead].map(|r| r.name());
    let approves = |p: &registry::Named| p.sort.as_deref().is_some_and(|s| roles.contains(&s));
    Ok(posts.into_iter().filter(approves).map(|p| (p.id, p.name)).collect())
}

fn preparing(f: &mut Forms, state: &Round) -> Result<(), Problem> {
    let free: Vec<UnitId> = state.units.iter().map(|u| u.unit).filter(|u| state.team_of(*u).is_none()).collect();
    if !free.is_empty() && f.may(FormTeam)? {
        let people = inspectors(f.v)?;
        let known = Known { picks: vec![("members", people), ("units", f.offered(&free))], ..Known::default() };
        f.add(FormTeam, &known)?;
    }
    Ok(())
}

/// Who is inspector today, by name.
fn inspectors(v: &Visit) -> Result<Vec<(String, String)>, Problem> {
    let posts = v.store.read(|c, a| registry::list(c, a, &v.scope, Noun::Post))?;
    let ids: Vec<PostId> = posts.iter().filter(|p| p.sort.as_deref() == Some("inspector")).filter_map(|p| p.id.parse().ok()).collect();
    let today = v.shell.today;
    let people = with_facts(v.store, |facts| {
        let mut out = Vec::new();
        for post in &ids {
            out.extend(facts.post(*post)?.holders_on(today));
        }
        Ok(out)
    })?;
    v.learn(&people)?;
    let mut out: Vec<(String, String)> = people.iter().map(|p| (p.to_string(), v.name(p))).collect();
    out.sort_by(|a, b| a.1.cmp(&b.1));
    out.dedup();
    Ok(out)
}

/// Units whose team this seat belongs to, with how far each has come.
fn mine<'a>(f: &Forms, state: &'a Round) -> Vec<(UnitId, &'a UnitProgress)> {
    let team = f.v.standing.team.filter(|_| f.v.standing.round == Some(f.id));
    let own = |u: &UnitId| team.is_some() && state.team_of(*u) == team;
    state.progress.iter().filter(|(u, _)| own(u)).map(|(u, p)| (*u, p)).collect()
}

fn in_the_field(f: &mut Forms, state: &Round) -> Result<(), Problem> {
    let id = f.id;
    let units = mine(f, state);
    let chosen = |fits: &dyn Fn(&UnitProgress) -> bool| -> Vec<UnitId> { units.iter().filter(|u| fits(u.1)).map(|u| u.0).collect() };
    let may = |kind, unit: UnitId| allowed(f.v, kind, |facts| team_resource(facts, id, unit));
    let outside = chosen(&|p| p.entered_on.is_none());
    let inside = chosen(&|p| p.entered_on.is_some() && p.heard.is_empty());
    let enters = outside.first().map_or(Ok(false), |u| may(EnterUnit, *u))?;
    let drafts = inside.first().map_or(Ok(false), |u| may(DraftPaper, *u))?;
    if enters {
        let list = f.offered(&outside);
        f.add(EnterUnit, &Known::picks("unit", list))?;
    }
    if drafts {
        let list = f.offered(&inside);
        f.add(DraftPaper, &Known::picks("unit", list))?;
    }
    let papers = if inside.is_empty() { Vec::new() } else { f.v.store.read(|c, a| read::finding::papers(c, a, &f.v.scope, id))? };
    let topics: Vec<(String, String)> = state.topics.iter().map(|t| (t.id.to_string(), t.title.clone())).collect();
    for unit in inside {
        let resource = |facts: &rules::facts::Facts| team_resource(facts, id, unit);
        let signed = papers.iter().filter(|p| p.unit == unit.to_string() && p.signatures == 3);
        let signed: Vec<(String, String)> = signed.map(|p| (p.paper.clone(), format!("{} {}", p.number, p.matter))).collect();
        if !signed.is_empty() && allowed(f.v, RecordFinding, resource)? {
            let picks = vec![("papers", signed), ("topic", topics.clone())];
            f.add(RecordFinding, &Known { picks, ..Known::given("unit", unit) })?;
        }
        let found = f.v.store.read(|c, a| read::finding::list(c, a, &f.v.scope, id, Some(&unit.to_string())))?;
        if !found.is_empty() && allowed(f.v, ReportTeam, resource)? {
            let all = found.iter().map(|r| r.finding.as_str()).collect::<Vec<_>>().join(",");
            let picks = vec![("findings", found.iter().map(|r| (r.finding.clone(), r.title.clone())).collect())];
            f.add(ReportTeam, &Known { picks, typed: [("findings".to_owned(), all)].into(), ..Known::given("unit", unit) })?;
        }
    }
    Ok(())
}

fn hearing(f: &mut Forms, state: &Round) -> Result<(), Problem> {
    let gates: Vec<Gate> = state.gates();
    let waits = |p: &UnitProgress| p.reported_on.is_some() && gates.iter().any(|g| !p.heard.contains_key(g));
    let units: Vec<UnitId> = state.progress.iter().filter(|(_, p)| waits(p)).map(|(u, _)| *u).collect();
    if units.is_empty() || !f.may(HoldHearing)? {
        return Ok(());
    }
    let posts = f.v.store.read(|c, a| registry::list(c, a, &f.v.scope, Noun::Post))?;
    let posts = posts.into_iter().map(|p| (p.id, p.name)).collect();
    let picks = vec![("units", f.offered(&units)), ("addressee", posts)];
    f.add(HoldHearing, &Known { picks, ..Known::default() })
}
