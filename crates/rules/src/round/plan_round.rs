//! Plans a round: which units of which jurisdictions, on what topics, under which deadline profile and settings.

use crate::{calendar, command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, stream::StreamKey, value::*};

order! {
    /// A topic with the focus of duty it looks at.
    TopicPlan { title: String, duty_focus: String }
}

order! {
    PlanRound {
        title: String,
        sort: RoundKind,
        /// Whether the units belong to lower jurisdictions.
        elevated: Flag,
        /// Whether teams are drawn across jurisdictions.
        cross: Flag,
        guiding_basis: String,
        legal_basis: String,
        topics: Vec<TopicPlan>,
        field_from: Day,
        field_to: Day,
        jurisdictions: Vec<JurisdictionId>,
        units: Vec<UnitId>,
        /// Name of a deadline profile, such as `CITY-3M`.
        profile: String,
        /// Whether a named person has entered the legal text behind the profile.
        profile_confirmed: Flag,
        settings: Settings,
    }
}

impl PlanRound {
    fn check_texts(&self) -> Result<(), Halt> {
        check_short("title", &self.title)?;
        check_long("guiding_basis", &self.guiding_basis)?;
        check_long("legal_basis", &self.legal_basis)?;
        check_list("topics", &self.topics)?;
        for t in &self.topics {
            check_short("topics", &t.title)?;
            check_long("topics", &t.duty_focus)?;
        }
        check_list("jurisdictions", &self.jurisdictions)?;
        check_distinct("jurisdictions", &self.jurisdictions)?;
        check_list("units", &self.units)?;
        check_distinct("units", &self.units)?;
        ensure(self.field_to >= self.field_from, || Refusal::new(Code::PeriodReversed).field("field_to").with("from", self.field_from))
    }

    fn check_settings(&self) -> Result<(), Halt> {
        let s = &self.settings;
        let sizes = (1..=s.team_size_max).contains(&s.team_size_min) && s.team_size_max <= 50;
        ensure(sizes, || {
            Refusal::new(Code::TeamSize).field("settings").with("min", s.team_size_min).with("max", s.team_size_max).with("size", 0)
        })?;
        ensure((0..=365).contains(&s.objection_days), || {
            Refusal::new(Code::AmountNegative).field("settings").with("figure", s.objection_days)
        })
    }
}

impl Verb for PlanRound {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource::default())
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        self.check_texts()?;
        self.check_settings()?;
        let unknown = || Refusal::new(Code::Unknown).field("profile").with("noun", "profile").with("id", &self.profile);
        let profile = calendar::profile(&self.profile).ok_or_else(unknown)?;
        for j in &self.jurisdictions {
            facts.jurisdiction(*j)?;
        }
        let mut units = Vec::new();
        for u in &self.units {
            let jurisdiction = facts.unit(*u)?.jurisdiction;
            ensure(self.jurisdictions.contains(&jurisdiction), || Refusal::new(Code::UnitOutsideRound).field("units").with("unit", u))?;
            units.push(PlannedUnit { unit: *u, jurisdiction });
        }
        // A jurisdiction without a unit would be fed back before any gate had heard of it.
        let idle = self.jurisdictions.iter().find(|j| units.iter().all(|u| u.jurisdiction != **j));
        ensure(idle.is_none(), || Refusal::new(Code::ListEmpty).field("units"))?;
        let mut topics = Vec::new();
        for t in &self.topics {
            topics.push(Topic { id: ctx.id(), title: t.title.clone(), duty_focus: t.duty_focus.clone() });
        }
        let round: RoundId = ctx.id();
        ctx.emit(
            StreamKey::Round(round),
            RoundPlanned {
                title: self.title.clone(),
                sort: self.sort,
                elevated: self.elevated,
                cross: self.cross,
                guiding_basis: self.guiding_basis.clone(),
                legal_basis: self.legal_basis.clone(),
                topics,
                field_from: self.field_from,
                field_to: self.field_to,
                jurisdictions: self.jurisdictions.clone(),
                units,
                profile: ProfileRef { id: profile.id.clone(), version: profile.version, confirmed: self.profile_confirmed },
                settings: self.settings.clone(),
            },
        );
        Ok(())
    }
}
