//! Due dates as tables, and every day of the holiday data against a calendar that others keep.

use rules::{
    calendar::*,
    parts::ProfileRef,
    testing::day,
    value::{Date, Flag},
};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

#[test]
fn a_day_that_the_month_lacks_becomes_its_last() {
    for (start, months, expected) in [
        ("2022-01-31", 1, "2022-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2021-08-31", 1, "2021-09-30"),
        ("2021-11-18", 3, "2022-02-18"),
        ("2021-11-30", 3, "2022-02-28"),
        ("2021-11-18", 0, "2021-11-18"),
    ] {
        assert_eq!(months_after(day(start), months), day(expected), "{months} months after {start}");
    }
}

#[test]
fn a_rest_day_moves_to_the_next_working_day_and_make_up_days_are_worked() {
    for (start, expected, published) in [
        ("2021-11-18", "2021-11-18", true),
        // A Saturday.
        ("2021-11-20", "2021-11-22", true),
        // The first of a long autumn holiday; 8 October was a Friday, and worked.
        ("2021-10-01", "2021-10-08", true),
        // A Saturday that is worked to make up.
        ("2021-10-09", "2021-10-09", true),
        // The spring festival of 2022 ran to 6 February, a Sunday.
        ("2022-01-31", "2022-02-07", true),
        // No calendar for that year yet: weekends only.
        ("2030-10-01", "2030-10-01", false),
        ("2030-10-05", "2030-10-07", false),
    ] {
        assert_eq!(next_working_day(day(start)), (day(expected), published), "from {start}");
    }
    // A run of rest days that leads into a year without calendar is provisional as a whole.
    let last = (2004..2100).rev().find(|y| working_day(day(&format!("{y}-06-01"))).1).unwrap();
    assert!(!next_working_day(day(&format!("{}-01-01", last + 1))).1);
}

#[test]
fn working_days_are_counted_after_the_first_day_up_to_the_last() {
    for (from, to, days) in [
        ("2021-11-19", "2021-11-22", 1),
        ("2021-11-22", "2021-11-19", -1),
        ("2021-11-18", "2021-11-18", 0),
        ("2021-09-30", "2021-10-09", 2),
        ("2021-11-15", "2021-11-19", 4),
    ] {
        assert_eq!(working_days_between(day(from), day(to)), days, "{from} to {to}");
    }
}

#[test]
fn counting_by_weeks_gives_what_counting_by_days_gives() {
    let first = day("2019-12-20");
    for start in (0..900).step_by(47) {
        let from = first.plus_days(start);
        let (mut to, mut counted) = (from, 0);
        for _ in 0..1_500 {
            to = to.plus_days(1);
            counted += i64::from(working_day(to).0);
            assert_eq!(working_days_between(from, to), counted, "{from} to {to}");
        }
        assert_eq!(working_days_between(to, from), -counted, "{to} to {from}");
    }
}

#[test]
fn each_profile_gives_its_dates() {
    for (profile, feedback, plan, rectification, reports, provisional) in [
        ("CITY-3M", "2021-11-18", "2021-12-20", "2022-02-18", "2022-02-18", Flag::No),
        ("REG-2017", "2021-11-18", "2022-01-18", "2022-01-18", "2022-01-18", Flag::No),
        ("REG-2024", "2021-11-18", "2021-12-20", "2022-05-18", "2022-05-18", Flag::No),
        ("CITY-3M", "2021-12-31", "2022-02-07", "2022-03-31", "2022-03-31", Flag::No),
        ("REG-2024", "2023-08-31", "2023-10-07", "2024-02-29", "2024-02-29", Flag::No),
        ("CITY-3M", "2030-01-31", "2030-02-28", "2030-04-30", "2030-04-30", Flag::Yes),
    ] {
        let version = rules::calendar::profile(profile).unwrap().version;
        let reference = ProfileRef { id: profile.to_owned(), version, confirmed: Flag::No };
        let dates = plan_dates(&reference, day(feedback), 10).unwrap();
        assert_eq!(dates.plan, day(plan), "plan of {profile} after {feedback}");
        assert_eq!(dates.rectification, day(rectification), "rectification of {profile} after {feedback}");
        assert_eq!(dates.reports, day(reports), "reports of {profile} after {feedback}");
        assert_eq!(dates.objections, day(feedback).plus_days(10));
        assert_eq!((dates.provisional, dates.calendar.as_str()), (provisional, CALENDAR_VERSION), "{profile} after {feedback}");
    }
    assert!(plan_dates(&ProfileRef { id: "NONE".into(), version: 1, confirmed: Flag::No }, day("2021-11-18"), 10).is_none());
}

/// Runs to its end, or panics with what it said and what to install.
fn run(command: &mut Command, hint: &str) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|e| panic!("{command:?}: {e}; {hint}"));
    assert!(output.status.success(), "{command:?} failed; {hint}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The Python of an environment under the target folder that has `chinesecalendar`.
fn python() -> PathBuf {
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("calendar-venv");
    let python = venv.join("bin/python");
    let has = |p: &Path| Command::new(p).args(["-c", "import chinese_calendar"]).output().is_ok_and(|o| o.status.success());
    if !has(&python) {
        let hint = "install Python 3 with `apt-get install python3 python3-venv`, or leave this out with PLUMBLINE_QUICK=1";
        run(Command::new("python3").arg("-m").arg("venv").arg("--clear").arg(&venv), hint);
        let hint = "the package `chinesecalendar` has to be reachable, or leave this out with PLUMBLINE_QUICK=1";
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "chinesecalendar>=1.11"]), hint);
    }
    python
}

const PRINT_WORKDAYS: &str = "
import datetime, chinese_calendar as c
d = datetime.date(2004, 1, 1)
while d <= datetime.date(2026, 12, 31):
    print(d.isoformat(), int(c.is_workday(d)))
    d += datetime.timedelta(days=1)
";

#[test]
fn every_day_from_2004_to_2026_agrees_with_the_calendar_of_others() {
    if std::env::var("PLUMBLINE_QUICK").as_deref() == Ok("1") {
        println!("left out: the calendar against `chinesecalendar` (PLUMBLINE_QUICK=1)");
        return;
    }
    let said = run(Command::new(python()).args(["-c", PRINT_WORKDAYS]), "`chinesecalendar` has to know 2004 to 2026");
    let mut days = 0;
    for line in said.lines() {
        let (text, works) = line.split_once(' ').unwrap();
        let day: Date = text.parse().unwrap();
        assert_eq!(working_day(day), (works == "1", true), "{text}");
        days += 1;
    }
    assert_eq!(days, day("2026-12-31").days_since(day("2004-01-01")) + 1);
}
