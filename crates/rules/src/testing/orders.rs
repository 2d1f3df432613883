//! The orders of the story, filled in from what the world knows. Each is fit to be sent at its stage; a test that
//! wants a bad one changes a field.

use super::World;
use crate::{
    act::Actor,
    case::decide_case::DecideCase,
    finding::record_finding::{ManifestationPlan, RecordFinding},
    id::*,
    item::{claim_done::ClaimDone, close_item::CloseItem, report_progress::ReportProgress, verify_item::VerifyItem},
    notice::{draft_notice::DraftNotice, tally},
    paper::draft_paper::DraftPaper,
    parts::*,
    plan::submit_plan::{ItemPlan, MeasurePlan, SubmitPlan},
    refusal::Halt,
    role::Role,
    round::{
        Round,
        deliver_feedback::DeliverFeedback,
        form_team::FormTeam,
        hold_hearing::{HoldHearing, RequirementPlan},
        make_statement::{CommitmentPlan, MakeStatement},
        plan_round::{PlanRound, TopicPlan},
        report_team::ReportTeam,
    },
    signal::raise_signal::RaiseSignal,
    stream::Seat,
    value::{Date, Digest, Evidence, Fen, Flag},
};
use std::sync::Arc;

/// Inspectors of the three teams, by number; nobody inspects the county of home.
pub const TEAMS: [[usize; 5]; 3] = [[1, 4, 7, 2, 5], [8, 11, 14, 0, 3], [6, 9, 12, 10, 13]];
/// Their roles, in the same order.
pub const TEAM_ROLES: [Role; 5] = [Role::TeamLeader, Role::TeamDeputy, Role::TeamLiaison, Role::TeamMember, Role::TeamMember];

/// The digest number `n`.
pub fn digest(n: u64) -> Digest {
    Digest::parse(&format!("{n:064x}")).unwrap_or_else(|| panic!("`{n}` makes no digest"))
}

/// Evidence number `n`, dated or not.
pub fn evidence(n: u64, dated: Option<Date>) -> Evidence {
    Evidence {
        digest: digest(n),
        name: format!("voucher-{n}.pdf").as_str().into(),
        caption: format!("voucher number {n}"),
        number: Some(format!("No. {n}")),
        dated,
        pre_existing: Flag::No,
    }
}

/// Takes the value of a question to the facts, which the world can always answer.
fn known<T>(answer: Result<T, Halt>) -> T {
    answer.unwrap_or_else(|halt| panic!("the world does not know: {halt:?}"))
}

impl World {
    /// The round that was planned first.
    pub fn round(&self) -> RoundId {
        self.rounds().first().map(|r| r.0).unwrap_or_else(|| panic!("no round was planned"))
    }

    /// State of the round that was planned first.
    pub fn round_state(&self) -> Arc<Round> {
        known(self.facts().round(self.round()))
    }

    /// The team number `k`, in the order in which they were formed.
    pub fn team(&self, k: usize) -> TeamId {
        self.round_state().teams.keys().nth(k).copied().unwrap_or_else(|| panic!("there is no team {k}"))
    }

    /// Whoever has the role in team `k`.
    pub fn team_actor(&self, k: usize, role: Role) -> Actor {
        let (round, team) = (self.round_state(), self.team(k));
        let member = round.teams[&team].members.iter().find(|m| m.role == role);
        let person = member.map(|m| m.person).unwrap_or_else(|| panic!("team {k} has no {}", role.name()));
        self.actor(person, Seat::Team(self.round(), team))
    }

    /// Whoever has the role in the team that inspects unit number `u`.
    pub fn inspector_of(&self, u: usize, role: Role) -> Actor {
        let team = known(self.facts().round(self.round())).team_of(self.cast.units[u].id);
        let k = self.round_state().teams.keys().position(|t| Some(*t) == team);
        self.team_actor(k.unwrap_or_else(|| panic!("no team inspects unit {u}")), role)
    }

    /// Number of a unit in the cast.
    pub fn unit_number(&self, unit: UnitId) -> usize {
        self.cast.units.iter().position(|d| d.id == unit).unwrap_or_else(|| panic!("the unit {unit} is not in the cast"))
    }

    /// The items of unit `u`, in the order of the register, without dropped ones.
    pub fn items_of(&self, u: usize) -> Vec<ItemId> {
        known(self.facts().plan_if(self.round(), self.cast.units[u].id)).map(|p| p.items.clone()).unwrap_or_default()
    }

    /// The feedback to an addressee.
    pub fn feedback_to(&self, to: Addressee) -> FeedbackId {
        let found = self.round_state().feedbacks.iter().find(|(_, f)| f.to == to).map(|(id, _)| *id);
        found.unwrap_or_else(|| panic!("there is no feedback to {to:?}"))
    }

    pub fn plan_round(&self) -> PlanRound {
        let topic = |title: &str, focus: &str| TopicPlan { title: title.to_owned(), duty_focus: focus.to_owned() };
        PlanRound {
            title: "Cross inspection of the autumn".to_owned(),
            sort: RoundKind::Special,
            elevated: Flag::Yes,
            cross: Flag::Yes,
            guiding_basis: "Plan of the leading group for the year".to_owned(),
            legal_basis: "As entered by the office".to_owned(),
            topics: vec![
                topic("investment projects", "decisions kept to their procedure"),
                topic("fiscal funds", "money spent as granted"),
            ],
            field_from: self.today().plus_days(12),
            field_to: self.today().plus_days(58),
            jurisdictions: self.cast.counties.iter().map(|c| c.id).collect(),
            units: self.cast.units.iter().map(|u| u.id).collect(),
            profile: self.profile.clone(),
            profile_confirmed: Flag::No,
            settings: self.settings.clone(),
        }
    }

    /// Team `k` for the two units of county `k`.
    pub fn form_team(&self, k: usize) -> FormTeam {
        let member = |(n, role): (usize, Role)| Member { person: self.cast.inspectors[n].person, role };
        FormTeam {
            round: self.round(),
            name: format!("Team {}", k + 1),
            members: TEAMS[k].into_iter().zip(TEAM_ROLES).map(member).collect(),
            units: self.cast.units.iter().filter(|u| u.county == k).map(|u| u.id).collect(),
        }
    }

    pub fn draft_paper(&self, u: usize) -> DraftPaper {
        DraftPaper {
            round: self.round(),
            unit: self.cast.units[u].id,
            matter: "A contract let without tender".to_owned(),
            summary: "One contract above the threshold was let by telephone".to_owned(),
            how_found: "Vouchers read against minutes".to_owned(),
            policy_basis: "Rules of tender of the authority".to_owned(),
            place: "Archive of the unit".to_owned(),
            evidence: vec![evidence(100 + u as u64, None)],
        }
    }

    /// A finding with two manifestations, on the papers of unit `u`.
    pub fn record_finding(&self, u: usize) -> RecordFinding {
        let unit = self.cast.units[u].id;
        let leaf = |text: &str, amount| ManifestationPlan { text: text.to_owned(), amount };
        RecordFinding {
            round: self.round(),
            unit,
            papers: self.papers().into_iter().filter(|(_, p)| p.unit == unit && p.round == self.round()).map(|(id, _)| id).collect(),
            topic: self.round_state().topics[u % 2].id,
            category: "tender".to_owned(),
            title: "Contracts let without tender".to_owned(),
            deviation: Some("The body did not decide what it had to decide".to_owned()),
            manifestations: vec![leaf("A road was let by telephone", Some(Fen(1_234_500))), leaf("Minutes were written afterwards", None)],
            key_concern: (u == 0).then(|| "Large sum".to_owned()),
            repeat: Flag::No,
            immediate: Flag::No,
            nature: Nature::LeadingBody,
            evidence: vec![evidence(200 + u as u64, None)],
        }
    }

    /// A report of every finding on unit `u`.
    pub fn report_team(&self, u: usize) -> ReportTeam {
        let unit = self.cast.units[u].id;
        ReportTeam {
            round: self.round(),
            unit,
            findings: self.findings().into_iter().filter(|(_, f)| f.unit == unit && f.round == self.round()).map(|(id, _)| id).collect(),
            summary: "What the team saw".to_owned(),
        }
    }

    pub fn hold_hearing(&self, gate: Gate) -> HoldHearing {
        let due = self.today().plus_days(60);
        let demand = |text: &str, addressee, speaker| RequirementPlan { text: text.to_owned(), addressee, speaker, due };
        let (head, deputy) = (self.cast.leading_group_head.post, self.cast.executive_deputy_head.post);
        HoldHearing {
            round: self.round(),
            gate,
            units: self.cast.units.iter().map(|u| u.id).collect(),
            decisions: vec!["The reports are accepted".to_owned()],
            requirements: vec![
                demand("Feed back within two weeks", deputy, Some(head)),
                demand("Supervise what is rectified", self.cast.counties[0].secretary.post, Some(head)),
            ],
        }
    }

    /// First feedback: to county `c`, with the collective talk.
    pub fn feedback_to_county(&self, c: usize) -> DeliverFeedback {
        let county = &self.cast.counties[c];
        let called = [county.secretary, county.discipline_secretary, county.organisation_head, county.leader_in_charge];
        let deputy = self.cast.executive_deputy_head;
        let mut attendance: Vec<Attendance> = called.iter().map(|p| Attendance { person: p.person, post: Some(p.post) }).collect();
        attendance.push(Attendance { person: deputy.person, post: Some(deputy.post) });
        DeliverFeedback {
            round: self.round(),
            to: Addressee::Jurisdiction(county.id),
            letter_number: format!("Letter {}", c + 1),
            convenor: deputy.person,
            deliverers: vec![self.team(c)],
            attending_leader: Some(deputy.person),
            attendance,
            talk: Some(CollectiveTalk {
                speaker: deputy.person,
                with: called.iter().map(|p| p.post).collect(),
                summary: "Who answers for what".to_owned(),
            }),
            conveys: None,
            conveyed: Vec::new(),
            requirements: vec![RequirementPlan {
                text: "Plan and supervise the rectification".to_owned(),
                addressee: county.discipline_secretary.post,
                speaker: Some(deputy.post),
                due: self.today().plus_days(90),
            }],
        }
    }

    /// Second feedback: to unit `u` and its principal leader, conveying the latest hearing.
    pub fn feedback_to_unit(&self, u: usize) -> DeliverFeedback {
        let (unit, round) = (&self.cast.units[u], self.round_state());
        let county = &self.cast.counties[unit.county];
        let present = |p: super::Player| Attendance { person: p.person, post: Some(p.post) };
        let hearing = round.hearings.iter().next_back();
        DeliverFeedback {
            round: self.round(),
            to: Addressee::Unit(unit.id),
            letter_number: format!("Letter {}", u + 11),
            convenor: self.cast.executive_deputy_head.person,
            deliverers: round.team_of(unit.id).into_iter().collect(),
            attending_leader: None,
            attendance: vec![
                present(unit.principal),
                present(unit.body_member),
                present(county.leader_in_charge),
                present(county.office_head),
            ],
            talk: None,
            conveys: hearing.map(|(id, _)| *id),
            conveyed: hearing.map(|(_, h)| h.requirements.clone()).unwrap_or_default(),
            requirements: vec![RequirementPlan {
                text: "Rectify problem by problem".to_owned(),
                addressee: unit.principal.post,
                speaker: Some(county.leader_in_charge.post),
                due: self.today().plus_days(90),
            }],
        }
    }

    pub fn make_statement(&self, to: Addressee, post: PostId) -> MakeStatement {
        let commitments = vec![CommitmentPlan { text: "We shall report each month".to_owned(), post, due: self.today().plus_days(30) }];
        MakeStatement { round: self.round(), feedback: self.feedback_to(to), text: "We accept the feedback".to_owned(), commitments }
    }

    /// One item for each manifestation of unit `u`; the first of unit 0 has a part for unit 1, the last of unit 0 is long-term.
    pub fn submit_plan(&self, u: usize) -> SubmitPlan {
        let unit = &self.cast.units[u];
        let plan = known(self.facts().plan_if(self.round(), unit.id));
        let plan = plan.unwrap_or_else(|| panic!("no plan was opened for unit {u}"));
        let leaves: Vec<ManifestationId> = plan.manifestations().collect();
        let due = plan.due.rectification;
        let assisting = Assisting { unit: self.cast.units[1].id, part: "Lend the archive".to_owned(), due };
        let item = |(i, leaf): (usize, ManifestationId)| ItemPlan {
            covers: vec![leaf],
            wording: "Let by tender from now on".to_owned(),
            cause: "Nobody checked".to_owned(),
            target: "Every contract has its tender".to_owned(),
            assisting: if u == 0 && i == 0 { vec![assisting.clone()] } else { Vec::new() },
            responsible_leader: unit.principal.post,
            responsible_department: "Projects".to_owned(),
            responsible_person: "Ansheng Aming".into(),
            long_term: Flag::from(u == 0 && i + 1 == leaves.len()),
            within_period: Flag::Yes,
            due,
            measures: vec![MeasurePlan {
                content: "Write the rule of tender".to_owned(),
                leader: unit.body_member.post,
                department: "Projects".to_owned(),
                due,
                sort: MeasureKind::Period,
            }],
        };
        SubmitPlan { round: self.round(), unit: unit.id, items: leaves.iter().copied().enumerate().map(item).collect() }
    }

    pub fn report_progress(&self, item: ItemId) -> ReportProgress {
        let measure = known(self.facts().item(item)).measures.first().copied();
        ReportProgress { item, text: "The rule is drafted".to_owned(), measure, evidence: vec![evidence(300, Some(self.today()))] }
    }

    pub fn claim_done(&self, item: ItemId) -> ClaimDone {
        let result = |sort, figure| ResultFigure { sort, figure, evidence: vec![digest(400)] };
        ClaimDone {
            item,
            account: "The rule is in force and the money is back".to_owned(),
            results: vec![result(ResultKind::SystemsMade, 1), result(ResultKind::Refunded, 500_000), result(ResultKind::ReminderTalk, 2)],
            evidence: vec![evidence(400, Some(self.today()))],
        }
    }

    pub fn verify_item(&self, item: ItemId) -> VerifyItem {
        let evidence = vec![evidence(500, None)];
        VerifyItem { item, means: VerificationMeans::OnSite, record: "Seen the rule, asked two people".to_owned(), evidence }
    }

    pub fn close_item(&self, item: ItemId) -> CloseItem {
        CloseItem { item, opinion: "Done and verified".to_owned(), follow_up: Some(self.today().plus_days(180)) }
    }

    pub fn raise_signal(&self, item: ItemId) -> RaiseSignal {
        RaiseSignal {
            item,
            fact: "The voucher bears the number of another year".to_owned(),
            innocent: "A slip of the pen".to_owned(),
            evidence: vec![evidence(600, None)],
        }
    }

    pub fn decide_case(&self, case: CaseId) -> DecideCase {
        DecideCase {
            case,
            outcome: Outcome::False,
            intent: Some("The accountant was told to write the voucher".to_owned()),
            handling: "Talk of admonition".to_owned(),
            reason: "The voucher was written for the claim".to_owned(),
        }
    }

    /// A notice whose lines and totals are those of the record.
    pub fn draft_notice(&self, sort: NoticeKind) -> DraftNotice {
        let (round, mut totals, mut lines) = (self.round(), Tally::default(), Vec::new());
        for u in &self.round_state().units {
            let tally = known(tally(&self.facts(), round, u.unit));
            totals.add(&tally);
            lines.push(NoticeLine { unit: u.unit, tally });
        }
        let withheld = self.items_of(0).first().map(|item| Withheld {
            item: *item,
            reason: "Names a contractor".to_owned(),
            approver: self.cast.office_head.post,
        });
        let (title, place) = ("Notice on the autumn round".to_owned(), "Canglan".to_owned());
        DraftNotice { round, sort, title, place, lines, totals, withheld: withheld.into_iter().collect() }
    }
}
