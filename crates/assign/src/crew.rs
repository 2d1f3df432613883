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

/// Who is what in a small round, each a set of people as bits.
pub struct Sets {
    /// Whom nothing keeps from a unit, from a team.
    at_unit: Vec<u64>,
    at_team: Vec<u64>,
    pinned: Vec<u64>,
    able: Vec<u64>,
    /// Those who may lead a team without and with units of grade 2.
    lead: [u64; 2],
    liaison: u64,
}

impl Sets {
    pub fn new(model: &Model) -> Sets {
        let set = |fits: &dyn Fn(usize) -> bool| (0..model.people).filter(|p| fits(*p)).fold(0, |set, p| set | 1u64 << p);
        Sets {
            at_unit: (0..model.units).map(|u| set(&|p| !model.barred(p, u))).collect(),
            at_team: (0..model.teams).map(|t| set(&|p| model.person_at(p, t))).collect(),
            pinned: (0..model.teams).map(|t| set(&|p| model.person_pin[p] == Some(t))).collect(),
            able: (0..model.skills.len()).map(|k| set(&|p| model.has[p] >> k & 1 != 0)).collect(),
            lead: [false, true].map(|grade2| set(&|p| model.may_lead(p, grade2))),
            liaison: set(&|p| model.liaison_home_ok[p]),
        }
    }

    /// Reads off what team `t` with these units asks for.
    pub fn crew(&self, model: &Model, t: usize, units: &[u16]) -> Crew {
        let on = model.score_units(t, units);
        let allowed = units.iter().fold(self.at_team[t], |set, u| set & self.at_unit[*u as usize]);
        let stays = units.is_empty() && model.limits.may_stay;
        let count = |count: u32| if stays { 0 } else { count };
        let (lead, liaison) = (self.lead[usize::from(on.grade2)], self.liaison);
        let asked = u32::from(model.limits.liaison);
        let mut asks = vec![
            Ask { who: !0, count: count(model.members_for(on.load) as u32) },
            Ask { who: lead, count: count(1) },
            Ask { who: liaison, count: count(asked) },
            // Leader and liaison are two people.
            Ask { who: lead | liaison, count: count(2 * asked) },
        ];
        asks.extend(self.able.iter().zip(&on.need).map(|(who, count)| Ask { who: *who, count: u32::from(*count) }));
        let mut counties: Vec<u16> = units.iter().map(|u| model.county[*u as usize]).collect();
        counties.sort_unstable();
        counties.dedup();
        Crew { asks, allowed, most: model.limits.size_max.min(64) as u32, counties, pinned: self.pinned[t] }
    }
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
