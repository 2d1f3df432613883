//! Every code is provoked through the world at least once: a code that nothing provokes is dead, and a rule that
//! nobody tried is a guess.

mod rectification;

use rules::{
    Code, Command, CommandKind, Event, StreamKey,
    account::{revoke_credential::RevokeCredential, set_credential::SetCredential},
    act::{ActInput, Actor},
    case::decide_case::DecideCase,
    duty::hand_over_duty::HandOverDuty,
    erasure::propose_erasure::ProposeErasure,
    finding::{answer_objection::AnswerObjection, raise_objection::RaiseObjection},
    id::*,
    item::{
        claim_done::ClaimDone, decide_extension::DecideExtension, finish_part::FinishPart, report_progress::ReportProgress,
        request_extension::RequestExtension,
    },
    notice::{draft_notice::DraftNotice, publish_notice::PublishNotice},
    paper::{draft_paper::DraftPaper, sign_paper::SignPaper},
    parts::*,
    plan::{file_report::FileReport, review_plan::ReviewPlan},
    registry::{
        add_jurisdiction::AddJurisdiction, appoint::Appoint, create_post::CreatePost, declare_recusal::DeclareRecusal,
        end_appointment::EndAppointment,
    },
    role::Role,
    round::{enter_unit::EnterUnit, form_team::FormTeam, hold_hearing::HoldHearing, report_team::ReportTeam},
    signal::{decide_signal::DecideSignal, explain_signal::ExplainSignal},
    testing::{
        orders::{digest, evidence},
        *,
    },
    value::Flag,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Codes that were provoked so far, and each way in which one was: code, field and names of the parameters tell them apart.
#[derive(Default)]
struct Provoked(BTreeSet<Code>, BTreeMap<String, Value>);

impl Provoked {
    fn by(&mut self, code: Code, world: &mut World, actor: Actor, command: impl Into<Command>) {
        self.that(code, world, actor, ActInput::default(), command);
    }

    fn that(&mut self, code: Code, world: &mut World, actor: Actor, input: ActInput, command: impl Into<Command>) {
        let (command, before) = (command.into(), world.record().len());
        let kind = command.kind().name();
        match world.execute(actor, input, command) {
            Ok(_) => panic!("`{kind}` was accepted where {code:?} was expected"),
            Err(refusal) => {
                assert_eq!(refusal.code, code, "`{kind}` was refused otherwise: {refusal:?}");
                assert!(refusal.field.is_some(), "`{kind}` names no field: {refusal:?}");
                assert!(!refusal.supplied_by.is_empty(), "`{kind}` names nobody who can help: {refusal:?}");
                let names: Vec<&str> = refusal.params.iter().map(|p| p.0).collect();
                let way = format!("{} {} {}", code.name(), refusal.field.unwrap_or_default(), names.join(","));
                self.1.entry(way).or_insert_with(|| serde_json::to_value(&refusal).unwrap());
            }
        }
        assert_eq!(world.record().len(), before, "a refused `{kind}` left facts behind");
        self.0.insert(code);
    }
}

#[test]
fn every_refusal_is_provoked_by_an_order() {
    let mut p = Provoked::default();
    form(&mut p);
    who_acts(&mut p);
    two_times(&mut p);
    registry(&mut p);
    planning(&mut p);
    teams(&mut p);
    field_work(&mut p);
    reports(&mut p);
    hearings(&mut p);
    first_feedback(&mut p);
    second_feedback(&mut p);
    rectification::plans(&mut p);
    rectification::plan_forms(&mut p);
    rectification::items(&mut p);
    rectification::independence(&mut p);
    rectification::extensions(&mut p);
    rectification::duties(&mut p);
    rectification::signals(&mut p);
    rectification::cases(&mut p);
    rectification::notices(&mut p);
    rectification::erasures(&mut p);
    let missing: Vec<&str> = Code::ALL.iter().filter(|c| !p.0.contains(c)).map(|c| c.name()).collect();
    assert!(missing.is_empty(), "nothing provokes {missing:?}");
    told_at_the_edge(&p.1);
}

/// The edge words what is refused, and is tested on these: `PLUMBLINE_GOLDEN=write` takes new ones.
fn told_at_the_edge(provoked: &BTreeMap<String, Value>) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/refusals.json");
    let text = serde_json::to_string_pretty(&provoked.values().collect::<Vec<_>>()).unwrap() + "\n";
    if std::env::var("PLUMBLINE_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == text, "tests/golden/refusals.json is not what is provoked now");
}

fn form(p: &mut Provoked) {
    let mut w = World::autumn_2021();
    let office = w.cast.office_head.actor();
    let add = |name: &str| AddJurisdiction { name: name.to_owned() };
    p.by(Code::TextMissing, &mut w, office, add("  "));
    p.by(Code::TextTooLong, &mut w, office, add(&"a".repeat(201)));
    p.by(Code::TextControl, &mut w, office, add("a\u{7}b"));
    let mut plan = w.plan_round();
    plan.topics.clear();
    p.by(Code::ListEmpty, &mut w, office, plan.clone());
    plan.topics = vec![w.plan_round().topics[0].clone(); 501];
    p.by(Code::ListTooLong, &mut w, office, plan);
    let mut plan = w.plan_round();
    plan.units[1] = plan.units[0];
    p.by(Code::NamedTwice, &mut w, office, plan);
    let mut plan = w.plan_round();
    plan.profile = "NONE-9M".to_owned();
    p.by(Code::Unknown, &mut w, office, plan);
    let mut plan = w.plan_round();
    plan.settings.objection_days = -1;
    p.by(Code::AmountNegative, &mut w, office, plan);
    let mut plan = w.plan_round();
    plan.field_to = plan.field_from.plus_days(-1);
    p.by(Code::PeriodReversed, &mut w, office, plan);
    let Sample { command, .. } = sample(CommandKind::FoundAuthority);
    p.by(Code::AlreadyThere, &mut w, autumn::SET_UP, command);
}

fn who_acts(p: &mut Provoked) {
    let mut w = World::autumn_2021();
    let (clerk, contact) = (w.cast.office_clerk, w.cast.units[0].contact);
    let add = AddJurisdiction { name: "Fourth County".to_owned() };
    p.by(Code::NotPermitted, &mut w, contact.actor(), add.clone());
    let borrowed = Actor { account: Some(contact.account), seat: clerk.seat() };
    p.by(Code::SeatNotHeld, &mut w, borrowed, add.clone());
    let for_clerk = w.for_another(clerk.seat(), clerk.person);
    p.that(Code::EntryForOther, &mut w, contact.actor(), for_clerk, add);
}

fn two_times(p: &mut Provoked) {
    let mut w = World::at(Stage::Authorised);
    let clerk = w.cast.office_clerk.actor();
    let team = w.form_team(0);
    p.that(Code::FutureDate, &mut w, clerk, ActInput { occurred_on: Some(day("2021-09-04")), ..Default::default() }, team.clone());
    let unsaid = ActInput { late_reason: None, ..on("2021-08-30") };
    p.that(Code::LateReasonMissing, &mut w, clerk, unsaid, team.clone());
    p.that(Code::BeforeCause, &mut w, clerk, on("2021-09-02"), team);
    let mut w = World::at(Stage::InProgress);
    let (item, principal) = (w.items_of(1)[0], w.cast.units[1].principal.actor());
    let claim = ClaimDone { evidence: vec![evidence(400, Some(day("2021-11-17")))], ..w.claim_done(item) };
    p.by(Code::EvidenceBeforeCause, &mut w, principal, claim.clone());
    let of_tomorrow = ClaimDone { evidence: vec![evidence(400, Some(w.today().plus_days(1)))], ..w.claim_done(item) };
    p.by(Code::EvidenceFuture, &mut w, principal, of_tomorrow);
    let old = ClaimDone {
        evidence: claim.evidence.into_iter().map(|e| rules::value::Evidence { pre_existing: Flag::Yes, ..e }).collect(),
        ..w.claim_done(item)
    };
    w.given(principal, old);
}

fn registry(p: &mut Provoked) {
    let mut w = World::autumn_2021();
    let office = w.cast.office_head.actor();
    let (head, clerk) = (w.cast.leading_group_head, w.cast.office_clerk);
    let (system, security, from) = (w.cast.administrators[0], w.cast.administrators[1], w.today());
    let misplaced = CreatePost { role: Role::CountySecretary, title: "Nowhere".to_owned(), jurisdiction: None, unit: None };
    p.by(Code::PostLevel, &mut w, office, misplaced);
    p.by(Code::PostHeld, &mut w, office, Appoint { post: head.post, person: clerk.person, from });
    p.by(Code::PostVacant, &mut w, office, EndAppointment { post: head.post, person: clerk.person, until: from });
    let second = w.create_post(Role::SystemAdministrator, None, None);
    p.by(Code::AdministratorsExclusive, &mut w, office, Appoint { post: second, person: security.person, from });
    p.by(Code::AdministratorsExclusive, &mut w, office, Appoint { post: second, person: clerk.person, from });
    p.by(Code::AdministratorsExclusive, &mut w, office, Appoint { post: clerk.post, person: security.person, from });
    let credential = CredentialId(uuid::Uuid::nil());
    let revoke = RevokeCredential { account: clerk.account, credential, reason: "lost".to_owned() };
    p.by(Code::CredentialUnknown, &mut w, system.actor(), revoke);
    let set = SetCredential { account: clerk.account, credential, sort: CredentialKind::Token, label: "script".into(), seal: digest(1) };
    w.given(system.actor(), set.clone());
    p.by(Code::AlreadyThere, &mut w, system.actor(), set);
}

fn planning(p: &mut Provoked) {
    let mut w = World::autumn_2021();
    let office = w.cast.office_head.actor();
    let mut plan = w.plan_round();
    plan.settings.team_size_min = 0;
    p.by(Code::TeamSize, &mut w, office, plan);
    let mut plan = w.plan_round();
    plan.jurisdictions.truncate(2);
    p.by(Code::UnitOutsideRound, &mut w, office, plan);
    w.advance_to(Stage::Planned);
    let team = w.form_team(0);
    p.by(Code::NotAuthorised, &mut w, office, team);
    let entry = EnterUnit { round: w.round(), unit: w.cast.units[0].id, notice_number: "Entry 1".to_owned() };
    let inspector = w.cast.inspectors[1].actor();
    p.by(Code::NotAuthorised, &mut w, inspector, entry);
}

fn teams(p: &mut Provoked) {
    let mut w = World::at(Stage::Authorised);
    let office = w.cast.office_head.actor();
    let with = |w: &World, place: usize, person| {
        let mut team = w.form_team(0);
        team.members[place].person = person;
        team
    };
    let mut small = w.form_team(0);
    small.members.truncate(4);
    p.by(Code::TeamSize, &mut w, office, small);
    let mut headless = w.form_team(0);
    headless.members[0].role = Role::TeamMember;
    p.by(Code::TeamRoles, &mut w, office, headless);
    let outside = FormTeam { units: vec![UnitId(uuid::Uuid::nil())], ..w.form_team(0) };
    p.by(Code::UnitOutsideRound, &mut w, office, outside);
    let team = with(&w, 4, w.cast.office_clerk.person);
    p.by(Code::NotInspector, &mut w, office, team);
    let team = with(&w, 4, w.cast.inspectors[15].person);
    p.by(Code::RecusedHome, &mut w, office, team);
    let (person, against) = (w.cast.inspectors[16].person, Against::Unit(w.cast.units[0].id));
    let from = day("2021-01-01");
    w.given(office, DeclareRecusal { person, against, rule: RecusalRule::Kin, fact: "kin".into(), from, until: None });
    let team = with(&w, 4, person);
    p.by(Code::Recused, &mut w, office, team);
    w.given(office, w.form_team(0));
    let again = w.form_team(0);
    p.by(Code::UnitTaken, &mut w, office, again);
    let mut second = w.form_team(1);
    second.members[4].person = w.cast.inspectors[5].person;
    p.by(Code::InTwoTeams, &mut w, office, second);
}

fn field_work(p: &mut Provoked) {
    let mut w = World::at(Stage::TeamsFormed);
    let (leader, deputy) = (w.team_actor(0, Role::TeamLeader), w.team_actor(0, Role::TeamDeputy));
    let member = w.team_actor(0, Role::TeamMember);
    let draft = w.draft_paper(0);
    p.by(Code::EntryMissing, &mut w, member, draft);
    w.advance_to(Stage::Entered);
    let bare = DraftPaper { evidence: Vec::new(), ..w.draft_paper(0) };
    p.by(Code::EvidenceMissing, &mut w, member, bare);
    w.given(deputy, w.draft_paper(0));
    let own = SignPaper { paper: w.papers()[0].0 };
    p.by(Code::SecondPerson, &mut w, deputy, own);
    w.given(member, w.draft_paper(0));
    let paper = w.papers()[1].0;
    p.by(Code::SignatureOrder, &mut w, leader, SignPaper { paper });
    let mut unsigned = w.record_finding(0);
    unsigned.papers = vec![paper];
    p.by(Code::SignaturesMissing, &mut w, member, unsigned.clone());
    w.given(deputy, SignPaper { paper });
    w.given(leader, SignPaper { paper });
    p.by(Code::SignedAlready, &mut w, leader, SignPaper { paper });
    let mut elsewhere = unsigned.clone();
    elsewhere.unit = w.cast.units[1].id;
    p.by(Code::FindingElsewhere, &mut w, member, elsewhere);
    let mut off_topic = unsigned;
    off_topic.topic = TopicId(uuid::Uuid::nil());
    p.by(Code::TopicUnknown, &mut w, member, off_topic);
}

fn reports(p: &mut Provoked) {
    let mut w = World::at(Stage::Found);
    let (leader, principal) = (w.inspector_of(0, Role::TeamLeader), w.cast.units[0].principal.actor());
    let (finding, state) = w.findings()[0].clone();
    let text = "It was another road".to_owned();
    let objection = RaiseObjection { finding, manifestation: state.manifestations[0].id, text, evidence: Vec::new() };
    let unknown = RaiseObjection { manifestation: ManifestationId(uuid::Uuid::nil()), ..objection.clone() };
    p.by(Code::ManifestationUnknown, &mut w, principal, unknown);
    w.given(principal, objection.clone());
    let report = w.report_team(0);
    p.by(Code::ObjectionOpen, &mut w, leader, report.clone());
    let id = w.latest(|e| if let Event::ObjectionRaised(e) = e { Some(e.objection) } else { None });
    let reason = "No".to_owned();
    let answer = AnswerObjection { finding, objection: id, sustained: Flag::No, reason, corrected: Some("Other words".to_owned()) };
    p.by(Code::WordingFrozen, &mut w, leader, answer.clone());
    w.given(leader, AnswerObjection { corrected: None, ..answer });
    w.given(leader, report.clone());
    let omitting = ReportTeam { findings: vec![w.report_team(1).findings[0]], ..report };
    p.by(Code::FindingElsewhere, &mut w, leader, omitting);
    w.given(leader, w.record_finding(0));
    let newest = w.findings().last().map(|f| f.0).unwrap();
    let silent = ReportTeam { findings: vec![newest], ..w.report_team(0) };
    p.by(Code::FindingOmitted, &mut w, leader, silent);
    let mut w = World::at(Stage::Heard);
    let late = w.record_finding(0);
    p.by(Code::WordingFrozen, &mut w, leader, late);
    let mut w = World::at(Stage::UnitsFedBack);
    w.turn_to(day("2021-11-29"));
    p.by(Code::ObjectionLate, &mut w, principal, objection);
}

fn hearings(p: &mut Provoked) {
    let mut w = World::at(Stage::Found);
    let head = w.cast.leading_group_head.actor();
    let early = w.hold_hearing(Gate::LeadingGroup);
    p.by(Code::ReportMissing, &mut w, head, early);
    w.advance_to(Stage::Reported);
    let unused = w.hold_hearing(Gate::SecretaryMeeting);
    p.by(Code::ChannelUnused, &mut w, head, unused);
    let outside = HoldHearing { units: vec![UnitId(uuid::Uuid::nil())], ..w.hold_hearing(Gate::LeadingGroup) };
    p.by(Code::UnitOutsideRound, &mut w, head, outside);
    let feedback = w.team(0);
    let mut county = w.feedback_to_county(0);
    county.deliverers = vec![feedback];
    p.by(Code::HearingMissing, &mut w, head, county);
    let mut w = World::autumn_2021();
    w.settings.secretary_meeting = Flag::Yes;
    w.advance_to(Stage::Reported);
    let meeting = w.hold_hearing(Gate::SecretaryMeeting);
    p.by(Code::HearingMissing, &mut w, head, meeting);
}

fn first_feedback(p: &mut Provoked) {
    let mut w = World::at(Stage::Heard);
    let head = w.cast.leading_group_head.actor();
    let mut apart = w.feedback_to_county(0);
    apart.talk.as_mut().unwrap().with.pop();
    p.by(Code::TalkMissing, &mut w, head, apart);
    let mut absent = w.feedback_to_county(0);
    absent.attendance.remove(0);
    p.by(Code::SpeakerAbsent, &mut w, head, absent);
    let county = w.cast.counties[0].id;
    let teams = w.rounds()[0].1.teams.clone();
    let leader = |t: &rules::round::Team| t.members.iter().find(|m| m.role == Role::TeamLeader).unwrap().person;
    let at_home = teams.iter().find(|(_, t)| w.facts().person(leader(t)).unwrap().home == Some(county));
    let mut of_their_own = w.feedback_to_county(0);
    of_their_own.deliverers = vec![*at_home.unwrap().0];
    p.by(Code::RecusedHome, &mut w, head, of_their_own);
    let mut w = World::autumn_2021();
    w.settings.jurisdiction_channel = Flag::No;
    w.advance_to(Stage::Heard);
    let unused = w.feedback_to_county(0);
    p.by(Code::ChannelUnused, &mut w, head, unused);
}

fn second_feedback(p: &mut Provoked) {
    let mut w = World::at(Stage::Heard);
    let (leader, head) = (w.inspector_of(0, Role::TeamLeader), w.cast.leading_group_head.actor());
    w.given(head, w.feedback_to_county(0));
    let early = w.feedback_to_unit(0);
    p.by(Code::JurisdictionFirst, &mut w, leader, early);
    w.given(head, w.feedback_to_county(1));
    w.given(head, w.feedback_to_county(2));
    let mut untold = w.feedback_to_unit(0);
    untold.attendance.remove(0);
    p.by(Code::AttendanceMissing, &mut w, leader, untold);
    let mut unsaid = w.feedback_to_unit(0);
    unsaid.conveyed.pop();
    p.by(Code::RequirementNotConveyed, &mut w, leader, unsaid);
    let mut silent = w.feedback_to_unit(0);
    silent.requirements[0].speaker = Some(w.cast.counties[0].secretary.post);
    p.by(Code::SpeakerAbsent, &mut w, leader, silent);
    let order =
        FileReport { round: w.round(), unit: w.cast.units[0].id, report: ReportKind::Rectification, number: "1".into(), evidence: vec![] };
    let principal = w.cast.units[0].principal.actor();
    p.by(Code::FeedbackMissing, &mut w, principal, order);
}
