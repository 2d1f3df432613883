//! A search for any lawful plan of a round, where the search for cheap ones has found none: units are packed for the rules
//! alone, with loads counted by the unit, so that nearly full teams are filled to the brim; then people are moved for the rules alone.

use crate::anneal::{HARD, Run, anneal};
use crate::budget::{Budget, Meter};
use crate::heat::{Cooling, POINT};
use crate::mend::resettle;
use crate::model::Model;
use crate::pack::{Aim, Packing};
use crate::rng::{Rng, Seed};
use crate::staff::staff;
use crate::state::State;

/// Moves of one packing and of one staffing, by unit and by person; more from start to start.
const MOVES: u64 = 1_500;
/// Fresh starts for a round that is asked about once.
pub const STARTS: u64 = 6;

/// Looks for a lawful plan, as long as the budget lasts and the starts are not used up.
pub fn search(model: &Model, seed: Seed, starts: u64, budget: &dyn Budget) -> Option<State> {
    let size = (model.units + model.people) as u64;
    (0..starts).find_map(|start| {
        // Streams that no other search comes to.
        let mut rng = Rng::new(seed, u64::MAX - start);
        let steps = MOVES * size * (start + 1);
        let mut meter = Meter::new(4 * steps, budget);
        (!budget.over()).then(|| from_scratch(model, steps, &mut rng, &mut meter)).flatten()
    })
}

fn from_scratch(model: &Model, steps: u64, rng: &mut Rng, meter: &mut Meter) -> Option<State> {
    let mut packing = Packing::new(model, rng);
    packing.aim_at(Aim::Lawful);
    packing.anneal(rng, steps, Cooling { start: 3 * POINT, halvings: 4 }, meter);
    if packing.energy() > 0 {
        return None;
    }
    let mut state = staff(model, packing.units, rng);
    if resettle(model, &mut state) {
        return Some(state);
    }
    let cooling = Cooling { start: HARD * POINT / 3, halvings: 3 };
    // People alone at first; the units that cannot be staffed as they are packed move at last.
    for unit_share in [0, 64] {
        let run = Run { steps, cooling, unit_share, until_lawful: true, costs: false };
        anneal(model, &mut state, run, rng, meter);
        if state.hard() == 0 || resettle(model, &mut state) {
            return Some(state);
        }
    }
    None
}
