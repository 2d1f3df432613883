//! `plumbline demo`: an invented round, told through the API as signed-in persons, on a fresh folder.

mod cast;
mod cheats;
mod feedback;
mod field;
mod next;
mod picture;
mod rectify;
mod server;
mod tale;
mod wire;

use super::{BAD, NO};
use crate::text::{Lang, text_with};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};
use tale::Tale;

#[derive(clap::Args)]
pub struct Args {
    /// Folder to fill; new or empty
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Port on loopback; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// End after the story instead of serving; status 0 only if everything held
    #[arg(long)]
    no_serve: bool,
    /// Print ten cheats to copy and paste, each with the answer to expect
    #[arg(long = "try")]
    cheats: bool,
}

/// Tells the story and serves it.
pub fn run(args: Args, lang: Lang) -> ExitCode {
    match begin(&args, lang, server::clock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(NO),
        Err(why) => {
            eprintln!("{}", text_with(lang, "demo-failed", &[("why", why)]));
            ExitCode::from(BAD)
        }
    }
}

fn begin(args: &Args, lang: Lang, clock: server::SharedClock) -> Result<bool, String> {
    let started = Instant::now();
    super::serve::log_to_stderr();
    // The port comes first: where it is taken, nothing has been made yet.
    let listener = server::listen(args.port)
        .map_err(|why| text_with(lang, "demo-port-taken", &[("port", args.port.to_string()), ("why", why.to_string())]))?;
    let dir = fresh(args.dir.as_deref(), lang)?;
    let server = server::start(&dir, listener, clock)?;
    let mut tale = Tale {
        lang,
        today: server.today,
        door: wire::Door::new(server.address.clone(), lang.tag()),
        started,
        cast: cast::Cast::default(),
        round: String::new(),
        topics: Vec::new(),
        teams: Vec::new(),
        hearing: String::new(),
        next: next::Next::default(),
        findings: Vec::new(),
        items: Vec::new(),
        said: 0,
        refused: 0,
        tally: Value::Null,
    };
    println!("{}", tale.tw("demo-begin", &[("place", dir.display().to_string())]));
    tale.tell(&server.code)?;
    let cheats = if args.cheats { tale.cheats(&dir)? } else { Vec::new() };
    let whole = server.verify()?;
    let params = [("entries", whole.entries.to_string()), ("rows", whole.rows.to_string()), ("files", whole.files.to_string())];
    println!("{}", tale.tw("demo-whole", &params));
    let held = tale.close()?;
    if args.cheats {
        tale.print_cheats(&cheats);
    }
    tale.print_sign_ins();
    drop(tale);
    if args.no_serve {
        server.stop()?;
    } else {
        server.serve()?;
    }
    Ok(held)
}

/// The folder of the demo; one that holds something is refused.
fn fresh(dir: Option<&Path>, lang: Lang) -> Result<PathBuf, String> {
    let dir = match dir {
        Some(d) => d.to_owned(),
        None => {
            let mut name = [0u8; 6];
            getrandom::fill(&mut name).map_err(|e| e.to_string())?;
            std::env::temp_dir().join(format!("plumbline-demo-{}", hex::encode(name)))
        }
    };
    let taken = std::fs::read_dir(&dir).is_ok_and(|mut list| list.next().is_some());
    if taken {
        return Err(text_with(lang, "demo-not-empty", &[("place", dir.display().to_string())]));
    }
    std::fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    Ok(dir)
}

impl Tale {
    fn tell(&mut self, code: &str) -> Result<(), String> {
        self.found(code)?;
        self.register()?;
        self.open_accounts()?;
        self.plan_and_authorise()?;
        self.form_teams()?;
        self.inspect()?;
        self.hear()?;
        self.tell_counties()?;
        self.tell_units()?;
        self.object()?;
        self.tell_public()?;
        self.plan_rectification()?;
        self.work()?;
        self.check()?;
        self.uncover()?;
        self.follow_up()?;
        self.duties()?;
        self.begin_the_next()?;
        self.notice("rectification", &self.t("demo-notice-title"), 1, 0)
    }

    /// The notice as text, statistics, time, address and sign-ins. Returns whether the sums hold.
    fn close(&self) -> Result<bool, String> {
        let clerk = self.cast.of("office_clerk").hand()?;
        let now = self.door.get(&clerk, &format!("rounds/{}/tally", self.round))?;
        let totals = self.tally["totals"].as_object().cloned().unwrap_or_default();
        let figure = |row: &Value, name: &str| row["tally"][name].as_i64().unwrap_or_default();
        let lines: Vec<&Value> = self.tally["lines"].as_array().into_iter().flatten().collect();
        let adds = totals.iter().all(|(name, sum)| sum.as_i64() == Some(lines.iter().map(|l| figure(l, name)).sum()));
        let held = adds && !totals.is_empty() && now == self.tally && self.said == tale::STEPS;
        println!();
        println!("{}", self.t("demo-notice-title"));
        println!("{}", self.tw("demo-notice-opening", &[("authority", self.t("demo-authority")), ("day", self.day(0))]));
        for (u, line) in lines.iter().enumerate() {
            let params = [
                ("unit", self.unit_name(u)),
                ("manifestations", figure(line, "manifestations").to_string()),
                ("items", figure(line, "items").to_string()),
                ("closed", figure(line, "items_closed").to_string()),
            ];
            println!("{}", self.tw("demo-notice-line", &params));
        }
        let sum = |name: &str| totals.get(name).and_then(Value::as_i64).unwrap_or_default();
        let yuan = |name: &str| format!("{}.{:02}", sum(name) / 100, sum(name) % 100);
        let counts = ["findings", "manifestations", "items"].map(|n| (n, sum(n).to_string()));
        println!("{}", self.tw("demo-notice-total", &counts));
        let steps =
            [("closed", "items_closed"), ("claimed", "items_claimed"), ("open", "items_open"), ("accepted", "items_accepted_not_done")];
        println!("{}", self.tw("demo-notice-steps", &steps.map(|(k, n)| (k, sum(n).to_string()))));
        let money = ["refunded", "recovered", "brought_back", "loss_avoided"].map(|n| (n, yuan(n)));
        println!("{}", self.tw("demo-notice-money", &money));
        println!("{}", self.tw("demo-notice-people", &[("people", sum("people_handled").to_string())]));
        println!("{}", self.t(if held { "demo-sums-hold" } else { "demo-sums-differ" }));
        println!();
        let ms = self.started.elapsed().as_millis();
        let seconds = format!("{}.{}", ms / 1000, ms % 1000 / 100);
        let spent = [("requests", self.door.sent().to_string()), ("refused", self.refused.to_string()), ("seconds", seconds)];
        println!("{}", self.tw("demo-spent", &spent));
        Ok(held)
    }

    /// One sign-in per role, with everything that each may act as, and the address.
    fn print_sign_ins(&self) {
        println!();
        println!("{}", self.t("demo-sign-ins"));
        let line = |p: &cast::Player, more: Option<String>| {
            if let Some((login, password)) = p.sign_in() {
                let titles = more.into_iter().chain(self.cast.titles(&p.person).into_iter().map(str::to_owned));
                println!("  {login:<30}{password}  {}", titles.collect::<Vec<_>>().join(&self.t("list-separator")));
            }
        };
        for p in self.cast.one_each() {
            line(p, None);
        }
        for (place, role) in ["team-leader", "team-deputy", "team-liaison", "team-member"].iter().enumerate() {
            let title = self.tw(&format!("demo-role-{role}"), &[("place", self.t("demo-team-0"))]);
            line(&self.cast.inspectors[cast::TEAMS[0][place]], Some(title));
        }
        println!("{}", self.t("demo-begin-here"));
        println!("{}/retold?round={}", self.door.address, self.round);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days on which calendars are strange: a leap day, a new year, the middle of long holidays, a Sunday.
    const DAYS: [&str; 5] = ["2028-02-29", "2027-01-01", "2026-10-04", "2027-02-08", "2027-05-31"];

    #[test]
    fn the_story_holds_on_strange_days() {
        let all = std::env::var("PLUMBLINE_LONG").is_ok();
        for day in DAYS.into_iter().take(if all { DAYS.len() } else { 2 }) {
            let folder = tempfile::tempdir().expect("a folder");
            let args = Args { dir: Some(folder.path().to_owned()), port: 0, no_serve: true, cheats: false };
            let held = begin(&args, Lang::En, server::clock_on(day));
            assert_eq!(held, Ok(true), "on {day}");
        }
    }
}
