//! Ten cheats to copy and paste, each with the answer to expect: requests as those who would gain by them would send
//! them, and a hand on the database itself, on a copy of the folder.

use super::{
    cast::{RECUSED, TEAMS},
    tale::Tale,
    wire::Hand,
};
use serde_json::{Value, json};
use std::path::Path;

/// Inspectors of no county of the second round who are free for a team, four of the five that a team needs.
const FREE: [usize; 4] = [8, 10, 11, 13];
/// An inspector whose home is the county of the second round.
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

/// A second, smaller round that stands where the first has long passed.
pub struct Second {
    round: String,
    team: String,
    hearing: String,
}

impl Tale {
    /// Carries a second round up to its hearing, with one of its two units still without a team.
    pub fn second_round(&self) -> Result<Second, String> {
        let units = &self.cast.units[..2];
        let (head, deputy) = (self.cast.of("leading_group_head").hand()?, self.cast.of("executive_deputy_head").clone());
        let office = self.cast.of("office_head").hand()?;
        let order = self.round_order(&self.t("demo-round-2"), &self.cast.counties[..1], units, 40, 20);
        let round = self.order(&office, "round/plan_round", None, 50, order)?.id("round")?;
        let stream = format!("round/{round}");
        let order = json!({ "round": round, "document": self.t("demo-authorisation") });
        self.order(&head, "round/authorise_round", Some(&stream), 45, order)?;
        self.order(&office, "round/form_team", Some(&stream), 42, self.team_order(&round, &self.t("demo-team-3"), &TEAMS[0], &units[1..]))?;
        let view = self.door.get(&office, &format!("rounds/{round}"))?;
        let team = view["teams"][0]["team"].as_str().unwrap_or_default().to_owned();
        let leader = self.in_second(0, &round, &team)?;
        let order = json!({ "round": round, "unit": units[1], "notice_number": self.tw("demo-entry", &[("n", "7".to_owned())]) });
        self.order(&leader, "round/enter_unit", Some(&stream), 40, order)?;
        let finding = self.second_finding(&round, &team, &view["topics"][0][0])?;
        let summary = self.tw("demo-report", &[("unit", self.unit_name(1))]);
        let order = json!({ "round": round, "unit": units[1], "findings": [finding], "summary": summary });
        self.order(&leader, "round/report_team", Some(&stream), 20, order)?;
        let demand = json!({ "text": self.t("demo-demand-feedback"), "addressee": deputy.post, "speaker": null, "due": self.day(-20) });
        let order = json!({ "round": round, "gate": "leading_group", "units": [units[1]], "decisions": [self.t("demo-decision")],
            "requirements": [demand] });
        self.order(&head, "round/hold_hearing", Some(&stream), 10, order)?;
        let view = self.door.get(&office, &format!("rounds/{round}"))?;
        let hearing = view["hearings"][0][0].as_str().unwrap_or_default().to_owned();
        Ok(Second { round, team, hearing })
    }

    fn in_second(&self, place: usize, round: &str, team: &str) -> Result<Hand, String> {
        self.cast.inspectors[TEAMS[0][place]].sitting(format!("team:{round}:{team}"))
    }

    /// One finding of the second round, on a paper with three signatures.
    fn second_finding(&self, round: &str, team: &str, topic: &Value) -> Result<String, String> {
        let hands = [3, 1, 0].map(|place| self.in_second(place, round, team));
        let [drafter, deputy, leader] = hands;
        let drafter = drafter?;
        let mut order = self.paper_order(1, 0, self.paper(&drafter, &self.t("demo-extract"), Some(39))?);
        order["round"] = json!(round);
        let paper = self.order(&drafter, "paper/draft_paper", None, 38, order)?.id("paper")?;
        for (by, ago) in [(deputy?, 37), (leader?, 36)] {
            self.order(&by, "paper/sign_paper", Some(&format!("paper/{paper}")), ago, json!({ "paper": paper }))?;
        }
        let mut order = self.finding_order(1, 0, &paper, self.paper(&drafter, &self.t("demo-voucher"), None)?);
        (order["round"], order["topic"]) = (json!(round), topic.clone());
        self.order(&drafter, "finding/record_finding", None, 30, order)?.id("finding")
    }

    /// The ten, with a token for each person who tries one.
    pub fn cheats(&self, second: &Second, dir: &Path) -> Result<Vec<Cheat>, String> {
        let mut out = self.about_items()?;
        out.extend(self.about_rounds(second)?);
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

    fn about_rounds(&self, second: &Second) -> Result<Vec<Cheat>, String> {
        let stream = format!("round/{}", second.round);
        let leader = self.in_second(0, &second.round, &second.team)?;
        let first = self.unit_feedback_order(1, (&second.round, &second.team, &second.hearing), &[1]);
        let clerk = self.cast.of("office_clerk").hand()?;
        let with = |last: usize| {
            let people: Vec<usize> = FREE.iter().copied().chain([last]).collect();
            self.team_order(&second.round, &self.t("demo-team-1"), &people, &self.cast.units[..1])
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
