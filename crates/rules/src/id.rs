//! Identifiers. Each is a newtype over a UUID (version 7 when `store` makes it), written as its hyphenated string,
//! so that a round can never be passed where a unit is meant.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                $name(id)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(s).map($name)
            }
        }
    )*};
}

ids! {
    /// A county, city or district whose units are inspected.
    JurisdictionId
    /// An inspected unit.
    UnitId
    /// A natural person.
    PersonId
    /// A post; who holds it changes, duties stay with it.
    PostId
    /// A sign-in account.
    AccountId
    /// A password or an API token of an account.
    CredentialId
    /// A round.
    RoundId
    /// A topic of a round.
    TopicId
    /// A team of a round.
    TeamId
    /// A hearing of a round.
    HearingId
    /// A feedback of a round.
    FeedbackId
    /// A working paper.
    PaperId
    /// A finding.
    FindingId
    /// A manifestation, the leaf of a finding.
    ManifestationId
    /// An objection to a finding.
    ObjectionId
    /// An item of the rectification register.
    ItemId
    /// A measure of an item.
    MeasureId
    /// A duty of a post.
    DutyId
    /// A signal.
    SignalId
    /// An accountability case.
    CaseId
    /// A notice.
    NoticeId
    /// An erasure.
    ErasureId
}
