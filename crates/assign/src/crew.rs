//! What the units of one team ask of its members, in small rounds, where a set of people is one word of bits.

use crate::model::Model;

/// At least so many members out of a set of people, as bits.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub who: u64,
    pub count: u32,
}

/// What the units of one team ask of its members. Asks of the same kind stand in the same place in all teams.
#[derive(Clone, Debug)]
pub struct Crew {
    pub asks: Vec<Ask>,
    /// People whom nothing keeps from the team.
    pub allowed: u64,
    pub most: u32,
    pub counties: Vec<u16>,
    pub pinned: u64,
}

/// Reads off what team `t` with these units asks for.
pub fn crew(model: &Model, t: usize, units: &[u16]) -> Crew {
    let on = model.score_units(t, units);
    let bits = |fits: &dyn Fn(usize) -> bool| (0..model.people).filter(|p| fits(*p)).fold(0, |set, p| set | 1u64 << p);
    let allowed = bits(&|p| model.person_at(p, t) && !units.iter().any(|u| model.barred(p, *u as usize)));
    let stays = units.is_empty() && model.limits.may_stay;
    let count = |count: u32| if stays { 0 } else { count };
    let (lead, liaison) = (bits(&|p| model.may_lead(p, on.grade2)), bits(&|p| model.liaison_home_ok[p]));
    let asked = u32::from(model.limits.liaison);
    let mut asks = vec![
        Ask { who: !0, count: count(model.members_for(on.load) as u32) },
        Ask { who: lead, count: count(1) },
        Ask { who: liaison, count: count(asked) },
        // Leader and liaison are two people.
        Ask { who: lead | liaison, count: count(2 * asked) },
    ];
    for k in 0..model.skills.len() {
        asks.push(Ask { who: bits(&|p| model.has[p] >> k & 1 != 0), count: u32::from(on.need[k]) });
    }
    let mut counties: Vec<u16> = units.iter().map(|u| model.county[*u as usize]).collect();
    counties.sort_unstable();
    counties.dedup();
    let pinned = bits(&|p| model.person_pin[p] == Some(t));
    Crew { asks, allowed, most: model.limits.size_max.min(64) as u32, counties, pinned }
}

/// Walks through a set of people.
pub fn people(set: u64) -> impl Iterator<Item = usize> {
    let mut left = set;
    std::iter::from_fn(move || {
        let next = left.trailing_zeros() as usize;
        left &= left.wrapping_sub(1);
        (next < 64).then_some(next)
    })
}
