//! From the plan of the round to the teams' reports: authorisation, teams under recusal, entry, papers, findings.

use super::{
    cast::{RECUSED, TEAMS, UNITS},
    tale::{Found, Tale, together},
};
use serde_json::{Value, json};

/// Topic of each of the two findings of a unit.
const TOPICS: [[usize; 2]; 6] = [[0, 2], [1, 3], [0, 3], [1, 2], [0, 2], [1, 3]];
/// Places in a team, in order.
const ROLES: [&str; 5] = ["team_leader", "team_deputy", "team_liaison", "team_member", "team_member"];

/// Settings of the founding round: every jurisdiction first, one gate, two signatures.
pub fn settings() -> Value {
    json!({ "all_jurisdictions_first": "yes", "jurisdiction_channel": "yes", "secretary_meeting": "no", "two_signatures": "yes",
        "objection_days": 10, "team_size_min": 5, "team_size_max": 9,
        "talk_roles": ["county_secretary", "county_discipline_secretary", "county_organisation_head", "county_leader_in_charge"] })
}

impl Tale {
    /// The order that plans a round of some counties and units, with field work in those days.
    pub fn round_order(&self, title: &str, counties: &[String], units: &[String], from: i64, to: i64) -> Value {
        let topics: Vec<Value> = (0..4)
            .map(|k| json!({ "title": self.t(&format!("demo-topic-{k}")), "duty_focus": self.t(&format!("demo-focus-{k}")) }))
            .collect();
        json!({ "title": title, "sort": "special", "elevated": "yes", "cross": "yes", "guiding_basis": self.t("demo-guiding"),
            "legal_basis": self.t("demo-legal"), "topics": topics, "field_from": self.day(from), "field_to": self.day(to),
            "jurisdictions": counties, "units": units, "profile": "CITY-3M", "profile_confirmed": "no", "settings": settings() })
    }

    /// Plan and authorisation; the leader decides on paper, the clerk types.
    pub fn plan_and_authorise(&mut self) -> Result<(), String> {
        let head = self.cast.of("office_head").hand()?;
        let order = self.round_order(&self.t("demo-round"), &self.cast.counties, &self.cast.units, 200, 140);
        self.round = self.order(&head, "round/plan_round", None, 215, order)?.id("round")?;
        self.step("demo-step-plan", &[("day", self.day(215))]);
        let clerk = self.cast.of("office_clerk").hand()?;
        let scan = self.picture(&clerk, &self.t("demo-authorisation"), 1)?;
        let mut act = self.act(210);
        act["decided_by"] = json!(format!("post:{}", self.cast.of("leading_group_head").post));
        act["paper"] = json!({ "number": self.t("demo-authorisation"), "scan": scan["digest"] });
        let order = json!({ "round": self.round, "document": self.t("demo-authorisation") });
        self.door.order(&clerk, "round/authorise_round", Some(&self.round_stream()), act, order)?;
        let view = self.door.get(&head, &format!("rounds/{}", self.round))?;
        self.topics = texts(&view["topics"], |t| &t[0]);
        self.step("demo-step-authorise", &[("day", self.day(210))]);
        Ok(())
    }

    /// The order that forms a team; the first leads, then deputy, liaison, members.
    pub fn team_order(&self, round: &str, name: &str, people: &[usize], units: &[String]) -> Value {
        let members: Vec<Value> =
            people.iter().zip(ROLES).map(|(n, role)| json!({ "person": self.cast.inspectors[*n].person, "role": role })).collect();
        json!({ "round": round, "name": name, "members": members, "units": units })
    }

    fn cross_team(&self, k: usize, people: &[usize]) -> Value {
        let units: Vec<String> = self.cast.units.iter().zip(UNITS).filter(|(_, u)| u.0 == k).map(|(id, _)| id.clone()).collect();
        self.team_order(&self.round, &self.t(&format!("demo-team-{k}")), people, &units)
    }

    /// Three teams across the counties; one attempt with a recused inspector is refused and says why.
    pub fn form_teams(&mut self) -> Result<(), String> {
        let clerk = self.cast.of("office_clerk").hand()?;
        let person = self.cast.inspectors[RECUSED].person.clone();
        let order = json!({ "person": person, "against": { "unit": self.cast.units[0] }, "rule": "employer",
            "fact": self.t("demo-recusal-fact"), "from": self.day(900), "until": null });
        self.order(&clerk, "registry/declare_recusal", None, 208, order)?;
        let mut with = TEAMS[0];
        with[4] = RECUSED;
        let round = self.round_stream();
        let no = self.door.try_order(&clerk, "round/form_team", Some(&round), self.act(206), self.cross_team(0, &with))?;
        if no.code() != "recused" {
            return Err(format!("form_team: {} {}", no.status, no.body));
        }
        self.refused += 1;
        for (k, people) in TEAMS.iter().enumerate() {
            self.order(&clerk, "round/form_team", Some(&round), 206, self.cross_team(k, people))?;
        }
        let view = self.door.get(&clerk, &format!("rounds/{}", self.round))?;
        let id = |name: String| {
            let mut teams = view["teams"].as_array().into_iter().flatten();
            teams.find(|t| t["name"] == json!(name)).and_then(|t| t["team"].as_str()).unwrap_or_default().to_owned()
        };
        self.teams = (0..3).map(|k| id(self.t(&format!("demo-team-{k}")))).collect();
        self.step("demo-step-teams", &[]);
        self.aside(&self.tw("demo-refused", &[("code", no.code().to_owned()), ("detail", no.detail().to_owned())]));
        Ok(())
    }

    /// Entry, working papers with three signatures, findings with evidence, reports.
    pub fn inspect(&mut self) -> Result<(), String> {
        let round = self.round_stream();
        for (u, (team, _)) in UNITS.iter().enumerate() {
            let order = json!({ "round": self.round, "unit": self.cast.units[u], "notice_number": self.tw("demo-entry", &[("n", (u + 1).to_string())]) });
            self.order(&self.team_hand(*team, 0)?, "round/enter_unit", Some(&round), 200, order)?;
        }
        self.step("demo-step-enter", &[("day", self.day(200))]);
        let papers = together(&UNITS, |u, _| Ok([self.signed_paper(u, 0)?, self.signed_paper(u, 1)?]))?;
        self.step("demo-step-papers", &[("papers", (papers.len() * 2).to_string())]);
        self.findings = together(&papers, |u, p| Ok(vec![self.finding(u, 0, &p[0])?, self.finding(u, 1, &p[1])?]))?;
        let head = self.cast.of("office_head").hand()?;
        let rows = self.door.get(&head, &format!("rounds/{}/findings", self.round))?;
        for f in self.findings.iter_mut().flatten() {
            let row = rows.as_array().into_iter().flatten().find(|r| r["finding"] == json!(f.id)).unwrap_or(&Value::Null);
            f.manifestations = texts(&row["manifestations"], |m| &m["manifestation"]);
        }
        let leaves: usize = self.findings.iter().flatten().map(|f| f.manifestations.len()).sum();
        let found: usize = self.findings.iter().map(Vec::len).sum();
        self.step("demo-step-findings", &[("findings", found.to_string()), ("manifestations", leaves.to_string())]);
        for (u, (team, _)) in UNITS.iter().enumerate() {
            let findings: Vec<&String> = self.findings[u].iter().map(|f| &f.id).collect();
            let summary = self.tw("demo-report", &[("unit", self.unit_name(u))]);
            let order = json!({ "round": self.round, "unit": self.cast.units[u], "findings": findings, "summary": summary });
            self.order(&self.team_hand(*team, 0)?, "round/report_team", Some(&round), 135, order)?;
        }
        self.step("demo-step-reports", &[("day", self.day(135))]);
        Ok(())
    }

    /// The order that drafts a working paper on finding number `f` of unit `u`.
    pub fn paper_order(&self, u: usize, f: usize, evidence: Value) -> Value {
        json!({ "round": self.round, "unit": self.cast.units[u], "matter": self.t(&format!("demo-finding-{u}-{f}")),
            "summary": self.tw(&format!("demo-finding-{u}-{f}-0"), &[("unit", self.unit_name(u))]), "how_found": self.t("demo-how-found"),
            "policy_basis": self.t("demo-policy"), "place": self.unit_name(u), "evidence": [evidence] })
    }

    fn signed_paper(&self, u: usize, f: usize) -> Result<String, String> {
        let team = UNITS[u].0;
        let (drafter, deputy, leader) = (self.team_hand(team, 3)?, self.team_hand(team, 1)?, self.team_hand(team, 0)?);
        let caption = format!("{} {}-{}", self.t("demo-extract"), u + 1, f + 1);
        let evidence = if f == 0 { self.paper(&drafter, &caption, Some(190))? } else { self.picture(&drafter, &caption, 10 + u as u8)? };
        let paper = self.order(&drafter, "paper/draft_paper", None, 180, self.paper_order(u, f, evidence))?.id("paper")?;
        let stream = format!("paper/{paper}");
        self.order(&deputy, "paper/sign_paper", Some(&stream), 178, json!({ "paper": paper }))?;
        self.order(&leader, "paper/sign_paper", Some(&stream), 176, json!({ "paper": paper }))?;
        Ok(paper)
    }

    /// The order that records finding number `f` of unit `u`.
    pub fn finding_order(&self, u: usize, f: usize, paper: &str, evidence: Value) -> Value {
        let topic = TOPICS[u][f];
        let text = |m: usize| self.tw(&format!("demo-finding-{u}-{f}-{m}"), &[("unit", self.unit_name(u))]);
        let amount = (topic < 2).then_some(8_600_000 + u as i64 * 1_350_000);
        json!({ "round": self.round, "unit": self.cast.units[u], "papers": [paper], "topic": self.topics[topic],
            "category": self.t(&format!("demo-category-{topic}")), "title": self.t(&format!("demo-finding-{u}-{f}")),
            "deviation": self.t(&format!("demo-deviation-{topic}")),
            "manifestations": [{ "text": text(0), "amount": amount }, { "text": text(1), "amount": null }],
            "key_concern": if u == 0 && f == 0 { Some(self.t("demo-key-concern")) } else { None },
            "repeat": if u == 3 { "yes" } else { "no" }, "immediate": "no", "nature": "leading_body", "evidence": [evidence] })
    }

    fn finding(&self, u: usize, f: usize, paper: &str) -> Result<Found, String> {
        let by = self.team_hand(UNITS[u].0, 3)?;
        let evidence = self.paper(&by, &format!("{} {}-{}", self.t("demo-voucher"), u + 1, f + 1), None)?;
        let order = self.finding_order(u, f, paper, evidence);
        let id = self.order(&by, "finding/record_finding", None, 165, order)?.id("finding")?;
        Ok(Found { id, manifestations: Vec::new() })
    }
}

/// One text of each row.
pub fn texts(rows: &Value, pick: impl Fn(&Value) -> &Value) -> Vec<String> {
    rows.as_array().into_iter().flatten().filter_map(|r| pick(r).as_str()).map(str::to_owned).collect()
}
