//! Appoints a person to a post from a day. Posts that one person holds must be vacant; the three administrators
//! are three people, and none of them holds a post of the work itself, whose content they must not read.

use crate::{command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, role::Role, stream::StreamKey};

order! {
    Appoint { post: PostId, person: PersonId, from: Day }
}

impl Verb for Appoint {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { post: Some(self.post), person: Some(self.person), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let post = facts.post(self.post)?;
        let person = facts.person(self.person)?;
        let overlaps = |until: Option<Day>| until.is_none_or(|u| u >= self.from);
        let held = post.appointments.iter().find(|a| overlaps(a.until) && (!post.role.shared() || a.person == self.person));
        if let Some(a) = held {
            let refusal = Refusal::new(Code::PostHeld).field("post").with("title", &post.title).with("from", a.from);
            return Err(refusal.into());
        }
        let apart = |role: &Role| role.administers() || post.role.administers();
        let excluded = person.seats.iter().any(|(_, role, _, until)| apart(role) && overlaps(*until));
        ensure(!excluded, || Refusal::new(Code::AdministratorsExclusive).field("person").with("title", &post.title))?;
        ctx.emit(StreamKey::Post(self.post), Appointed { person: self.person, from: self.from });
        ctx.emit(StreamKey::Person(self.person), SeatTaken { post: self.post, role: post.role, from: self.from });
        Ok(())
    }
}
