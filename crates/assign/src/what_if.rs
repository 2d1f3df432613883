//! The price of a pin, a ban or a swap: the round is solved again with it, from the plan at hand, and compared.

use crate::assign::{Outcome, Solved, assign};
use crate::budget::Budget;
use crate::fault::{Fault, InputError};
use crate::instance::{Instance, Placed, Placement};
use crate::plan::Plan;
use crate::read::placement;
use crate::solve::Options;

/// One thing to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhatIf {
    Pin(Placement),
    Ban(Placement),
    /// Two people, or two units, take each other's place.
    Swap(Placed, Placed),
}

/// Reads `pin=P:T`, `ban=P:T` or `swap=P:Q`.
///
/// # Errors
/// [`Fault::Kind`] for another form, [`Fault::Unknown`] for a name that the round does not know, both at `path`.
pub fn read_what_if(instance: &Instance, text: &str, path: &str) -> Result<WhatIf, InputError> {
    let form = || InputError { path: path.to_owned(), fault: Fault::Kind { expected: "what-if" } };
    let (what, rest) = text.split_once('=').ok_or_else(form)?;
    let (one, other) = rest.split_once(':').ok_or_else(form)?;
    let named = |name: &str| {
        let unknown = || InputError { path: path.to_owned(), fault: Fault::Unknown { name: name.to_owned() } };
        instance.placed(name).ok_or_else(unknown)
    };
    match what {
        "pin" => Ok(WhatIf::Pin(placement(instance, one, other, path)?)),
        "ban" => Ok(WhatIf::Ban(placement(instance, one, other, path)?)),
        "swap" => match (named(one)?, named(other)?) {
            (a @ Placed::Inspector(_), b @ Placed::Inspector(_)) | (a @ Placed::Unit(_), b @ Placed::Unit(_)) => Ok(WhatIf::Swap(a, b)),
            _ => Err(form()),
        },
        _ => Err(form()),
    }
}

/// Returns the round with one more wish.
///
/// # Errors
/// A contradiction between the wish and the round's own pins and bans, at `path`.
pub fn wish(instance: &Instance, plan: &Plan, what: &WhatIf, path: &str) -> Result<Instance, InputError> {
    let mut next = instance.clone();
    let rules = &mut next.rules;
    match what {
        WhatIf::Pin(pin) => rules.pin(pin.clone(), path)?,
        WhatIf::Ban(ban) => rules.ban(ban.clone(), path)?,
        WhatIf::Swap(a, b) => {
            let team = |who: &Placed| match who {
                Placed::Inspector(id) => plan.team_of(id).cloned(),
                Placed::Unit(id) => plan.team_of_unit(id).cloned(),
            };
            for (who, to) in [(a, team(b)), (b, team(a))] {
                let place = |team| Placement { who: who.clone(), team };
                match to {
                    Some(team) => rules.pin(place(team), path)?,
                    // The other one is not sent, so this one stays at home.
                    None => instance.teams.iter().try_for_each(|team| rules.ban(place(team.clone()), path))?,
                }
            }
        }
    }
    Ok(next)
}

/// Solves the round with the wish, starting from the plan at hand. The price is the difference of the two objectives; it is exact
/// where both plans are proved optimal.
pub fn what_if(with_wish: &Instance, base: &Solved, options: &Options, budget: &dyn Budget) -> Outcome {
    assign(with_wish, Some(&base.plan), options, budget, &mut |_| {})
}
