//! The folded state of a stream: a sum over the nouns. [`evolve`] is the only place where a fact changes a state.

use crate::{
    account, case, duty, erasure,
    event::{Event, Fact},
    finding, item, notice, paper, plan, registry, round, signal,
    stream::StreamKey,
};
use std::sync::Arc;

/// State of one stream. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    #[default]
    Absent,
    Authority(Arc<registry::Authority>),
    Jurisdiction(Arc<registry::Jurisdiction>),
    Unit(Arc<registry::Unit>),
    Person(Arc<registry::Person>),
    Post(Arc<registry::Post>),
    Account(Arc<account::Account>),
    Round(Arc<round::Round>),
    Series(Arc<round::Series>),
    Paper(Arc<paper::WorkingPaper>),
    Finding(Arc<finding::Finding>),
    Plan(Arc<plan::RectificationPlan>),
    Item(Arc<item::Item>),
    Duty(Arc<duty::Duty>),
    Signal(Arc<signal::Signal>),
    Case(Arc<case::AccountabilityCase>),
    Notice(Arc<notice::Notice>),
    Erasure(Arc<erasure::Erasure>),
}

/// A fact that does not fit its stream: the ledger was damaged, or a rule has a bug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the fact `{kind}` at revision {revision} does not fit stream `{stream}`")]
pub struct EvolveError {
    pub stream: StreamKey,
    pub revision: u64,
    pub kind: &'static str,
}

/// Folds one fact into the state of its stream.
pub fn evolve(state: &mut State, fact: &Fact) -> Result<(), EvolveError> {
    let fitted = match (&mut *state, &fact.stream) {
        (State::Absent, _) => match create(fact) {
            Some(made) => {
                *state = made;
                true
            }
            None => false,
        },
        (State::Authority(s), StreamKey::Authority) => Arc::make_mut(s).apply(fact),
        (State::Jurisdiction(s), StreamKey::Jurisdiction(..)) => Arc::make_mut(s).apply(fact),
        (State::Unit(s), StreamKey::Unit(..)) => Arc::make_mut(s).apply(fact),
        (State::Person(s), StreamKey::Person(..)) => Arc::make_mut(s).apply(fact),
        (State::Post(s), StreamKey::Post(..)) => Arc::make_mut(s).apply(fact),
        (State::Account(s), StreamKey::Account(..)) => Arc::make_mut(s).apply(fact),
        (State::Round(s), StreamKey::Round(..)) => Arc::make_mut(s).apply(fact),
        (State::Series(s), StreamKey::Series(..)) => Arc::make_mut(s).apply(fact),
        (State::Paper(s), StreamKey::Paper(..)) => Arc::make_mut(s).apply(fact),
        (State::Finding(s), StreamKey::Finding(..)) => Arc::make_mut(s).apply(fact),
        (State::Plan(s), StreamKey::Plan(..)) => Arc::make_mut(s).apply(fact),
        (State::Item(s), StreamKey::Item(..)) => Arc::make_mut(s).apply(fact),
        (State::Duty(s), StreamKey::Duty(..)) => Arc::make_mut(s).apply(fact),
        (State::Signal(s), StreamKey::Signal(..)) => Arc::make_mut(s).apply(fact),
        (State::Case(s), StreamKey::Case(..)) => Arc::make_mut(s).apply(fact),
        (State::Notice(s), StreamKey::Notice(..)) => Arc::make_mut(s).apply(fact),
        (State::Erasure(s), StreamKey::Erasure(..)) => Arc::make_mut(s).apply(fact),
        _ => false,
    };
    if fitted { Ok(()) } else { Err(EvolveError { stream: fact.stream, revision: fact.revision, kind: fact.event.name() }) }
}

fn create(fact: &Fact) -> Option<State> {
    if fact.revision != 1 {
        return None;
    }
    Some(match (&fact.stream, &fact.event) {
        (StreamKey::Authority, Event::AuthorityFounded(e)) => State::Authority(Arc::new(registry::Authority::create(fact, e))),
        (StreamKey::Jurisdiction(..), Event::JurisdictionAdded(e)) => {
            State::Jurisdiction(Arc::new(registry::Jurisdiction::create(fact, e)))
        }
        (StreamKey::Unit(..), Event::UnitAdded(e)) => State::Unit(Arc::new(registry::Unit::create(fact, e))),
        (StreamKey::Person(..), Event::PersonRegistered(e)) => State::Person(Arc::new(registry::Person::create(fact, e))),
        (StreamKey::Post(..), Event::PostCreated(e)) => State::Post(Arc::new(registry::Post::create(fact, e))),
        (StreamKey::Account(..), Event::AccountOpened(e)) => State::Account(Arc::new(account::Account::create(fact, e))),
        (StreamKey::Round(..), Event::RoundPlanned(e)) => State::Round(Arc::new(round::Round::create(fact, e))),
        (StreamKey::Series(..), Event::NumberTaken(e)) => State::Series(Arc::new(round::Series::create(fact, e))),
        (StreamKey::Paper(..), Event::PaperDrafted(e)) => State::Paper(Arc::new(paper::WorkingPaper::create(fact, e))),
        (StreamKey::Finding(..), Event::FindingRecorded(e)) => State::Finding(Arc::new(finding::Finding::create(fact, e))),
        (StreamKey::Plan(..), Event::PlanOpened(e)) => State::Plan(Arc::new(plan::RectificationPlan::create(fact, e))),
        (StreamKey::Item(..), Event::ItemDrafted(e)) => State::Item(Arc::new(item::Item::create(fact, e))),
        (StreamKey::Duty(..), Event::DutyArisen(e)) => State::Duty(Arc::new(duty::Duty::create(fact, e))),
        (StreamKey::Signal(..), Event::SignalRaised(e)) => State::Signal(Arc::new(signal::Signal::create(fact, e))),
        (StreamKey::Case(..), Event::CaseOpened(e)) => State::Case(Arc::new(case::AccountabilityCase::create(fact, e))),
        (StreamKey::Notice(..), Event::NoticeDrafted(e)) => State::Notice(Arc::new(notice::Notice::create(fact, e))),
        (StreamKey::Erasure(..), Event::ErasureProposed(e)) => State::Erasure(Arc::new(erasure::Erasure::create(fact, e))),
        _ => return None,
    })
}
