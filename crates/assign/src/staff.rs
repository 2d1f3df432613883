//! Sends a first staff to a packing: team by team, hardest units first, always the person who helps most for the least burden.

use crate::model::Model;
use crate::rng::Rng;
use crate::score::UnitsScore;
use crate::state::State;

/// Points that one broken rule costs while choosing people.
const HARD: i64 = 1_000;
/// Members who are chosen one by one; choosing takes time with the cube of their number.
const CHOSEN: usize = 24;

/// Returns a state with these units and a greedy staff; not always lawful.
pub fn staff(model: &Model, units: Vec<Vec<u16>>, rng: &mut Rng) -> State {
    let mut members: Vec<Vec<u16>> = vec![Vec::new(); model.teams];
    let mut free: Vec<u16> = Vec::new();
    for p in 0..model.people {
        match model.person_pin[p] {
            Some(t) => members[t].push(p as u16),
            None => free.push(p as u16),
        }
    }
    let scores: Vec<_> = units.iter().enumerate().map(|(t, list)| model.score_units(t, list)).collect();
    let mut order: Vec<usize> = (0..model.teams).collect();
    rng.shuffle(&mut order);
    // Leaders of grade 2 and rare skills go first; the rest may take what is left.
    let supply: Vec<usize> = (0..model.skills.len()).map(|k| model.has.iter().filter(|set| *set >> k & 1 != 0).count()).collect();
    let rarity = |t: usize| -> usize {
        let needs = (0..supply.len()).map(|k| scores[t].need[k] as usize * 1_000 / supply[k].max(1));
        needs.sum::<usize>() + usize::from(scores[t].grade2) * 100
    };
    order.sort_by_key(|t| std::cmp::Reverse(rarity(*t)));
    for t in order {
        let wanted = (model.members_for(scores[t].load) as usize).min(model.limits.size_max);
        while members[t].len() < wanted && !free.is_empty() {
            add_best(model, t, &units[t], &scores[t], &mut members[t], &mut free, rng);
        }
        // Few people may lack a skill that one more brings.
        let broken = |members: &[u16]| model.score_staff(t, &units[t], &scores[t], members).hard;
        while members[t].len() < model.limits.size_max && !free.is_empty() {
            let before = broken(&members[t]);
            if before == 0 {
                break;
            }
            add_best(model, t, &units[t], &scores[t], &mut members[t], &mut free, rng);
            if broken(&members[t]) >= before {
                free.extend(members[t].pop());
                break;
            }
        }
    }
    State::new(model, units, members)
}

/// Moves the free person who helps this team most for the least burden into it; anyone who is not barred, where the team is large already.
fn add_best(model: &Model, t: usize, units: &[u16], score: &UnitsScore, members: &mut Vec<u16>, free: &mut Vec<u16>, rng: &mut Rng) {
    let start = rng.below(free.len());
    if members.len() >= CHOSEN {
        let fits = |p: usize| model.person_at(p, t) && !units.iter().any(|u| model.barred(p, *u as usize));
        let next = (0..free.len()).map(|k| (start + k) % free.len()).find(|at| fits(free[*at] as usize));
        members.push(free.swap_remove(next.unwrap_or(start)));
        return;
    }
    let mut best = (i64::MAX, 0);
    members.push(0);
    let last = members.len() - 1;
    for k in 0..free.len() {
        let at = (start + k) % free.len();
        members[last] = free[at];
        let staff = model.score_staff(t, units, score, members);
        // Skills beyond the need are left for other teams.
        let spare =
            i64::from((model.has[free[at] as usize]).count_ones()) + i64::from(model.seniority[free[at] as usize] >= model.limits.lead);
        let points = staff.hard * HARD + staff.soft * 4 + spare;
        if points < best.0 {
            best = (points, at);
        }
    }
    members[last] = free.swap_remove(best.1);
}
