//! Checks of timelines, papers, money, words and closing. Each takes plain records and gives signals; dates are days
//! since 1970-01-01, times seconds since then, money fen.
//!
//! Every check here is a function of the set of records, so the order in which papers arrive does not matter.

pub mod author;
pub mod closing;
pub mod money;
pub mod papers;
pub mod stated;
pub mod timeline;
pub mod words;

pub use author::file_author_foreign;
pub use closing::{Closing, closing_burst, evidence_unopened, no_site_record, quick_approval};
pub use money::{Claim, Voucher, money_above_vouchers, same_receipt};
pub use papers::{Attachment, Metadata, file_metadata, same_file, same_series, shared_editing};
pub use stated::{Stated, stated};
pub use timeline::{Asked, Cause, Dated, before_cause, nobody_knows, number_gap, number_order, number_twice, rest_day};
pub use words::{Answer, explanation_for_result, meetings_only, promise_as_done};

/// Days since 1970-01-01 of a civil date, after Howard Hinnant's algorithm for the Gregorian calendar.
pub fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y - era * 400;
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// The date of a day as `YYYY-MM-DD`.
pub fn date_of(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let y = yoe + era * 400 + i64::from(m <= 2);
    format!("{y:04}-{m:02}-{d:02}")
}
