//! The hearing, then the dual feedback: first to the three jurisdictions, then to the six units and their principal
//! leaders; an objection, and the notice that all is told.

use super::{cast::UNITS, tale::Tale};
use serde_json::{Value, json};

/// Posts that the collective talk is held with.
const TALK: [&str; 4] = ["county_secretary", "county_discipline_secretary", "county_organisation_head", "county_leader_in_charge"];

impl Tale {
    /// The leading group hears the teams and sets requirements.
    pub fn hear(&mut self) -> Result<(), String> {
        let head = self.cast.of("leading_group_head");
        let demand =
            |key: &str, post: &str, due: i64| json!({ "text": self.t(key), "addressee": post, "speaker": head.post, "due": self.day(due) });
        let mut requirements = vec![
            demand("demo-demand-feedback", &self.cast.of("executive_deputy_head").post, 70),
            demand("demo-demand-office", &self.cast.of("office_head").post, -20),
            demand("demo-demand-group", &self.cast.of("leading_group_head").post, -25),
        ];
        requirements.extend((0..3).map(|c| demand("demo-demand-county", &self.cast.county(c, "county_secretary").post, -20)));
        let order = json!({ "round": self.round, "gate": "leading_group", "units": self.cast.units,
            "decisions": [self.t("demo-decision")], "requirements": requirements });
        self.order(&head.hand()?, "round/hold_hearing", Some(&self.round_stream()), 120, order)?;
        let office = self.cast.of("office_head").hand()?;
        let view = self.door.get(&office, &format!("rounds/{}", self.round))?;
        self.hearing = view["hearings"][0][0].as_str().unwrap_or_default().to_owned();
        self.step("demo-step-hearing", &[("day", self.day(120)), ("requirements", "6".to_owned())]);
        Ok(())
    }

    /// The leading group hears how rectification goes, and sets what the offices have to do.
    pub fn follow_up(&mut self) -> Result<(), String> {
        let head = self.cast.of("leading_group_head").clone();
        let mut addressees: Vec<(&str, String)> =
            self.cast.all("leading_group_member").map(|p| ("demo-demand-member", p.post.clone())).collect();
        addressees.extend(self.cast.all("county_leading_group_member").map(|p| ("demo-demand-county-member", p.post.clone())));
        addressees.extend(self.cast.all("county_office_head").map(|p| ("demo-demand-county-office", p.post.clone())));
        for role in ["office_clerk", "system_administrator", "security_administrator", "audit_administrator", "inspector"] {
            let key = match role {
                "office_clerk" => "demo-demand-clerk",
                "system_administrator" => "demo-demand-system",
                "security_administrator" => "demo-demand-security",
                "audit_administrator" => "demo-demand-audit",
                _ => "demo-demand-inspector",
            };
            addressees.push((key, self.cast.of(role).post.clone()));
        }
        let demand =
            |(key, post): &(&str, String)| json!({ "text": self.t(key), "addressee": post, "speaker": head.post, "due": self.day(-18) });
        let requirements: Vec<Value> = addressees.iter().map(demand).collect();
        let count = requirements.len();
        let order = json!({ "round": self.round, "gate": "leading_group", "units": self.cast.units,
            "decisions": [self.t("demo-decision-2")], "requirements": requirements });
        self.order(&head.hand()?, "round/hold_hearing", Some(&self.round_stream()), 6, order)?;
        self.step("demo-step-follow-up", &[("day", self.day(6)), ("requirements", count.to_string())]);
        Ok(())
    }

    fn feedback_id(&self, noun: &str, id: &str) -> Result<String, String> {
        let office = self.cast.of("office_head").hand()?;
        let view = self.door.get(&office, &format!("rounds/{}", self.round))?;
        let mut rows = view["feedbacks"].as_array().into_iter().flatten();
        let row = rows.find(|r| r[noun] == json!(id)).and_then(|r| r["feedback"].as_str());
        row.map(str::to_owned).ok_or_else(|| format!("{noun} {id}"))
    }

    fn state(&self, by: &str, place: (usize, Option<usize>), feedback: &str, ago: i64, posts: &[&str]) -> Result<(), String> {
        let speaker = match place {
            (_, Some(u)) => self.cast.unit(u, by),
            (c, None) => self.cast.county(c, by),
        };
        let commitments: Vec<Value> = posts
            .iter()
            .enumerate()
            .map(|(i, post)| json!({ "text": self.t(&format!("demo-commitment-{i}")), "post": post, "due": self.day(-10 - i as i64) }))
            .collect();
        let said = self.t(if place.1.is_some() { "demo-statement-unit" } else { "demo-statement" });
        let order = json!({ "round": self.round, "feedback": feedback, "text": said, "commitments": commitments });
        self.order(&speaker.hand()?, "round/make_statement", Some(&self.round_stream()), ago, order).map(drop)
    }

    /// First feedback: collective talk with four posts, requirements by post, statement, receipt.
    pub fn tell_counties(&mut self) -> Result<(), String> {
        for c in 0..3 {
            let ago = 84 - c as i64;
            let deputy = self.cast.of("executive_deputy_head");
            let called = TALK.map(|r| self.cast.county(c, r));
            let mut attendance: Vec<Value> = called.iter().map(|p| p.present()).collect();
            attendance.push(deputy.present());
            // The county's leading group is not called to the talk, but has its part of what is demanded.
            let group = self.cast.county(c, "county_leading_group_member");
            let requirements: Vec<Value> = called
                .iter()
                .chain([&group])
                .map(|p| {
                    let text = self.t(&format!("demo-demand-{}", p.role.replace('_', "-")));
                    json!({ "text": text, "addressee": p.post, "speaker": deputy.post, "due": self.day(-15) })
                })
                .collect();
            let with: Vec<&String> = called.iter().map(|p| &p.post).collect();
            let order = json!({ "round": self.round, "to": { "jurisdiction": self.cast.counties[c] },
                "letter_number": self.tw("demo-letter", &[("n", (c + 1).to_string())]), "convenor": deputy.person,
                "deliverers": [self.teams[c]], "attending_leader": deputy.person, "attendance": attendance,
                "talk": { "speaker": deputy.person, "with": with, "summary": self.t("demo-talk") },
                "conveys": null, "conveyed": [], "requirements": requirements });
            self.order(&deputy.hand()?, "round/deliver_feedback", Some(&self.round_stream()), ago, order)?;
            let feedback = self.feedback_id("jurisdiction", &self.cast.counties[c])?;
            let (secretary, discipline) = (called[0].post.clone(), called[1].post.clone());
            self.state(
                "county_secretary",
                (c, None),
                &feedback,
                ago,
                &[&secretary, &secretary, &secretary, &discipline, &secretary, &secretary, &secretary, &secretary, &discipline],
            )?;
            let office = self.cast.county(c, "county_office_head").hand()?;
            let order = json!({ "round": self.round, "feedback": feedback });
            self.order(&office, "round/confirm_receipt", Some(&self.round_stream()), ago, order)?;
            let county = self.t(&format!("demo-county-{c}"));
            self.step("demo-step-county", &[("county", county), ("day", self.day(ago))]);
        }
        Ok(())
    }

    /// Second feedback: the order to a unit and its principal leader, conveying the hearing.
    pub fn unit_feedback_order(&self, u: usize, (round, team, hearing): (&str, &str, &str), conveyed: &[u8]) -> Value {
        let c = UNITS[u].0;
        let (group, charge) = (self.cast.county(c, "county_leading_group_member"), self.cast.county(c, "county_leader_in_charge"));
        let principal = self.cast.unit(u, "principal_leader");
        let present = [principal, self.cast.unit(u, "body_member"), group, charge, self.cast.county(c, "county_office_head")];
        let attendance: Vec<Value> = present.iter().map(|p| p.present()).collect();
        let demand = |key: &str, speaker: &str| json!({ "text": self.t(key), "addressee": principal.post, "speaker": speaker, "due": self.day(-12) });
        json!({ "round": round, "to": { "unit": self.cast.units[u] }, "letter_number": self.tw("demo-letter", &[("n", (u + 4).to_string())]),
            "convenor": self.cast.of("executive_deputy_head").person, "deliverers": [team], "attending_leader": null,
            "attendance": attendance, "talk": null, "conveys": hearing, "conveyed": conveyed,
            "requirements": [demand("demo-demand-unit", &group.post), demand("demo-demand-charge", &charge.post)] })
    }

    pub fn tell_units(&mut self) -> Result<(), String> {
        for (u, (team, _)) in UNITS.iter().enumerate() {
            let leader = self.team_hand(*team, 0)?;
            let order = self.unit_feedback_order(u, (&self.round, &self.teams[*team], &self.hearing), &[1, 2, 3, 4, 5, 6]);
            self.order(&leader, "round/deliver_feedback", Some(&self.round_stream()), 78, order)?;
            let feedback = self.feedback_id("unit", &self.cast.units[u])?;
            let (principal, body) = (self.cast.unit(u, "principal_leader").post.clone(), self.cast.unit(u, "body_member").post.clone());
            let contact = self.cast.unit(u, "contact_person");
            self.state("principal_leader", (*team, Some(u)), &feedback, 78, &[&principal, &body, &contact.post])?;
            let order = json!({ "round": self.round, "feedback": feedback });
            self.order(&contact.hand()?, "round/confirm_receipt", Some(&self.round_stream()), 77, order)?;
        }
        self.step("demo-step-units", &[("day", self.day(78))]);
        Ok(())
    }

    /// A unit objects to a fact within its days; the corrected wording stands beside the old one.
    pub fn object(&mut self) -> Result<(), String> {
        let found = self.findings[4][1].clone();
        let (principal, leader) = (self.cast.unit(4, "principal_leader").hand()?, self.team_hand(2, 0)?);
        let stream = format!("finding/{}", found.id);
        let evidence = self.paper(&principal, &self.t("demo-minutes"), Some(150))?;
        let order = json!({ "finding": found.id, "manifestation": found.manifestations[1], "text": self.t("demo-objection"), "evidence": [evidence] });
        self.order(&principal, "finding/raise_objection", Some(&stream), 72, order)?;
        let office = self.cast.of("office_head").hand()?;
        let objection = self.objection(&office, &found.id)?;
        let order = json!({ "finding": found.id, "objection": objection, "sustained": "yes", "reason": self.t("demo-objection-reason"),
            "corrected": self.tw("demo-corrected", &[("unit", self.unit_name(4))]) });
        self.order(&leader, "finding/answer_objection", Some(&stream), 68, order)?;
        self.step("demo-step-objection", &[("day", self.day(72))]);
        Ok(())
    }

    /// A notice whose sums are those of the record, drafted by the clerk and published by the deputy head.
    pub fn notice(&mut self, sort: &str, title: &str, drafted: i64, published: i64) -> Result<(), String> {
        let (clerk, deputy) = (self.cast.of("office_clerk").hand()?, self.cast.of("executive_deputy_head").hand()?);
        let tally = self.door.get(&clerk, &format!("rounds/{}/tally", self.round))?;
        let order = json!({ "round": self.round, "sort": sort, "title": title, "place": self.t("demo-place"), "lines": tally["lines"],
            "totals": tally["totals"], "withheld": [] });
        let notice = self.order(&clerk, "notice/draft_notice", None, drafted, order)?.id("notice")?;
        self.order(&deputy, "notice/publish_notice", Some(&format!("notice/{notice}")), published, json!({ "notice": notice }))?;
        self.tally = tally;
        Ok(())
    }

    pub fn tell_public(&mut self) -> Result<(), String> {
        self.notice("feedback_complete", &self.t("demo-notice-feedback"), 66, 65)?;
        self.step("demo-step-notice", &[("day", self.day(65))]);
        Ok(())
    }
}

impl Tale {
    fn objection(&self, by: &super::wire::Hand, finding: &str) -> Result<String, String> {
        let said = self.door.get(by, &format!("findings/{finding}/objections"))?;
        said[0]["event"]["objection"].as_str().map(str::to_owned).ok_or_else(|| said.to_string())
    }
}
