//! A plan of a round without one element, found near a plan that is there already.

use super::relaxed::Relaxed;
use crate::element::Element;
use crate::instance::Placed;
use crate::mend::{bring, mend, settle};
use crate::model::Model;
use crate::state::State;

/// Starts from a plan that breaks only this conflict, and brings the person whose recusal is lifted to the unit.
pub fn from_near(relaxed: &Relaxed, dropped: &Element, base: &State) -> Option<State> {
    let model = &relaxed.model;
    let lists = base.lists();
    let of = |lists: Vec<(Vec<u16>, Vec<u16>)>| {
        let (units, members) = lists.into_iter().unzip();
        State::new(model, units, members)
    };
    if let Some(state) = renamed(model, dropped, &lists).map(of).filter(|state| state.hard() == 0) {
        return Some(state);
    }
    let mut state = of(lists);
    if let Element::Recusal { inspector, unit } = dropped {
        let p = model.inspector_ids.iter().position(|id| id == inspector)? as u16;
        let u = model.unit_ids.iter().position(|id| id == unit)? as u16;
        if bring(model, &mut state, p, u) {
            return Some(state);
        }
    }
    if let Element::Ban(placement) | Element::Pin(placement) = dropped
        && let Some(u) = model.unit_ids.iter().position(|id| id.0 == placement.who.name())
        && settle(model, &mut state, u as u16)
    {
        return Some(state);
    }
    mend(model, &mut state).then_some(state)
}

/// Lets the team where somebody or something is now trade names with the team that a lifted ban keeps it from: where no other pin
/// or ban tells the two apart, the plan is lawful again.
fn renamed(model: &Model, dropped: &Element, lists: &[(Vec<u16>, Vec<u16>)]) -> Option<Vec<(Vec<u16>, Vec<u16>)>> {
    let Element::Ban(placement) = dropped else { return None };
    let to = model.team_ids.iter().position(|t| *t == placement.team)?;
    let from = match &placement.who {
        Placed::Inspector(id) => {
            let p = model.inspector_ids.iter().position(|p| p == id)? as u16;
            lists.iter().position(|l| l.1.contains(&p))?
        }
        Placed::Unit(id) => {
            let u = model.unit_ids.iter().position(|u| u == id)? as u16;
            lists.iter().position(|l| l.0.contains(&u))?
        }
    };
    let mut lists = lists.to_vec();
    lists.swap(from, to);
    Some(lists)
}
