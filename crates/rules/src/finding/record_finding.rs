//! Records a finding on working papers that bear all three signatures, with evidence.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, role::Role,
    round::enter_unit::team_resource, stream::StreamKey, value::*,
};

order! {
    ManifestationPlan {
        text: String,
        /// Amount of money concerned, in fen.
        amount: Option<Fen>,
    }
}

order! {
    RecordFinding {
        round: RoundId,
        unit: UnitId,
        papers: Vec<PaperId>,
        topic: TopicId,
        category: String,
        title: String,
        /// The deviation from duty that it shows.
        deviation: Option<String>,
        manifestations: Vec<ManifestationPlan>,
        /// Why it is a key concern, where it is one.
        key_concern: Option<String>,
        /// Whether an earlier problem has come back.
        repeat: Flag,
        immediate: Flag,
        nature: Nature,
        evidence: Vec<Evidence>,
    }
}

impl RecordFinding {
    fn check_form(&self) -> Result<(), Halt> {
        check_short("category", &self.category)?;
        check_short("title", &self.title)?;
        for (field, text) in [("deviation", &self.deviation), ("key_concern", &self.key_concern)] {
            if let Some(t) = text {
                check_long(field, t)?;
            }
        }
        check_list("papers", &self.papers)?;
        check_distinct("papers", &self.papers)?;
        check_list("manifestations", &self.manifestations)?;
        for m in &self.manifestations {
            check_long("manifestations", &m.text)?;
            ensure(m.amount.is_none_or(|a| a.0 >= 0), || {
                Refusal::new(Code::AmountNegative).field("manifestations").with("figure", m.amount.unwrap_or_default().0)
            })?;
        }
        check_evidence("evidence", &self.evidence)?;
        ensure(!self.evidence.is_empty(), || Refusal::new(Code::EvidenceMissing).field("evidence").by(&[Role::TeamMember]))
    }
}

impl Verb for RecordFinding {
    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        team_resource(facts, self.round, self.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        self.check_form()?;
        let round = facts.round(self.round)?;
        ensure(round.topics.iter().any(|t| t.id == self.topic), || {
            Refusal::new(Code::TopicUnknown).field("topic").with("topic", self.topic)
        })?;
        let progress = round.progress.get(&self.unit);
        ensure(progress.is_some_and(|p| p.heard.is_empty()), || Refusal::new(Code::WordingFrozen).field("unit"))?;
        for id in &self.papers {
            let paper = facts.paper(*id)?;
            ensure(paper.round == self.round && paper.unit == self.unit, || {
                Refusal::new(Code::FindingElsewhere).field("papers").with("finding", id)
            })?;
            ensure(paper.next_step().is_none(), || {
                Refusal::new(Code::SignaturesMissing)
                    .field("papers")
                    .with("number", paper.number)
                    .with("signed", paper.signed.len())
                    .by(&[Role::TeamDeputy, Role::TeamLeader])
            })?;
            if let Some(day) = paper.signed_on() {
                ensure_not_before("occurred_on", ctx.day(), day)?;
            }
        }
        let finding: FindingId = ctx.id();
        let manifestations =
            self.manifestations.iter().map(|m| Manifestation { id: ctx.id(), text: m.text.clone(), amount: m.amount }).collect();
        let team = round.team_of(self.unit).ok_or_else(|| Refusal::new(Code::EntryMissing).field("unit").with("unit", self.unit))?;
        ctx.emit(
            StreamKey::Finding(finding),
            FindingRecorded {
                round: self.round,
                team,
                unit: self.unit,
                papers: self.papers.clone(),
                topic: self.topic,
                category: self.category.clone(),
                title: self.title.clone(),
                deviation: self.deviation.clone(),
                manifestations,
                key_concern: self.key_concern.clone(),
                repeat: self.repeat,
                immediate: self.immediate,
                nature: self.nature,
                evidence: self.evidence.clone(),
            },
        );
        Ok(())
    }
}
