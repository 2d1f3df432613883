//! Ends a person's time in a post. From the day after, the person can neither act nor see as that post.

use crate::{command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, stream::StreamKey};

order! {
    EndAppointment {
        post: PostId,
        person: PersonId,
        /// Last day in the post.
        until: Day,
    }
}

impl Verb for EndAppointment {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { post: Some(self.post), person: Some(self.person), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let post = facts.post(self.post)?;
        let current = post.appointments.iter().find(|a| a.person == self.person && a.until.is_none());
        let vacant = || Refusal::new(Code::PostVacant).field("person").with("title", &post.title);
        let from = current.ok_or_else(vacant)?.from;
        ensure(self.until >= from, || Refusal::new(Code::PeriodReversed).field("until").with("from", from))?;
        ctx.emit(StreamKey::Post(self.post), AppointmentEnded { person: self.person, until: self.until });
        ctx.emit(StreamKey::Person(self.person), SeatLeft { post: self.post, until: self.until });
        Ok(())
    }
}
