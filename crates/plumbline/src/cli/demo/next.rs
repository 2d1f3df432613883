//! The next round, while the first is rectified: a team at work in one unit, another unit still without a team.

use super::{cast::TEAMS, tale::Tale, wire::Hand};
use serde_json::json;

/// The next round as far as it is told.
#[derive(Default)]
pub struct Next {
    pub round: String,
    pub team: String,
    /// A working paper with two signatures of three.
    pub paper: String,
}

impl Tale {
    /// Someone of the team of the next round: place 0 leads, 1 is deputy, 2 liaison, others members.
    pub fn in_next(&self, place: usize) -> Result<Hand, String> {
        self.cast.inspectors[TEAMS[0][place]].sitting(format!("team:{}:{}", self.next.round, self.next.team))
    }

    /// Plan, authorisation, one team, entry, and two papers that wait for signatures.
    pub fn begin_the_next(&mut self) -> Result<(), String> {
        let units = self.cast.units[..2].to_vec();
        let (head, office) = (self.cast.of("leading_group_head").hand()?, self.cast.of("office_head").hand()?);
        let order = self.round_order(&self.t("demo-round-2"), &self.cast.counties[..1], &units, 20, -25);
        let round = self.order(&office, "round/plan_round", None, 35, order)?.id("round")?;
        let stream = format!("round/{round}");
        let order = json!({ "round": round, "document": self.t("demo-authorisation-2") });
        self.order(&head, "round/authorise_round", Some(&stream), 30, order)?;
        self.order(&office, "round/form_team", Some(&stream), 25, self.team_order(&round, &self.t("demo-team-3"), &TEAMS[0], &units[1..]))?;
        let view = self.door.get(&office, &format!("rounds/{round}"))?;
        self.next.team = view["teams"][0]["team"].as_str().unwrap_or_default().to_owned();
        self.next.round.clone_from(&round);
        let order = json!({ "round": round, "unit": units[1], "notice_number": self.tw("demo-entry", &[("n", "7".to_owned())]) });
        self.order(&self.in_next(0)?, "round/enter_unit", Some(&stream), 20, order)?;
        let (drafter, deputy) = (self.in_next(3)?, self.in_next(1)?);
        for n in 0..2 {
            let evidence = self.picture(&drafter, &self.t("demo-photo"), 100 + n)?;
            let mut order = self.paper_order(1, usize::from(n), evidence);
            order["round"] = json!(round);
            self.next.paper = self.order(&drafter, "paper/draft_paper", None, 9, order)?.id("paper")?;
        }
        let paper = &self.next.paper;
        self.order(&deputy, "paper/sign_paper", Some(&format!("paper/{paper}")), 7, json!({ "paper": paper }))?;
        self.step("demo-step-next", &[]);
        Ok(())
    }
}
