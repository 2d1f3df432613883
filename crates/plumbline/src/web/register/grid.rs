//! The register as a grid: filters, counts by step, fifty rows a page, and the total with its filter in words.

use crate::{
    api::query::{ItemQuery, Register, view_register},
    app::App,
    malformed::Wrong,
    problem::Problem,
    web::shell::{Shell, Visit, show},
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::permit::Scope;
use serde::Deserialize;
use store::read::registry::{self, Noun};

/// The filter as the form sends it; an empty value means any.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub round: String,
    pub jurisdiction: String,
    pub unit: String,
    pub step: String,
    pub words_of_steps: String,
    pub overdue: String,
    pub after: String,
}

impl Asked {
    fn query(&self) -> Result<ItemQuery, Problem> {
        fn id<T: std::str::FromStr>(name: &str, text: &str) -> Result<Option<T>, Problem> {
            if text.is_empty() {
                Ok(None)
            } else {
                text.parse().map(Some).map_err(|_| Problem::malformed(name, Wrong::Value(text.to_owned())))
            }
        }
        Ok(ItemQuery {
            round: id("round", &self.round)?,
            jurisdiction: id("jurisdiction", &self.jurisdiction)?,
            unit: id("unit", &self.unit)?,
            step: Some(self.step.clone()).filter(|s| !s.is_empty()),
            overdue: (self.overdue == "1").then_some(1),
            after: Some(self.after.clone()).filter(|s| !s.is_empty()),
        })
    }

    /// The filter as a query without step and page.
    fn rest(&self) -> String {
        let ids = [("round", &self.round), ("jurisdiction", &self.jurisdiction), ("unit", &self.unit)];
        let mut parts: Vec<String> = ids.iter().filter(|p| !p.1.is_empty()).map(|(k, v)| format!("{k}={v}")).collect();
        parts.extend((self.overdue == "1").then(|| "overdue=1".to_owned()));
        parts.join("&")
    }
}

/// A row in words.
#[derive(Clone, Debug)]
pub struct Line {
    pub item: String,
    pub number: i64,
    pub unit: String,
    pub wording: String,
    pub step: String,
    pub due: String,
    pub settled: bool,
    pub leader: String,
    pub signals: i64,
    /// Led by another unit, which this one helps.
    pub helps: bool,
}

/// An option of a filter: id, name, chosen.
pub type Pick = (String, String, bool);

#[derive(Template)]
#[template(path = "register.html")]
pub struct RegisterPage {
    pub w: Shell,
    pub rounds: Vec<Pick>,
    pub jurisdictions: Vec<Pick>,
    pub units: Vec<Pick>,
    /// Step, name, chosen, count.
    pub steps: Vec<(String, String, bool, i64)>,
    /// The steps that are asked for, as the address has them.
    pub step: String,
    pub words_of_steps: String,
    pub overdue: bool,
    pub rest: String,
    pub lines: Vec<Line>,
    pub next: Option<String>,
    pub words: String,
    pub total: i64,
}

impl RegisterPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> RegisterPage {
        let line = Line {
            item: "i".to_owned(),
            number: 1,
            unit: "U".to_owned(),
            wording: "W".to_owned(),
            step: "planned".to_owned(),
            due: "2022-02-01".to_owned(),
            settled: false,
            leader: "L".to_owned(),
            signals: 1,
            helps: true,
        };
        let none = Vec::new;
        let steps = vec![("planned".to_owned(), "S".to_owned(), true, 1)];
        let (rest, words) = (String::new(), "x".to_owned());
        let next = Some("2022-02-01_i".to_owned());
        RegisterPage {
            w,
            step: String::new(),
            words_of_steps: String::new(),
            rounds: none(),
            jurisdictions: none(),
            units: none(),
            steps,
            overdue: true,
            rest,
            lines: vec![line],
            next,
            words,
            total: 1,
        }
    }
}

/// `GET /register`.
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, &asked)).await
}

fn build(v: &mut Visit, asked: &Asked) -> Result<RegisterPage, Problem> {
    let Register { rows, next, counts, total } = view_register(v.store, &v.scope, &asked.query()?)?;
    let rounds = v.store.read(store::read::round::list)?.into_iter().map(|r| (r.round.to_string(), r.title)).collect();
    let rounds = picks(rounds, &asked.round);
    // Filters offer what the register can show, which for some seats is less than the registry.
    let shown = Scope { registry: false, ..v.scope.clone() };
    let listed = |noun| -> Result<Vec<registry::Named>, Problem> { Ok(v.store.read(|c, a| registry::list(c, a, &shown, noun))?) };
    let (places, units) = (listed(Noun::Jurisdiction)?, listed(Noun::Unit)?);
    let jurisdictions = picks(places.into_iter().map(|j| (j.id, j.name)).collect(), &asked.jurisdiction);
    let units = picks(units.into_iter().map(|u| (u.id, u.name)).collect(), &asked.unit);
    let step = |s: &rules::item::ItemStep| {
        let n = counts.iter().filter(|c| c.0 == s.name()).map(|c| c.1).sum();
        (s.name().to_owned(), v.shell.of("step", s.name()), asked.step.split(',').any(|a| a == s.name()), n)
    };
    let steps: Vec<_> = rules::item::ItemStep::ALL.iter().filter(|s| s.name() != "dropped").map(step).collect();
    let chosen = |list: &[Pick]| list.iter().find(|p| p.2).map(|p| p.1.clone());
    let mut words: Vec<String> = [chosen(&rounds), chosen(&jurisdictions), chosen(&units)].into_iter().flatten().collect();
    let words_of_steps = steps.iter().filter(|s| s.2).map(|s| s.1.clone()).collect::<Vec<_>>().join(&v.shell.t("list-separator"));
    words.extend(Some(words_of_steps.clone()).filter(|w| !w.is_empty()));
    words.extend((asked.overdue == "1").then(|| v.shell.t("overdue")));
    let words = if words.is_empty() { v.shell.t("filter-all") } else { words.join(" · ") };
    v.learn(rows.iter().flat_map(|r| [r.unit.to_string(), r.leader.to_string()]))?;
    let line = |r: store::read::item::ItemRow| Line {
        item: r.item.to_string(),
        number: r.number,
        unit: v.name(r.unit),
        settled: matches!(r.step.as_str(), "closed" | "accepted_not_done"),
        leader: v.name(r.leader),
        due: r.due.to_string(),
        wording: r.wording,
        step: r.step,
        signals: r.signals,
        helps: r.helps,
    };
    let lines = rows.into_iter().map(line).collect();
    let overdue = asked.overdue == "1";
    let step = asked.step.clone();
    Ok(RegisterPage {
        step,
        words_of_steps,
        rounds,
        jurisdictions,
        units,
        steps,
        overdue,
        rest: asked.rest(),
        lines,
        next,
        words,
        total,
        w: v.shell.clone(),
    })
}

fn picks(list: Vec<(String, String)>, chosen: &str) -> Vec<Pick> {
    list.into_iter().map(|(id, name)| (id.clone(), name, id == chosen)).collect()
}
