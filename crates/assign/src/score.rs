//! What one team costs and how far it is from lawful. Everything is counted from the team's lists, so a score can never drift
//! from its plan; the part that depends on units alone is kept, because most moves touch people only.

use crate::model::Model;

/// The part of a team's score that its units alone decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitsScore {
    pub hard: i64,
    pub counties: i64,
    pub load: i64,
    pub grade2: bool,
    /// Most members that any unit needs, by skill.
    pub need: [u16; 64],
    /// Sectors of the units, as bits.
    pub sectors: u64,
}

/// The part that depends on the members too; `soft` is weighted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StaffScore {
    pub hard: i64,
    pub soft: i64,
}

/// Unweighted soft parts of one team's staff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StaffParts {
    pub nosector: i64,
    pub pair: i64,
    pub burden: i64,
}

/// Members of a team up to which comparing everybody with everybody is the quickest.
const FEW: usize = 32;

impl Model {
    /// Scores the units of team `t`.
    pub fn score_units(&self, t: usize, units: &[u16]) -> UnitsScore {
        let limits = &self.limits;
        let mut score = UnitsScore { hard: 0, counties: 0, load: 0, grade2: false, need: [0; 64], sectors: 0 };
        let count = units.len();
        if count == 0 && limits.may_stay {
            return score;
        }
        score.hard += (limits.units_min.saturating_sub(count) + count.saturating_sub(limits.units_max)) as i64;
        for (i, u) in units.iter().enumerate() {
            let u = *u as usize;
            let county = self.county[u];
            score.counties += i64::from(!units[..i].iter().any(|v| self.county[*v as usize] == county));
            score.load += self.size[u];
            score.grade2 |= self.grade2[u];
            score.sectors |= self.sector[u];
            score.hard += i64::from(!self.unit_at(u, t));
            for (skill, n) in &self.need[u] {
                let slot = &mut score.need[*skill as usize];
                *slot = (*slot).max(*n);
            }
        }
        score.hard += (score.counties - limits.counties as i64).max(0);
        score
    }

    /// Scores the members of team `t` against its units.
    pub fn score_staff(&self, t: usize, units: &[u16], on: &UnitsScore, members: &[u16]) -> StaffScore {
        let limits = &self.limits;
        let count = members.len();
        if limits.may_stay && units.is_empty() && members.is_empty() {
            return StaffScore::default();
        }
        let mut hard = limits.size_min.saturating_sub(count) + count.saturating_sub(limits.size_max);
        if limits.person_load > 0 {
            let over = (on.load - limits.person_load * count as i64).max(0);
            hard += (over + limits.person_load - 1) as usize / limits.person_load as usize;
        }
        let rank = if on.grade2 { limits.lead_grade2 } else { limits.lead };
        let (mut leads, mut liaisons, mut both) = (0, 0, 0);
        let (mut known, mut burden, mut pairs) = (0u64, 0, 0);
        let mut have = [0u16; 64];
        for (i, p) in members.iter().enumerate() {
            let p = *p as usize;
            burden += self.burden[p];
            known |= self.knows[p];
            let mut skills = self.has[p];
            while skills != 0 {
                have[skills.trailing_zeros() as usize] += 1;
                skills &= skills - 1;
            }
            let (lead, liaison) = (self.seniority[p] >= rank && self.lead_home_ok[p], self.liaison_home_ok[p]);
            leads += usize::from(lead);
            liaisons += usize::from(liaison);
            both += usize::from(lead && liaison);
            hard += usize::from(!self.person_at(p, t));
            hard += units.iter().filter(|u| self.barred(p, **u as usize)).count();
            if count > FEW {
                continue;
            }
            let mut same = 1;
            for q in &members[..i] {
                let q = *q as usize;
                pairs += i64::from(self.pair(p, q));
                same += usize::from(self.org[p] == self.org[q]);
            }
            hard += usize::from(same > limits.same_org);
        }
        if count > FEW {
            let (same, again) = self.company(members);
            hard += same;
            pairs = again;
        }
        hard += usize::from(leads == 0);
        if limits.liaison {
            hard += usize::from(liaisons == 0) + usize::from(leads == 1 && liaisons == 1 && both == 1);
        }
        let missing = (0..self.skills.len()).map(|k| on.need[k].saturating_sub(have[k]) as usize);
        hard += missing.sum::<usize>();
        let nosector = self.unknown_sectors(units, on.sectors, known);
        let w = &self.weights;
        StaffScore { hard: hard as i64, soft: w.nosector * nosector + w.pair * pairs + w.burden * burden }
    }

    /// Counts in a large team those beyond the limit of their organisation, and the pairs who served together, without comparing
    /// everybody with everybody.
    fn company(&self, members: &[u16]) -> (usize, i64) {
        let mut orgs = vec![0usize; self.people];
        for p in members {
            orgs[self.org[*p as usize] as usize] += 1;
        }
        let beyond = orgs.into_iter().map(|n| n.saturating_sub(self.limits.same_org)).sum();
        (beyond, self.pairs_among(members))
    }

    fn unknown_sectors(&self, units: &[u16], sectors: u64, known: u64) -> i64 {
        if sectors & !known == 0 {
            return 0;
        }
        units.iter().filter(|u| self.sector[**u as usize] & known == 0).count() as i64
    }

    /// Returns the soft parts of a staff one by one, for reports.
    pub fn staff_parts(&self, units: &[u16], members: &[u16]) -> StaffParts {
        let known = members.iter().fold(0, |set, p| set | self.knows[*p as usize]);
        let mut parts = StaffParts { nosector: self.unknown_sectors(units, !0, known), ..StaffParts::default() };
        for (i, p) in members.iter().enumerate() {
            parts.burden += self.burden[*p as usize];
            parts.pair += members[..i].iter().filter(|q| self.pair(*p as usize, **q as usize)).count() as i64;
        }
        parts
    }

    /// Tells whether person `p` may lead units of this grade.
    pub fn may_lead(&self, p: usize, grade2: bool) -> bool {
        let rank = if grade2 { self.limits.lead_grade2 } else { self.limits.lead };
        self.seniority[p] >= rank && self.lead_home_ok[p]
    }

    /// Chooses leader and liaison among lawful members: the most senior, then the first by name; the liaison is another one.
    pub fn roles(&self, grade2: bool, members: &[u16]) -> Option<(usize, Option<usize>)> {
        let mut leads: Vec<usize> = members.iter().map(|p| *p as usize).filter(|p| self.may_lead(*p, grade2)).collect();
        leads.sort_by(|a, b| self.seniority[*b].cmp(&self.seniority[*a]).then(self.inspector_ids[*a].cmp(&self.inspector_ids[*b])));
        if !self.limits.liaison {
            return leads.first().map(|p| (*p, None));
        }
        leads.into_iter().find_map(|lead| {
            let others = members.iter().map(|p| *p as usize).filter(|p| *p != lead && self.liaison_home_ok[*p]);
            others.min_by_key(|p| &self.inspector_ids[*p]).map(|liaison| (lead, Some(liaison)))
        })
    }
}
