//! Days, working days, money and moments as people write them.

use crate::text::{Lang, text, text_with};
use rules::value::Date;

/// A day in words; what is no day stays as it is.
pub fn day(lang: Lang, day: &str) -> String {
    let Ok(d) = day.parse::<Date>() else { return day.to_owned() };
    let params =
        [("year", d.0.year().to_string()), ("month", text(lang, &format!("month-{}", d.0.month()))), ("day", d.0.day().to_string())];
    text_with(lang, "day-format", &params)
}

/// Working days that are left, or that have passed.
pub fn left(lang: Lang, today: Date, due: &str) -> String {
    let Ok(d) = due.parse::<Date>() else { return String::new() };
    let n = rules::calendar::working_days_between(today, d);
    let key = match (d.cmp(&today), n) {
        (std::cmp::Ordering::Equal, _) => "left-today",
        (std::cmp::Ordering::Less, _) => "left-over",
        _ => "left-days",
    };
    text_with(lang, key, &[("n", n.abs().to_string())])
}

/// An amount in fen as yuan with two places.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", thousands(fen.abs() / 100), fen.abs() % 100)
}

/// A count with its thousands apart.
pub fn thousands(n: i64) -> String {
    let digits = n.abs().to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if n < 0 { format!("-{out}") } else { out }
}

/// A moment as day and minute in a time zone.
pub fn moment(lang: Lang, micros: i64, zone: &str) -> String {
    let tz = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let z = jiff::Timestamp::from_microsecond(micros).unwrap_or_default().to_zoned(tz);
    format!("{} {:02}:{:02}", day(lang, &z.date().to_string()), z.hour(), z.minute())
}

/// A size in whole megabytes, or kilobytes below one.
pub fn bytes(n: u64) -> String {
    if n >= 1024 * 1024 { format!("{} MB", n / (1024 * 1024)) } else { format!("{} KB", n.div_ceil(1024)) }
}
