//! What a decision may ask: folded states of streams, by name. A state that is not at hand stops the decision with
//! [`Halt::Needs`]; the caller loads that stream and decides again. So a verb's file itself says which facts it
//! rests on, and no list beside it can go stale.

use crate::{
    account, case, duty, erasure, finding, id::*, item, notice, paper, plan, refusal::*, registry, round, signal, state::State,
    stream::StreamKey,
};
use std::sync::Arc;

/// Where folded states come from.
pub trait Source {
    /// Returns the state of a stream, [`State::Absent`] for one without facts, `None` where it has to be loaded first.
    fn state(&self, key: &StreamKey) -> Option<State>;
}

/// Typed access to folded states. `x(id)` refuses where the stream has no facts, `x_if(id)` says `None`.
pub struct Facts<'a> {
    source: &'a dyn Source,
}

fn unknown(key: StreamKey) -> Halt {
    Refusal::new(Code::Unknown).field(key.noun()).with("noun", key.noun()).with("id", key).into()
}

macro_rules! nouns {
    ($($name:ident $name_if:ident ($($arg:ident: $ty:ty),*) $variant:ident $key:expr => $state:ty;)*) => {
        impl Facts<'_> {$(
            pub fn $name(&self, $($arg: $ty),*) -> Result<Arc<$state>, Halt> {
                self.$name_if($($arg),*)?.ok_or_else(|| unknown($key))
            }

            pub fn $name_if(&self, $($arg: $ty),*) -> Result<Option<Arc<$state>>, Halt> {
                match self.source.state(&$key) {
                    None => Err(Halt::Needs($key)),
                    Some(State::$variant(s)) => Ok(Some(s)),
                    Some(_) => Ok(None),
                }
            }
        )*}
    };
}

impl<'a> Facts<'a> {
    /// Facts out of `source`.
    pub fn new(source: &'a dyn Source) -> Facts<'a> {
        Facts { source }
    }
}

nouns! {
    authority authority_if () Authority StreamKey::Authority => registry::Authority;
    jurisdiction jurisdiction_if (id: JurisdictionId) Jurisdiction StreamKey::Jurisdiction(id) => registry::Jurisdiction;
    unit unit_if (id: UnitId) Unit StreamKey::Unit(id) => registry::Unit;
    person person_if (id: PersonId) Person StreamKey::Person(id) => registry::Person;
    post post_if (id: PostId) Post StreamKey::Post(id) => registry::Post;
    account account_if (id: AccountId) Account StreamKey::Account(id) => account::Account;
    round round_if (id: RoundId) Round StreamKey::Round(id) => round::Round;
    series series_if (round: RoundId, year: i16) Series StreamKey::Series(round, year) => round::Series;
    paper paper_if (id: PaperId) Paper StreamKey::Paper(id) => paper::WorkingPaper;
    finding finding_if (id: FindingId) Finding StreamKey::Finding(id) => finding::Finding;
    plan plan_if (round: RoundId, unit: UnitId) Plan StreamKey::Plan(round, unit) => plan::RectificationPlan;
    item item_if (id: ItemId) Item StreamKey::Item(id) => item::Item;
    duty duty_if (id: DutyId) Duty StreamKey::Duty(id) => duty::Duty;
    signal signal_if (id: SignalId) Signal StreamKey::Signal(id) => signal::Signal;
    case case_if (id: CaseId) Case StreamKey::Case(id) => case::AccountabilityCase;
    notice notice_if (id: NoticeId) Notice StreamKey::Notice(id) => notice::Notice;
    erasure erasure_if (id: ErasureId) Erasure StreamKey::Erasure(id) => erasure::Erasure;
}
