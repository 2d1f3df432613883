//! Rectification: plans, progress, claims, verification, close-out, honest exits, and the one that was false.

use super::{
    cast::UNITS,
    tale::{Tale, together},
    wire::Hand,
};
use serde_json::{Value, json};

/// Items that their units claim to be done: unit, item, result and figure (fen for money).
const CLAIMED: [(usize, usize, &str, i64); 12] = [
    (0, 0, "refunded", 4_260_000),
    (0, 1, "systems_made", 2),
    (0, 2, "reminder_talk", 3),
    (1, 0, "recovered", 1_835_000),
    (1, 1, "systems_revised", 1),
    (1, 2, "criticised_educated", 4),
    (2, 0, "brought_back", 9_700_000),
    (2, 1, "systems_made", 1),
    (3, 0, "loss_avoided", 15_400_000),
    (4, 0, "refunded", 2_115_000),
    (4, 1, "campaigns", 1),
    (4, 3, "systems_made", 1),
];
/// Items that were verified, and those of them that were closed.
const VERIFIED: [(usize, usize); 8] = [(0, 0), (0, 1), (1, 0), (1, 2), (2, 0), (3, 0), (4, 0), (4, 3)];
const CLOSED: [(usize, usize); 7] = [(0, 0), (0, 1), (1, 0), (2, 0), (3, 0), (4, 0), (4, 3)];

impl Tale {
    fn item(&self, u: usize, i: usize) -> (String, String) {
        let id = self.items[u][i].clone();
        let stream = format!("item/{id}");
        (id, stream)
    }

    fn plan_order(&self, u: usize, due: &str) -> Value {
        let leaves: Vec<&String> = self.findings[u].iter().flat_map(|f| &f.manifestations).collect();
        // Unit 0 joins two manifestations into one item and splits another over two.
        let covers: Vec<Vec<&String>> = match (u, leaves.as_slice()) {
            (0, [a, b, c, d]) => vec![vec![a, b], vec![c], vec![c], vec![d]],
            _ => leaves.iter().map(|l| vec![*l]).collect(),
        };
        let (principal, body) = (&self.cast.unit(u, "principal_leader").post, &self.cast.unit(u, "body_member").post);
        let department = self.t("demo-department");
        let items: Vec<Value> = covers
            .iter()
            .enumerate()
            .map(|(i, covers)| {
                // Two manifestations a finding.
                let first = leaves.iter().position(|l| covers.contains(l)).unwrap_or_default();
                let matter = self.t(&format!("demo-finding-{u}-{}", first / 2));
                let part = json!([{ "unit": self.cast.units[3], "part": self.t("demo-part"), "due": due }]);
                json!({ "covers": covers, "wording": self.tw(&format!("demo-item-{i}"), &[("matter", matter.clone())]),
                    "cause": self.t(&format!("demo-cause-{}", i % 2)), "target": self.t(&format!("demo-target-{i}")),
                    "assisting": if (u, i) == (2, 0) { part } else { json!([]) }, "responsible_leader": principal,
                    "responsible_department": department, "responsible_person": self.name(4 * u + i),
                    "long_term": if (u, i) == (4, 3) { "yes" } else { "no" }, "within_period": "yes", "due": due,
                    "measures": [{ "content": self.tw(&format!("demo-measure-{i}"), &[("matter", matter)]),
                        "leader": body, "department": department, "due": due, "sort": "period" }] })
            })
            .collect();
        json!({ "round": self.round, "unit": self.cast.units[u], "items": items })
    }

    fn submit(&self, u: usize, ago: i64) -> Result<(), String> {
        let principal = self.cast.unit(u, "principal_leader").hand()?;
        let view = self.door.get(&principal, &format!("rounds/{}", self.round))?;
        let mut units = view["units"].as_array().into_iter().flatten();
        let due = units.find(|r| r["unit"] == json!(self.cast.units[u])).and_then(|r| r["rectification_due"].as_str()).unwrap_or_default();
        let stream = format!("plan/{}/{}", self.round, self.cast.units[u]);
        self.order(&principal, "plan/submit_plan", Some(&stream), ago, self.plan_order(u, due)).map(drop)
    }

    fn review(&self, by: &Hand, u: usize, ago: i64, missing: &[String]) -> Result<(), String> {
        let stream = format!("plan/{}/{}", self.round, self.cast.units[u]);
        let approved = if missing.is_empty() { "yes" } else { "no" };
        let order = json!({ "round": self.round, "unit": self.cast.units[u], "approved": approved, "missing": missing });
        self.order(by, "plan/review_plan", Some(&stream), ago, order).map(drop)
    }

    /// Plans are submitted and reviewed; one is returned, handed in again, and waits.
    pub fn plan_rectification(&mut self) -> Result<(), String> {
        together(&UNITS, |u, _| self.submit(u, 60))?;
        let (office, county) = (self.cast.of("office_head").hand()?, self.cast.county(0, "county_discipline_secretary").hand()?);
        for u in 0..5 {
            self.review(if u == 1 { &county } else { &office }, u, 54, &[])?;
        }
        self.review(&office, 5, 54, &[self.t("demo-plan-missing")])?;
        self.submit(5, 2)?;
        let mut items = Vec::new();
        for unit in &self.cast.units {
            let page = self.door.get(&office, &format!("items?round={}&unit={unit}", self.round))?;
            let mut rows: Vec<&Value> = page["rows"].as_array().into_iter().flatten().collect();
            rows.sort_by_key(|r| r["number"].as_i64());
            items.push(rows.iter().filter_map(|r| r["item"].as_str()).map(str::to_owned).collect::<Vec<_>>());
        }
        self.items = items;
        self.step("demo-step-plans", &[("items", self.items.iter().map(Vec::len).sum::<usize>().to_string())]);
        Ok(())
    }

    fn progress(&self, u: usize, i: usize, ago: i64) -> Result<(), String> {
        let ((item, stream), contact) = (self.item(u, i), self.cast.unit(u, "contact_person").hand()?);
        let evidence = self.paper(&contact, &format!("{} {}-{}", self.t("demo-progress-paper"), u + 1, i + 1), Some(ago))?;
        let order = json!({ "item": item, "text": self.t("demo-progress"), "measure": null, "evidence": [evidence] });
        self.order(&contact, "item/report_progress", Some(&stream), ago, order).map(drop)
    }

    fn claim(&self, (u, i, sort, figure): (usize, usize, &str, i64)) -> Result<(), String> {
        let (item, stream) = self.item(u, i);
        let by = self.cast.unit(u, if (u, i) == (2, 1) { "body_member" } else { "principal_leader" }).hand()?;
        let evidence = self.paper(&by, &format!("{} {}-{}", self.t("demo-proof"), u + 1, i + 1), Some(32))?;
        let results = json!([{ "sort": sort, "figure": figure, "evidence": [evidence["digest"]] }]);
        let order = json!({ "item": item, "account": self.t(&format!("demo-target-{i}")), "results": results, "evidence": [evidence] });
        self.order(&by, "item/claim_done", Some(&stream), 30, order).map(drop)
    }

    /// Progress with evidence, then claims with typed results.
    pub fn work(&mut self) -> Result<(), String> {
        let all: Vec<(usize, usize)> = (0..5).flat_map(|u| (0..self.items[u].len()).map(move |i| (u, i))).collect();
        together(&all, |_, (u, i)| self.progress(*u, *i, 45))?;
        let ((item, stream), helper) = (self.item(2, 0), self.cast.unit(3, "contact_person").hand()?);
        let order = json!({ "item": item, "unit": self.cast.units[3], "text": self.t("demo-part-done"), "evidence": [] });
        self.order(&helper, "item/finish_part", Some(&stream), 40, order)?;
        self.step("demo-step-progress", &[("items", all.len().to_string())]);
        together(&CLAIMED, |_, c| self.claim(*c))?;
        self.step("demo-step-claims", &[("items", CLAIMED.len().to_string())]);
        Ok(())
    }

    fn verify_one(&self, u: usize, i: usize) -> Result<(), String> {
        let ((item, stream), team) = (self.item(u, i), UNITS[u].0);
        let by = if u == 2 { self.team_hand(team, 0)? } else { self.cast.county(team, "supervisor").hand()? };
        let evidence = self.picture(&by, &self.t("demo-photo"), 40 + (u * 4 + i) as u8)?;
        let order = json!({ "item": item, "means": "on_site", "record": self.t("demo-verified"), "evidence": [evidence] });
        self.order(&by, "item/verify_item", Some(&stream), 26, order).map(drop)
    }

    /// Independent verification, one return, close-out by another person, and the honest exits.
    pub fn check(&mut self) -> Result<(), String> {
        together(&VERIFIED, |_, (u, i)| self.verify_one(*u, *i))?;
        let ((item, stream), by) = (self.item(1, 1), self.cast.county(0, "supervisor").hand()?);
        self.order(&by, "item/return_item", Some(&stream), 26, json!({ "item": item, "missing": [self.t("demo-returned")] }))?;
        self.progress(1, 1, 20)?;
        self.step("demo-step-verified", &[("items", VERIFIED.len().to_string())]);
        let office = self.cast.of("office_head").hand()?;
        together(&CLOSED, |_, (u, i)| {
            let (item, stream) = self.item(*u, *i);
            let follow_up = if (*u, *i) == (4, 3) { Some(self.day(-180)) } else { None };
            let order = json!({ "item": item, "opinion": self.t("demo-opinion"), "follow_up": follow_up });
            self.order(&office, "item/close_item", Some(&stream), 22, order)
        })?;
        self.step("demo-step-closed", &[("items", CLOSED.len().to_string())]);
        self.extend((2, 2), 18)?;
        let ((item, stream), until) = (self.item(2, 2), self.day(-45));
        let order = json!({ "item": item, "granted": "yes", "until": until, "reason": self.t("demo-granted") });
        self.order(&office, "item/decide_extension", Some(&stream), 16, order)?;
        self.extend((3, 1), 2)?;
        let ((item, stream), deputy) = (self.item(3, 2), self.cast.of("executive_deputy_head").hand()?);
        self.order(&deputy, "item/accept_not_done", Some(&stream), 10, json!({ "item": item, "reason": self.t("demo-not-done") }))?;
        self.step("demo-step-exits", &[]);
        Ok(())
    }

    fn extend(&self, (u, i): (usize, usize), ago: i64) -> Result<(), String> {
        let ((item, stream), by) = (self.item(u, i), self.cast.unit(u, "principal_leader").hand()?);
        let order = json!({ "item": item, "until": self.day(-45), "reason": self.t("demo-extension") });
        self.order(&by, "item/request_extension", Some(&stream), ago, order).map(drop)
    }

    /// A person notices that a closed item was false: signal, explanation, case, defence, decision, item reopened.
    pub fn uncover(&mut self) -> Result<(), String> {
        let (leader, office) = (self.team_hand(0, 0)?, self.cast.of("office_head").hand()?);
        let principal = self.cast.unit(0, "principal_leader").hand()?;
        let evidence = self.picture(&leader, &self.t("demo-signal-proof"), 90)?;
        let order =
            json!({ "item": self.items[0][0], "fact": self.t("demo-signal"), "innocent": self.t("demo-innocent"), "evidence": [evidence] });
        let signal = self.order(&leader, "signal/raise_signal", None, 20, order)?.id("signal")?;
        let stream = format!("signal/{signal}");
        let order = json!({ "signal": signal, "text": self.t("demo-explained"), "evidence": [] });
        self.order(&principal, "signal/explain_signal", Some(&stream), 15, order)?;
        let order = json!({ "signal": signal, "upheld": "yes", "reason": self.t("demo-upheld"), "alleged": "false" });
        let case = self.order(&office, "signal/decide_signal", Some(&stream), 12, order)?.id("case")?;
        self.step("demo-step-signal", &[]);
        let stream = format!("case/{case}");
        self.order(
            &principal,
            "case/hear_defence",
            Some(&stream),
            8,
            json!({ "case": case, "text": self.t("demo-defence"), "evidence": [] }),
        )?;
        let head = self.cast.of("leading_group_head").hand()?;
        let order = json!({ "case": case, "outcome": "false", "intent": self.t("demo-intent"), "handling": self.t("demo-handling"),
            "reason": self.t("demo-upheld") });
        self.order(&head, "case/decide_case", Some(&stream), 5, order)?;
        self.put_right()?;
        let county = self.cast.county(2, "county_office_head").hand()?;
        let order =
            json!({ "item": self.items[4][1], "fact": self.t("demo-signal-2"), "innocent": self.t("demo-innocent-2"), "evidence": [] });
        self.order(&county, "signal/raise_signal", None, 3, order)?;
        self.step("demo-step-case", &[]);
        Ok(())
    }

    /// The reopened item is done in earnest: the money is paid, whoever led is answered for by post, and people who had
    /// no part in it look again.
    fn put_right(&self) -> Result<(), String> {
        let ((item, stream), by) = (self.item(0, 0), self.cast.unit(0, "principal_leader").hand()?);
        let (paid, measure) = (self.paper(&by, &self.t("demo-paid"), Some(4))?, self.paper(&by, &self.t("demo-measure-taken"), Some(4))?);
        let result = |sort: &str, figure: i64, proof: &Value| json!({ "sort": sort, "figure": figure, "evidence": [proof["digest"]] });
        let results = [result("refunded", 4_260_000, &paid), result("admonished", 1, &measure)];
        let order = json!({ "item": item, "account": self.t("demo-put-right"), "results": results, "evidence": [paid, measure] });
        self.order(&by, "item/claim_done", Some(&stream), 4, order)?;
        let county = self.cast.county(0, "county_discipline_secretary").hand()?;
        let seen = self.picture(&county, &self.t("demo-photo"), 91)?;
        let order = json!({ "item": item, "means": "on_site", "record": self.t("demo-verified-again"), "evidence": [seen] });
        self.order(&county, "item/verify_item", Some(&stream), 2, order)?;
        let deputy = self.cast.of("executive_deputy_head").hand()?;
        let order = json!({ "item": item, "opinion": self.t("demo-opinion"), "follow_up": null });
        self.order(&deputy, "item/close_item", Some(&stream), 1, order).map(drop)
    }

    /// Some duties are fulfilled, one is handed over.
    pub fn duties(&mut self) -> Result<(), String> {
        let office = self.cast.of("office_head").hand()?;
        let list = self.door.get(&office, &format!("rounds/{}/duties", self.round))?;
        let of = |post: &str| {
            let mut rows = list.as_array().into_iter().flatten();
            rows.find(|d| d["post"] == json!(post)).and_then(|d| d["duty"].as_str()).unwrap_or_default().to_owned()
        };
        for (player, ago) in [(self.cast.of("executive_deputy_head"), 64), (self.cast.unit(1, "principal_leader"), 30)] {
            let (by, duty) = (player.hand()?, of(&player.post));
            let evidence = self.paper(&by, &self.t("demo-fulfilled"), None)?;
            let order = json!({ "duty": duty, "account": self.t("demo-fulfilled"), "evidence": [evidence] });
            self.order(&by, "duty/fulfil_duty", Some(&format!("duty/{duty}")), ago, order)?;
        }
        let (secretary, to) = (self.cast.county(0, "county_secretary"), self.cast.county(0, "county_organisation_head"));
        let duty = of(&secretary.post);
        let order = json!({ "duty": duty, "to": to.post, "reason": self.t("demo-handover") });
        self.order(&secretary.hand()?, "duty/hand_over_duty", Some(&format!("duty/{duty}")), 28, order)?;
        let all = list.as_array().map_or(0, Vec::len);
        self.step("demo-step-duties", &[("duties", all.to_string())]);
        Ok(())
    }
}
