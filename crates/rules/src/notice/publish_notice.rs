//! Publishes a notice, by another person than its drafter. The sums are folded once more at that moment.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, notice::draft_notice::*, parts::order, permit::Resource, refusal::*,
    role::Role, stream::StreamKey,
};

order! {
    PublishNotice { notice: NoticeId }
}

impl Verb for PublishNotice {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Notice(self.notice))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { round: Some(facts.notice(self.notice)?.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let notice = facts.notice(self.notice)?;
        ensure(!notice.published, || Refusal::new(Code::NoticeStep).field("notice"))?;
        ensure_not_before("occurred_on", ctx.day(), notice.drafted_on)?;
        ensure(ctx.standing.person != notice.drafted_by, || {
            Refusal::new(Code::SecondPerson).field("notice").by(&[Role::LeadingGroupHead, Role::ExecutiveDeputyHead])
        })?;
        ensure_told(facts, notice.round)?;
        ensure_sums(facts, notice.round, &notice.lines, &notice.totals)?;
        let erasures = facts.authority()?.erasures;
        ctx.emit(StreamKey::Notice(self.notice), NoticePublished { totals: notice.totals, erasures });
        Ok(())
    }
}
