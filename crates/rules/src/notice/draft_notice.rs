//! Drafts a notice on a round. Lines and totals are prefilled from the record; what is handed in is checked against it.

use crate::{
    command::*, event::*, facts::Facts, id::*, notice::tally, parts::*, permit::Resource, refusal::*, role::Role, stream::StreamKey,
    value::*,
};

order! {
    DraftNotice {
        round: RoundId,
        sort: NoticeKind,
        title: String,
        place: String,
        lines: Vec<NoticeLine>,
        totals: Tally,
        withheld: Vec<Withheld>,
    }
}

impl Verb for DraftNotice {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { round: Some(self.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_short("title", &self.title)?;
        check_short("place", &self.place)?;
        ensure_told(facts, self.round)?;
        ensure_sums(facts, self.round, &self.lines, &self.totals)?;
        check_list_length("withheld", &self.withheld)?;
        for w in &self.withheld {
            let reasoned = !w.reason.trim().is_empty() && facts.item(w.item)?.round == self.round;
            ensure(reasoned, || Refusal::new(Code::WithheldReason).field("withheld").with("item", w.item).by(&[Role::OfficeHead]))?;
            check_long("withheld", &w.reason)?;
            facts.post(w.approver)?;
        }
        let notice: NoticeId = ctx.id();
        ctx.emit(
            StreamKey::Notice(notice),
            NoticeDrafted {
                round: self.round,
                sort: self.sort,
                title: self.title.clone(),
                place: self.place.clone(),
                lines: self.lines.clone(),
                totals: self.totals,
                withheld: self.withheld.clone(),
            },
        );
        Ok(())
    }
}

/// Refuses before both channels of the feedback are done for every unit.
pub fn ensure_told(facts: &Facts, round: RoundId) -> Result<(), Halt> {
    let complete = facts.round(round)?.feedback_complete();
    ensure(complete, || {
        Refusal::new(Code::FeedbackIncomplete).field("round").by(&[Role::TeamLeader, Role::CountySecretary, Role::PrincipalLeader])
    })
}

/// Refuses lines that are not one per unit of the round, that differ from the record, or whose totals are not their sum.
pub fn ensure_sums(facts: &Facts, round: RoundId, lines: &[NoticeLine], totals: &Tally) -> Result<(), Halt> {
    let state = facts.round(round)?;
    let mut sum = Tally::default();
    for u in &state.units {
        let recorded = tally(facts, round, u.unit)?;
        let mut stated = lines.iter().filter(|l| l.unit == u.unit);
        let line = stated.next().ok_or_else(|| Refusal::new(Code::UnitOutsideRound).field("lines").with("unit", u.unit))?;
        ensure(stated.next().is_none(), || Refusal::new(Code::NamedTwice).field("lines").with("id", u.unit))?;
        ensure_same("lines", &line.tally, &recorded)?;
        sum.add(&recorded);
    }
    ensure(lines.len() == state.units.len(), || Refusal::new(Code::UnitOutsideRound).field("lines").with("unit", lines.len()))?;
    ensure_same("totals", totals, &sum)
}

fn ensure_same(field: &'static str, stated: &Tally, recorded: &Tally) -> Result<(), Halt> {
    let differing = stated.fields().into_iter().zip(recorded.fields()).find(|(s, r)| s.1 != r.1);
    match differing {
        Some((s, r)) => Err(Refusal::new(Code::SumsDiffer)
            .field(field)
            .with("figure", s.0)
            .with("stated", s.1)
            .with("recorded", r.1)
            .by(&[Role::OfficeClerk])
            .into()),
        None => Ok(()),
    }
}
