//! Draws one plan among near-equal ones. The frame is found without the seed of the draw, so it can be frozen and published before
//! the seed exists; then anyone repeats the draw from round, frame and seed. Teams that no rule tells apart also trade their names,
//! so that no unit can foresee its team.

use crate::anneal::propose;
use crate::assign::Solved;
use crate::instance::Instance;
use crate::model::Model;
use crate::plan::{Cost, Plan};
use crate::rng::{Rng, Seed};
use crate::state::State;
use std::collections::{BTreeMap, BTreeSet};

/// Most plans of a frame.
pub const FRAME_MAX: usize = 256;
/// Moves of the walk that fills the frame.
const WALK: u64 = 400_000;

/// A drawn plan with what is needed to repeat the draw.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Plans to draw from, up to the names of like teams, in canonical order; all lawful and within the tolerance.
    pub frame: Vec<Plan>,
    /// Which one was drawn.
    pub index: usize,
    /// The team of the frame's plan that each team stands for.
    pub names: Vec<(String, String)>,
    pub plan: Plan,
    pub cost: Cost,
    pub state: State,
}

type Lists = Vec<(Vec<u16>, Vec<u16>)>;

/// Gives like teams the order of their lists, so that two plans that differ in their names only are one.
fn canonical(mut lists: Lists, alike: &[Vec<usize>]) -> Lists {
    for group in alike {
        let mut members: Vec<_> = group.iter().map(|t| std::mem::take(&mut lists[*t])).collect();
        members.sort();
        for (t, list) in group.iter().zip(members) {
            lists[*t] = list;
        }
    }
    lists
}

/// Collects lawful plans that cost at most `tolerance` more than `best`, by a random walk that never leaves them.
fn frame(model: &Model, best: &State, tolerance: i64) -> Vec<Lists> {
    let alike = model.alike();
    let mut rng = Rng::new(Seed::from(0), 1 << 40);
    let mut state = best.clone();
    let most = best.cost(model) + tolerance;
    let mut found = BTreeSet::from([canonical(best.lists(), &alike)]);
    let mut buffer = Vec::new();
    for _ in 0..WALK {
        if found.len() >= FRAME_MAX {
            break;
        }
        if !propose(model, &state, 64, &mut rng, &mut buffer) {
            continue;
        }
        state.apply(model, &buffer);
        if state.hard() > 0 || state.cost(model) > most {
            state.undo(model, &buffer);
        } else {
            found.insert(canonical(state.lists(), &alike));
        }
    }
    found.into_iter().collect()
}

/// Draws with `seed` among the plans within `tolerance` points of the best one; `None` where a plan cannot be named.
pub fn draw(instance: &Instance, best: &Solved, tolerance: i64, seed: Seed) -> Option<Drawn> {
    let model = Model::new(instance, &BTreeSet::new());
    let make = |lists: Lists| {
        let (units, members) = lists.into_iter().unzip();
        State::new(&model, units, members)
    };
    let frame = frame(&model, &best.state, tolerance);
    let plans: Vec<Plan> = frame.iter().map(|lists| make(lists.clone()).plan(&model)).collect::<Option<_>>()?;
    let mut rng = Rng::new(seed, 0);
    let index = rng.draw(frame.len() as u64) as usize;
    let chosen = &frame[index];
    let mut lists = chosen.clone();
    let mut names = BTreeMap::new();
    for group in model.alike() {
        let mut order = group.clone();
        rng.shuffle(&mut order);
        for (t, from) in group.iter().zip(order) {
            lists[*t] = chosen[from].clone();
            names.insert(model.team_ids[*t].0.clone(), model.team_ids[from].0.clone());
        }
    }
    let state = make(lists);
    let names = names.into_iter().collect();
    Some(Drawn { frame: plans, index, names, plan: state.plan(&model)?, cost: state.parts(&model), state })
}
