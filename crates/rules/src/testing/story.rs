//! The story of the autumn round in stages, each told by the orders that people would give.

use super::{World, autumn::begun, day, orders::evidence};
use crate::{case::hear_defence::HearDefence, finding::answer_objection::AnswerObjection};
use crate::{
    event::Event,
    finding::raise_objection::RaiseObjection,
    id::*,
    item::finish_part::FinishPart,
    notice::publish_notice::PublishNotice,
    paper::sign_paper::SignPaper,
    parts::*,
    plan::review_plan::ReviewPlan,
    role::Role,
    round::{authorise_round::AuthoriseRound, confirm_receipt::ConfirmReceipt, enter_unit::EnterUnit},
    signal::{decide_signal::DecideSignal, explain_signal::ExplainSignal},
    stream::StreamKey,
    value::Flag,
};

macro_rules! stages {
    ($($(#[$doc:meta])* $name:ident on $day:literal by $step:ident;)*) => {
        /// How far the story is told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Stage {
            /// Everybody is in office; there is no round yet.
            Founded,
            $($(#[$doc])* $name,)*
        }

        impl Stage {
            /// Every stage, in order.
            pub const ALL: &'static [Stage] = &[Stage::Founded, $(Stage::$name),*];
        }

        impl World {
            fn tell(&mut self, stage: Stage) {
                match stage {
                    Stage::Founded => {}
                    $(Stage::$name => {
                        self.turn_to(day($day));
                        self.$step();
                    })*
                }
                self.stage = stage;
            }
        }
    };
}

stages! {
    Planned on "2021-09-01" by plan;
    Authorised on "2021-09-03" by authorise;
    TeamsFormed on "2021-09-06" by form_teams;
    Entered on "2021-09-13" by enter;
    /// Each unit has one working paper with three signatures.
    PapersSigned on "2021-09-22" by sign_papers;
    /// Each unit has one finding with two manifestations.
    Found on "2021-10-08" by find;
    Reported on "2021-10-29" by report;
    /// Every gate of the round has heard.
    Heard on "2021-11-08" by hear;
    /// Feedback to the counties, with statements and receipts; nothing where the round leaves that channel out.
    JurisdictionsFedBack on "2021-11-16" by feed_back_counties;
    /// Feedback to the units, with statements and receipts; unit 0 has objected to one manifestation and was answered.
    UnitsFedBack on "2021-11-18" by feed_back_units;
    PlansSubmitted on "2021-12-10" by submit_plans;
    PlansApproved on "2021-12-17" by approve_plans;
    /// Each item has progress; the part of unit 1 in the first item is done.
    InProgress on "2022-01-10" by progress;
    Claimed on "2022-02-08" by claim;
    /// Without a second signature these items are closed as well, except long-term ones.
    Verified on "2022-02-16" by verify;
    Closed on "2022-02-21" by close;
    /// A supervisor has noticed something about the first item of unit 0.
    Signalled on "2022-03-01" by signal;
    /// The signal was explained and upheld: a case is open.
    CaseOpened on "2022-03-07" by open_case;
    /// The case found it false: the item is back in progress.
    CaseDecided on "2022-03-21" by decide_case_of_signal;
    NoticePublished on "2022-03-28" by publish;
}

impl World {
    /// The autumn, told up to a stage.
    pub fn at(stage: Stage) -> World {
        let mut world = World::autumn_2021();
        world.advance_to(stage);
        world
    }

    /// Tells on, up to a stage.
    pub fn advance_to(&mut self, stage: Stage) {
        let told = self.stage;
        for next in Stage::ALL.iter().filter(|s| **s > told && **s <= stage) {
            self.tell(*next);
        }
    }

    fn units_numbered(&self) -> std::ops::Range<usize> {
        0..self.cast.units.len()
    }

    fn plan(&mut self) {
        self.given(self.cast.office_head.actor(), self.plan_round());
    }

    fn authorise(&mut self) {
        let order = AuthoriseRound { round: self.round(), document: "Authorisation 2021-3".to_owned() };
        self.given(self.cast.leading_group_head.actor(), order);
    }

    fn form_teams(&mut self) {
        for k in 0..3 {
            self.given(self.cast.office_clerk.actor(), self.form_team(k));
        }
    }

    fn enter(&mut self) {
        for u in self.units_numbered() {
            let order = EnterUnit { round: self.round(), unit: self.cast.units[u].id, notice_number: format!("Entry {}", u + 1) };
            self.given(self.inspector_of(u, Role::TeamLeader), order);
        }
    }

    fn sign_papers(&mut self) {
        for u in self.units_numbered() {
            let facts = self.given(self.inspector_of(u, Role::TeamMember), self.draft_paper(u));
            let paper = begun(&facts, |k| if let StreamKey::Paper(id) = k { Some(*id) } else { None });
            self.given(self.inspector_of(u, Role::TeamDeputy), SignPaper { paper });
            self.given(self.inspector_of(u, Role::TeamLeader), SignPaper { paper });
        }
    }

    fn find(&mut self) {
        for u in self.units_numbered() {
            self.given(self.inspector_of(u, Role::TeamMember), self.record_finding(u));
        }
    }

    fn report(&mut self) {
        for u in self.units_numbered() {
            self.given(self.inspector_of(u, Role::TeamLeader), self.report_team(u));
        }
    }

    fn hear(&mut self) {
        for gate in self.round_state().gates() {
            self.given(self.cast.leading_group_head.actor(), self.hold_hearing(gate));
        }
    }

    fn feed_back_counties(&mut self) {
        if !self.round_state().settings.jurisdiction_channel.yes() {
            return;
        }
        for c in 0..self.cast.counties.len() {
            let county = self.cast.counties[c].clone();
            let to = Addressee::Jurisdiction(county.id);
            self.given(self.cast.executive_deputy_head.actor(), self.feedback_to_county(c));
            self.given(county.secretary.actor(), self.make_statement(to, county.secretary.post));
            self.given(county.office_head.actor(), ConfirmReceipt { round: self.round(), feedback: self.feedback_to(to) });
        }
    }

    fn feed_back_units(&mut self) {
        for u in self.units_numbered() {
            let unit = self.cast.units[u].clone();
            let to = Addressee::Unit(unit.id);
            self.given(self.inspector_of(u, Role::TeamLeader), self.feedback_to_unit(u));
            self.given(unit.principal.actor(), self.make_statement(to, unit.principal.post));
            self.given(unit.contact.actor(), ConfirmReceipt { round: self.round(), feedback: self.feedback_to(to) });
        }
        self.object();
    }

    fn object(&mut self) {
        let unit = self.cast.units[0].id;
        let found = self.findings().into_iter().find(|(_, f)| f.unit == unit);
        let (finding, state) = found.unwrap_or_else(|| panic!("unit 0 has no finding"));
        let manifestation = state.manifestations[1].id;
        let (text, evidence) = ("The minutes are of that day".to_owned(), vec![evidence(250, None)]);
        self.given(self.cast.units[0].principal.actor(), RaiseObjection { finding, manifestation, text, evidence });
        let objection: ObjectionId = self.latest(|e| if let Event::ObjectionRaised(e) = e { Some(e.objection) } else { None });
        let (reason, corrected) = ("The date was misread".to_owned(), Some("Minutes were signed afterwards".to_owned()));
        let answer = AnswerObjection { finding, objection, sustained: Flag::Yes, reason, corrected };
        self.given(self.inspector_of(0, Role::TeamLeader), answer);
    }

    fn submit_plans(&mut self) {
        for u in self.units_numbered() {
            self.given(self.cast.units[u].principal.actor(), self.submit_plan(u));
        }
    }

    fn approve_plans(&mut self) {
        for u in self.units_numbered() {
            let order = ReviewPlan { round: self.round(), unit: self.cast.units[u].id, approved: Flag::Yes, missing: Vec::new() };
            self.given(self.cast.office_head.actor(), order);
        }
    }

    /// Every item, with the number of its unit.
    pub fn register_rows(&self) -> Vec<(usize, ItemId)> {
        self.units_numbered().flat_map(|u| self.items_of(u).into_iter().map(move |item| (u, item))).collect()
    }

    fn progress(&mut self) {
        for (u, item) in self.register_rows() {
            self.given(self.cast.units[u].contact.actor(), self.report_progress(item));
        }
        let (item, unit) = (self.items_of(0)[0], self.cast.units[1].id);
        let part = FinishPart { item, unit, text: "The archive was lent".to_owned(), evidence: vec![evidence(310, None)] };
        self.given(self.cast.units[1].body_member.actor(), part);
    }

    fn claim(&mut self) {
        for (u, item) in self.register_rows() {
            self.given(self.cast.units[u].principal.actor(), self.claim_done(item));
        }
    }

    fn verify(&mut self) {
        for (u, item) in self.register_rows() {
            self.given(self.cast.counties[self.cast.units[u].county].supervisor.actor(), self.verify_item(item));
        }
    }

    fn close(&mut self) {
        for (_, item) in self.register_rows() {
            let verified = self.facts().item(item).is_ok_and(|i| i.step == crate::item::ItemStep::Verified);
            if verified {
                self.given(self.cast.office_head.actor(), self.close_item(item));
            }
        }
    }

    fn signal(&mut self) {
        self.given(self.cast.counties[0].supervisor.actor(), self.raise_signal(self.items_of(0)[0]));
    }

    /// The signal that was raised first.
    pub fn first_signal(&self) -> SignalId {
        self.signals().first().map(|s| s.0).unwrap_or_else(|| panic!("no signal was raised"))
    }

    /// The case that was opened first.
    pub fn first_case(&self) -> CaseId {
        self.cases().first().map(|c| c.0).unwrap_or_else(|| panic!("no case was opened"))
    }

    fn open_case(&mut self) {
        let signal = self.first_signal();
        let explained = ExplainSignal { signal, text: "The year is a slip".to_owned(), evidence: vec![evidence(610, None)] };
        self.given(self.cast.units[0].principal.actor(), explained);
        let (reason, alleged) = ("The voucher is of another contract".to_owned(), Some(Failing::False));
        self.given(self.cast.office_head.actor(), DecideSignal { signal, upheld: Flag::Yes, reason, alleged });
    }

    fn decide_case_of_signal(&mut self) {
        let case = self.first_case();
        let defence = HearDefence { case, text: "Nobody meant to deceive".to_owned(), evidence: vec![evidence(620, None)] };
        self.given(self.cast.units[0].body_member.actor(), defence);
        self.given(self.cast.leading_group_head.actor(), self.decide_case(case));
    }

    fn publish(&mut self) {
        let facts = self.given(self.cast.office_clerk.actor(), self.draft_notice(NoticeKind::Rectification));
        let notice = begun(&facts, |k| if let StreamKey::Notice(id) = k { Some(*id) } else { None });
        self.given(self.cast.executive_deputy_head.actor(), PublishNotice { notice });
    }
}
