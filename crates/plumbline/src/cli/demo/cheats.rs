//! Ten cheats to copy and paste, each with the answer to expect: requests as those who would gain by them would send
//! them, and a hand on the database itself, on a copy of the folder.

use super::{cast::RECUSED, tale::Tale, wire::Hand};
use serde_json::{Value, json};
use std::path::Path;

/// Inspectors from outside the county of the next round who are free for a team, four of the five that a team needs.
const FREE: [usize; 4] = [8, 10, 11, 13];
/// An inspector whose home is the county of the next round.
const AT_HOME: usize = 0;

/// Something not allowed, and what answers it.
pub struct Cheat {
    /// Key of its wordings.
    pub key: &'static str,
    /// What a shell takes.
    pub command: String,
    /// Status of the answer, or exit status of the command.
    pub status: u16,
    /// Code of the refusal; of a verification, what it says.
    pub code: String,
}

impl Tale {
    /// Carries the next round on to its hearing, where a unit could be told before its county. Returns the hearing.
    fn hear_the_next(&self) -> Result<String, String> {
        let (round, team) = (&self.next.round, &self.next.team);
        let (stream, unit) = (format!("round/{round}"), &self.cast.units[1]);
        let (head, deputy) = (self.cast.of("leading_group_head").hand()?, self.cast.of("executive_deputy_head").clone());
        let (leader, member) = (self.in_next(0)?, self.in_next(3)?);
        self.order(&leader, "paper/sign_paper", Some(&format!("paper/{}", self.next.paper)), 6, json!({ "paper": self.next.paper }))?;
        let office = self.cast.of("office_head").hand()?;
        let view = self.door.get(&office, &format!("rounds/{round}"))?;
        let mut order = self.finding_order(1, 0, &self.next.paper, self.paper(&member, &self.t("demo-voucher"), None)?);
        (order["round"], order["topic"]) = (json!(round), view["topics"][0][0].clone());
        let finding = self.order(&member, "finding/record_finding", None, 5, order)?.id("finding")?;
        let summary = self.tw("demo-report", &[("unit", self.unit_name(1))]);
        let order = json!({ "round": round, "unit": unit, "findings": [finding], "summary": summary });
        self.order(&leader, "round/report_team", Some(&stream), 4, order)?;
        let demand = json!({ "text": self.t("demo-demand-feedback"), "addressee": deputy.post, "speaker": null, "due": self.day(-20) });
        let order = json!({ "round": round, "gate": "leading_group", "units": [unit], "decisions": [self.t("demo-decision")],
            "requirements": [demand] });
        self.order(&head, "round/hold_hearing", Some(&stream), 3, order)?;
        let view = self.door.get(&office, &format!("rounds/{round}"))?;
        let hearing = view["hearings"][0][0].as_str().map(str::to_owned);
        hearing.ok_or_else(|| format!("{team}: {view}"))
    }

    /// The ten, with a token for each person who tries one.
    pub fn cheats(&self, dir: &Path) -> Result<Vec<Cheat>, String> {
        let mut out = self.about_items()?;
        out.extend(self.about_rounds(&self.hear_the_next()?)?);
        out.extend(self.about_words()?);
        out.extend(self.about_the_record(dir)?);
        Ok(out)
    }

    fn about_items(&self) -> Result<Vec<Cheat>, String> {
        let stream = |u: usize, i: usize| format!("item/{}", self.items[u][i]);
        // Of the leading body of unit 2, claimed this item; supervises in the county as well.
        let claimer = self.cast.unit(2, "body_member").sitting(format!("post:{}", self.cast.county(1, "supervisor").post))?;
        let own = json!({ "item": self.items[2][1], "means": "on_site", "record": self.t("demo-verified"), "evidence": [] });
        let unverified = json!({ "item": self.items[0][2], "opinion": self.t("demo-opinion"), "follow_up": null });
        let office = self.cast.of("office_head").hand()?;
        let neighbour = self.cast.unit(0, "contact_person").hand()?;
        Ok(vec![
            self.sent(
                "own-item",
                &claimer,
                ("item/verify_item", Some(&stream(2, 1))),
                Value::Null,
                own,
                (422, "verifier-not-independent"),
            )?,
            self.sent("unverified", &office, ("item/close_item", Some(&stream(0, 2))), Value::Null, unverified, (409, "item-step"))?,
            Cheat {
                key: "neighbour",
                command: format!("{} {}", self.head(&format!("items/{}", self.items[3][1])), self.who(&neighbour)?),
                status: 404,
                code: "not-found".to_owned(),
            },
        ])
    }

    fn about_rounds(&self, hearing: &str) -> Result<Vec<Cheat>, String> {
        let (round, team) = (&self.next.round, &self.next.team);
        let stream = format!("round/{round}");
        let leader = self.in_next(0)?;
        let first = self.unit_feedback_order(1, (round, team, hearing), &[1]);
        let clerk = self.cast.of("office_clerk").hand()?;
        let with = |last: usize| {
            let people: Vec<usize> = FREE.iter().copied().chain([last]).collect();
            self.team_order(round, &self.t("demo-team-1"), &people, &self.cast.units[..1])
        };
        let (recused, home) = (with(RECUSED), with(AT_HOME));
        Ok(vec![
            self.sent("unit-first", &leader, ("round/deliver_feedback", Some(&stream)), Value::Null, first, (422, "jurisdiction-first"))?,
            self.sent("recused", &clerk, ("round/form_team", Some(&stream)), Value::Null, recused, (422, "recused"))?,
            self.sent("home", &clerk, ("round/form_team", Some(&stream)), Value::Null, home, (422, "recused-home"))?,
        ])
    }

    fn about_words(&self) -> Result<Vec<Cheat>, String> {
        let drafter = self.team_hand(1, 2)?;
        let evidence = self.picture(&drafter, &self.t("demo-photo"), 110)?;
        let paper = self.paper_order(2, 0, evidence);
        let before = json!({ "occurred_on": self.day(260), "late_reason": self.t("demo-late") });
        let clerk = self.cast.of("office_clerk").hand()?;
        let mut totals = self.tally["totals"].clone();
        totals["items_closed"] = json!(totals["items_closed"].as_i64().unwrap_or_default() + 1);
        let notice = json!({ "round": self.round, "sort": "rectification", "title": self.t("demo-notice-title"),
            "place": self.t("demo-place"), "lines": self.tally["lines"], "totals": totals, "withheld": [] });
        Ok(vec![
            self.sent("backdated", &drafter, ("paper/draft_paper", None), before, paper, (422, "before-cause"))?,
            self.sent("sum", &clerk, ("notice/draft_notice", None), Value::Null, notice, (422, "sums-differ"))?,
        ])
    }

    /// Who owns the database changes a row, or the fact behind it. Done to a copy, so that the demo stays whole.
    fn about_the_record(&self, dir: &Path) -> Result<Vec<Cheat>, String> {
        let program = std::env::current_exe().map_err(|e| e.to_string())?;
        let dir = std::path::absolute(dir).map_err(|e| e.to_string())?;
        let altered = |key: &'static str, sql: &str, code: &str| {
            let (from, copy) = (quoted(&dir.to_string_lossy()), quoted(&format!("{}-{key}", dir.display())));
            let verify = format!("{} verify --data {copy} --lang {}", quoted(&program.to_string_lossy()), self.lang.tag());
            let sql = quoted(sql);
            let command =
                format!("rm -rf {copy}; cp -r {from} {copy} &&\n  sqlite3 {copy}/plumbline.db \\\n  {sql} &&\n  {verify}; echo $?");
            Cheat { key, command, status: 2, code: code.to_owned() }
        };
        let item = &self.items[0][2];
        Ok(vec![
            altered("row", &format!("UPDATE item SET step = 'closed' WHERE item = '{item}' RETURNING item"), "item"),
            altered(
                "fact",
                &format!(
                    "UPDATE entry SET body = replace(body, 'refunded', 'recovered') WHERE stream = 'item/{}' AND body LIKE '%refunded%' RETURNING position",
                    self.items[4][0]
                ),
                "entry",
            ),
        ])
    }

    /// An order as a command for a shell.
    fn sent(
        &self,
        key: &'static str,
        by: &Hand,
        (verb, about): (&str, Option<&str>),
        act: Value,
        order: Value,
        (status, code): (u16, &str),
    ) -> Result<Cheat, String> {
        let seen = match about {
            Some(stream) => format!("-H 'If-Match: \"{}\"' ", self.door.revision(by, stream)?),
            None => String::new(),
        };
        let sent = if act.is_null() { json!({ "order": order }) } else { json!({ "act": act, "order": order }) };
        let body = quoted(&sent.to_string());
        let command = format!("{} {} \\\n  {seen}-d {body}", self.head(verb), self.who(by)?);
        Ok(Cheat { key, command, status, code: code.to_owned() })
    }

    fn head(&self, path: &str) -> String {
        format!("curl -s -w '\\n%{{http_code}}\\n' {}/api/{path} \\\n ", self.door.address)
    }

    fn who(&self, by: &Hand) -> Result<String, String> {
        let token = self.door.token(by)?;
        Ok(format!("-H 'Accept-Language: {}' -H 'Plumbline-Seat: {}' \\\n  -H 'Authorization: Bearer {token}'", self.door.tag, by.seat))
    }

    /// Prints them.
    pub fn print_cheats(&self, cheats: &[Cheat]) {
        println!();
        println!("{}", self.t("demo-cheats"));
        for (n, c) in cheats.iter().enumerate() {
            let count = [("n", (n + 1).to_string()), ("of", cheats.len().to_string()), ("what", self.t(&format!("demo-cheat-{}", c.key)))];
            println!("\n{}\n{}", self.tw("demo-cheat", &count), c.command);
            let expected = [("status", c.status.to_string()), ("code", c.code.clone()), ("why", self.t(&format!("demo-expect-{}", c.key)))];
            println!("{}", self.tw("demo-expect", &expected));
        }
    }
}

/// A word for a shell. Single quotes within are closed, escaped and opened again.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}
