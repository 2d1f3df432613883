//! Delivers feedback, to a jurisdiction or to a unit: the two channels of the dual feedback. The jurisdiction comes
//! first; a unit's feedback opens its rectification plan and fixes its dates.

use crate::{
    act::ensure_not_before,
    calendar,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    parts::*,
    permit::Resource,
    refusal::*,
    role::Role,
    round::{Round, enter_unit::team_resource, hold_hearing::*},
    stream::StreamKey,
    value::*,
};

order! {
    DeliverFeedback {
        round: RoundId,
        to: Addressee,
        letter_number: String,
        /// Who called the meeting.
        convenor: PersonId,
        /// Teams that deliver for the leading group.
        deliverers: Vec<TeamId>,
        attending_leader: Option<PersonId>,
        attendance: Vec<Attendance>,
        talk: Option<CollectiveTalk>,
        /// Hearing whose speech is conveyed.
        conveys: Option<HearingId>,
        /// Numbers of its requirements that were conveyed.
        conveyed: Vec<i64>,
        requirements: Vec<RequirementPlan>,
    }
}

impl Verb for DeliverFeedback {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        match self.to {
            Addressee::Unit(u) => team_resource(facts, self.round, u),
            Addressee::Jurisdiction(j) => {
                // For the leading group: any of the delivering teams may record it.
                let team = self.deliverers.first().copied();
                Ok(Resource { jurisdiction: Some(j), round: Some(self.round), team, ..Resource::default() })
            }
        }
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let round = facts.round(self.round)?;
        self.check_form(ctx, facts, &round)?;
        ensure(round.feedback_to(self.to).is_none(), || Refusal::new(Code::AlreadyThere).field("to").with("noun", "feedback"))?;
        let findings = match self.to {
            Addressee::Jurisdiction(j) => self.decide_jurisdiction(ctx, facts, &round, j)?,
            Addressee::Unit(u) => self.decide_unit(ctx, facts, &round, u)?,
        };
        let requirements = number_requirements(facts, ctx, &self.requirements)?;
        for r in &requirements {
            ensure(r.speaker.is_none_or(|s| self.present(s)), || {
                Refusal::new(Code::SpeakerAbsent).field("requirements").with("number", r.number)
            })?;
        }
        self.record(ctx, facts, &round, requirements, findings)
    }
}

impl DeliverFeedback {
    fn present(&self, post: PostId) -> bool {
        self.attendance.iter().any(|a| a.post == Some(post))
    }

    fn check_form(&self, ctx: &Ctx, facts: &Facts, round: &Round) -> Result<(), Halt> {
        check_short("letter_number", &self.letter_number)?;
        check_list("deliverers", &self.deliverers)?;
        check_distinct("deliverers", &self.deliverers)?;
        check_list("attendance", &self.attendance)?;
        facts.person(self.convenor)?;
        if let Some(p) = self.attending_leader {
            facts.person(p)?;
        }
        for t in &self.deliverers {
            ensure(round.teams.contains_key(t), || Refusal::new(Code::Unknown).field("deliverers").with("noun", "team").with("id", t))?;
        }
        for a in &self.attendance {
            facts.person(a.person)?;
            if let Some(p) = a.post {
                let post = facts.post(p)?;
                let holds = post.holders_on(ctx.day()).any(|h| h == a.person);
                ensure(holds, || Refusal::new(Code::SeatNotHeld).field("attendance").with("seat", &post.title).with("day", ctx.day()))?;
            }
        }
        if let Some(talk) = &self.talk {
            check_long("talk", &talk.summary)?;
            facts.person(talk.speaker)?;
        }
        Ok(())
    }

    /// Refuses unless every gate of the round has heard of the unit, on an earlier day or the same.
    fn ensure_heard(&self, ctx: &Ctx, round: &Round, unit: UnitId) -> Result<(), Halt> {
        for gate in round.gates() {
            let heard = round.progress.get(&unit).and_then(|p| p.heard.get(&gate).copied());
            ensure_not_before("occurred_on", ctx.day(), heard.ok_or_else(|| hearing_missing(unit, gate))?)?;
        }
        Ok(())
    }

    fn decide_jurisdiction(&self, ctx: &Ctx, facts: &Facts, round: &Round, j: JurisdictionId) -> Result<Vec<FindingId>, Halt> {
        ensure(round.settings.jurisdiction_channel.yes(), || Refusal::new(Code::ChannelUnused).field("to").with("gate", "jurisdiction"))?;
        ensure(round.jurisdictions.contains(&j), || Refusal::new(Code::UnitOutsideRound).field("to").with("unit", j))?;
        self.ensure_unbiased(facts, round, j)?;
        let mut findings = Vec::new();
        for u in round.units.iter().filter(|u| u.jurisdiction == j) {
            self.ensure_heard(ctx, round, u.unit)?;
            findings.extend(round.progress[&u.unit].findings.iter().copied());
        }
        let with = self.talk.as_ref().map(|t| t.with.as_slice()).unwrap_or_default();
        let mut met = Vec::new();
        for p in with {
            let post = facts.post(*p)?;
            ensure(self.present(*p), || Refusal::new(Code::SpeakerAbsent).field("talk").with("number", &post.title))?;
            if post.jurisdiction == Some(j) {
                met.push(post.role);
            }
        }
        match round.settings.talk_roles.iter().find(|r| !met.contains(r)) {
            Some(role) => Err(Refusal::new(Code::TalkMissing).field("talk").with("role", role.name()).by(&[*role]).into()),
            None => Ok(findings),
        }
    }

    /// Nobody speaks for the leading group at home, or where a recusal bars.
    fn ensure_unbiased(&self, facts: &Facts, round: &Round, j: JurisdictionId) -> Result<(), Halt> {
        let period = Some((round.field_from, round.field_to));
        let leaders = self.deliverers.iter().filter_map(|t| round.teams.get(t));
        for leader in leaders.flat_map(|t| &t.members).filter(|m| m.role == Role::TeamLeader) {
            let p = facts.person(leader.person)?;
            let refused = |code| Refusal::new(code).field("deliverers").with("person", leader.person).with("unit", j);
            ensure(p.home != Some(j), || refused(Code::RecusedHome))?;
            for u in round.units.iter().filter(|u| u.jurisdiction == j) {
                if let Some(r) = p.recusals.iter().find(|r| r.bars(u.unit, j, period)) {
                    let until = r.until.map_or_else(String::new, |d| d.to_string());
                    return Err(refused(Code::Recused).with("rule", r.rule.name()).with("from", r.from).with("until", until).into());
                }
            }
        }
        Ok(())
    }

    fn decide_unit(&self, ctx: &Ctx, facts: &Facts, round: &Round, unit: UnitId) -> Result<Vec<FindingId>, Halt> {
        let outside = || Refusal::new(Code::UnitOutsideRound).field("to").with("unit", unit);
        let own = round.jurisdiction_of(unit).ok_or_else(outside)?;
        self.ensure_heard(ctx, round, unit)?;
        if round.settings.jurisdiction_channel.yes() {
            let all = round.settings.all_jurisdictions_first.yes();
            for j in round.jurisdictions.iter().filter(|j| all || **j == own) {
                let first = || jurisdiction_first(*j, unit);
                let told = round.feedback_to(Addressee::Jurisdiction(*j)).ok_or_else(first)?;
                ensure_not_before("occurred_on", ctx.day(), told.delivered_on)?;
            }
        }
        let mut roles = Vec::new();
        for a in &self.attendance {
            if let Some(p) = a.post {
                let post = facts.post(p)?;
                if post.unit == Some(unit) {
                    roles.push(post.role);
                }
            }
        }
        ensure(roles.contains(&Role::PrincipalLeader), || {
            Refusal::new(Code::AttendanceMissing)
                .field("attendance")
                .with("role", Role::PrincipalLeader.name())
                .by(&[Role::PrincipalLeader])
        })?;
        self.ensure_conveyed(round, unit)?;
        Ok(round.progress[&unit].findings.clone())
    }

    /// The team leader conveys the speech of the hearing: each of its requirements is ticked.
    fn ensure_conveyed(&self, round: &Round, unit: UnitId) -> Result<(), Halt> {
        let hearing = self.conveys.and_then(|h| round.hearings.get(&h)).filter(|h| h.units.contains(&unit));
        let hearing = hearing.ok_or_else(|| hearing_missing(unit, Gate::LeadingGroup).field("conveys"))?;
        match hearing.requirements.iter().find(|n| !self.conveyed.contains(n)) {
            Some(n) => Err(Refusal::new(Code::RequirementNotConveyed).field("conveyed").with("number", n).by(&[Role::TeamLeader]).into()),
            None => Ok(()),
        }
    }

    fn record(
        &self,
        ctx: &mut Ctx,
        facts: &Facts,
        round: &Round,
        requirements: Vec<Requirement>,
        findings: Vec<FindingId>,
    ) -> Result<(), Halt> {
        let feedback: FeedbackId = ctx.id();
        let event = FeedbackDelivered {
            feedback,
            to: self.to,
            letter_number: self.letter_number.clone(),
            convenor: self.convenor,
            deliverers: self.deliverers.clone(),
            attending_leader: self.attending_leader,
            attendance: self.attendance.clone(),
            talk: self.talk.clone(),
            conveys: self.conveys,
            conveyed: self.conveyed.clone(),
            findings: findings.clone(),
            requirements: requirements.clone(),
        };
        ctx.emit(StreamKey::Round(self.round), event);
        for r in requirements {
            let source = DutySource::Feedback { round: self.round, feedback, number: r.number };
            let duty: DutyId = ctx.id();
            ctx.emit(StreamKey::Duty(duty), DutyArisen { source, text: r.text, post: r.addressee, due: r.due });
        }
        if let Addressee::Unit(unit) = self.to {
            let mut fed_back = Vec::new();
            for id in findings {
                let manifestations = facts.finding(id)?.manifestations.iter().map(|m| m.id).collect();
                fed_back.push(FedBack { finding: id, manifestations });
            }
            let unknown = || Refusal::new(Code::Unknown).field("round").with("noun", "profile").with("id", &round.profile.id);
            let due = calendar::plan_dates(&round.profile, ctx.day(), round.settings.objection_days).ok_or_else(unknown)?;
            ctx.emit(StreamKey::Plan(self.round, unit), PlanOpened { feedback, findings: fed_back, due });
        }
        Ok(())
    }
}

fn jurisdiction_first(jurisdiction: JurisdictionId, unit: UnitId) -> Refusal {
    Refusal::new(Code::JurisdictionFirst)
        .field("to")
        .with("jurisdiction", jurisdiction)
        .with("unit", unit)
        .by(&[Role::ExecutiveDeputyHead, Role::LeadingGroupHead])
}
