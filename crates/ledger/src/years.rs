//! One log for each authority and civil year. A new year's log begins with a leaf that names the last checkpoint of
//! the log before it, and positions run on, so the logs of all years form one chain.

use thiserror::Error;

use crate::checkpoint::{Checkpoint, decimal};
use crate::leaf::{Leaf, PreviousLog, is_token};

/// Why an origin or a link between years is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum YearError {
    /// An authority's id is a token without `+`, which key names may not hold.
    #[error("`{0}` cannot name an authority: only letters, digits and `._:/-`")]
    Authority(String),
    /// Years have four digits.
    #[error("year {0} has not four digits")]
    Year(i16),
    /// The text is not `<authority>/<year>`.
    #[error("`{0}` is not the origin of a yearly log")]
    Origin(String),
    /// The first leaf of a log names another end of the log before it.
    #[error("the log continues {found}, but the log before it ends at {expected}")]
    Link { expected: String, found: String },
    /// The two logs are not of one authority in rising years.
    #[error("`{new}` cannot follow `{old}`")]
    Order { old: String, new: String },
}

/// Origin line of the log of `authority` for `year`, such as `inspection.example/330100/2026`.
///
/// # Errors
/// [`YearError::Authority`] or [`YearError::Year`].
pub fn origin(authority: &str, year: i16) -> Result<String, YearError> {
    if !is_token(authority) || authority.contains('+') {
        return Err(YearError::Authority(authority.to_owned()));
    }
    if !(1000..=9999).contains(&year) {
        return Err(YearError::Year(year));
    }
    Ok(format!("{authority}/{year}"))
}

/// Takes an origin apart into authority and year.
///
/// # Errors
/// [`YearError::Origin`] for every text that [`origin`] does not make.
pub fn parse_origin(text: &str) -> Result<(&str, i16), YearError> {
    let not_origin = || YearError::Origin(text.to_owned());
    let (authority, year) = text.rsplit_once('/').ok_or_else(not_origin)?;
    let year = decimal(year).and_then(|year| i16::try_from(year).ok()).ok_or_else(not_origin)?;
    if origin(authority, year)? == text { Ok((authority, year)) } else { Err(not_origin()) }
}

/// The link that the first leaf of the next log carries after `last`, the last checkpoint of the old one.
#[must_use]
pub fn previous(last: &Checkpoint) -> PreviousLog {
    PreviousLog { origin: last.origin.clone(), size: last.size, root: last.root }
}

/// Checks that `first`, the first leaf of the log `new_origin`, continues the log that ended with `last`.
///
/// # Errors
/// [`YearError::Order`] when authority or year do not follow, [`YearError::Link`] when the leaf names another end.
pub fn check_link(new_origin: &str, first: &Leaf, last: &Checkpoint) -> Result<(), YearError> {
    check_order(&last.origin, new_origin)?;
    check_previous(first.previous.as_ref(), last)
}

pub(crate) fn check_order(old: &str, new: &str) -> Result<(), YearError> {
    let ((old_authority, old_year), (new_authority, new_year)) = (parse_origin(old)?, parse_origin(new)?);
    if old_authority != new_authority || old_year >= new_year {
        return Err(YearError::Order { old: old.to_owned(), new: new.to_owned() });
    }
    Ok(())
}

pub(crate) fn check_previous(found: Option<&PreviousLog>, last: &Checkpoint) -> Result<(), YearError> {
    let expected = previous(last);
    if found == Some(&expected) {
        return Ok(());
    }
    let show = |log: &PreviousLog| format!("`{}` at size {} with root {}", log.origin, log.size, hex::encode(log.root));
    Err(YearError::Link { expected: show(&expected), found: found.map_or_else(|| "no log".to_owned(), show) })
}
