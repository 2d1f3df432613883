//! The first command of an installation: the authority, its first person, post and account. Only the one-time set-up
//! code leads here, and only once.

use crate::{
    command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, role::Role, stream::StreamKey, value::*,
};

order! {
    FoundAuthority {
        name: String,
        /// IANA time zone in which civil days are counted, such as `Asia/Shanghai`.
        time_zone: String,
        /// The first person, who heads the inspection office.
        person: Personal,
        post_title: String,
        /// First day in that post; today where none is named.
        #[serde(default)]
        from: Option<Date>,
        login: Personal,
    }
}

impl Verb for FoundAuthority {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource::default())
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        ensure(facts.authority_if()?.is_none(), || Refusal::new(Code::AlreadyThere).field("name").with("noun", "authority"))?;
        check_short("name", &self.name)?;
        check_personal("person", &self.person)?;
        check_short("post_title", &self.post_title)?;
        check_personal("login", &self.login)?;
        ensure(jiff::tz::TimeZone::get(&self.time_zone).is_ok(), || {
            Refusal::new(Code::Unknown).field("time_zone").with("noun", "time_zone").with("id", &self.time_zone)
        })?;
        let (person, post, account): (PersonId, PostId, AccountId) = (ctx.id(), ctx.id(), ctx.id());
        let from = self.from.map_or(ctx.day(), |d| d);
        ensure(from <= ctx.day(), || Refusal::new(Code::FutureDate).field("from").with("occurred_on", from).with("today", ctx.day()))?;
        ctx.emit(StreamKey::Authority, AuthorityFounded { name: self.name.clone(), time_zone: self.time_zone.clone() });
        ctx.emit(StreamKey::Person(person), PersonRegistered { name: self.person.clone(), home: None, home_unit: None });
        let role = Role::OfficeHead;
        ctx.emit(StreamKey::Post(post), PostCreated { role, title: self.post_title.clone(), jurisdiction: None, unit: None });
        ctx.emit(StreamKey::Post(post), Appointed { person, from });
        ctx.emit(StreamKey::Person(person), SeatTaken { post, role, from });
        ctx.emit(StreamKey::Account(account), AccountOpened { person, login: self.login.clone() });
        Ok(())
    }
}
