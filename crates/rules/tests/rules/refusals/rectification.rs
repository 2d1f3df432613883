//! The refusals from the rectification plan to the erasure.

use super::*;

pub fn plans(p: &mut Provoked) {
    let mut w = World::at(Stage::UnitsFedBack);
    let (principal, office) = (w.cast.units[0].principal, w.cast.office_head.actor());
    let review = ReviewPlan { round: w.round(), unit: w.cast.units[0].id, approved: Flag::Yes, missing: Vec::new() };
    p.by(Code::PlanStep, &mut w, office, review.clone());
    w.given(principal.actor(), w.submit_plan(0));
    let again = w.submit_plan(0);
    p.by(Code::PlanStep, &mut w, principal.actor(), again);
    let county = w.cast.counties[0].clone();
    let until = w.today().plus_days(-1);
    w.given(office, EndAppointment { post: county.discipline_secretary.post, person: county.discipline_secretary.person, until });
    w.appoint(county.discipline_secretary.post, principal.person);
    let as_reviewer = w.actor(principal.person, county.discipline_secretary.seat());
    p.by(Code::SecondPerson, &mut w, as_reviewer, review.clone());
    p.by(Code::ListEmpty, &mut w, office, ReviewPlan { approved: Flag::No, ..review });
}

pub fn plan_forms(p: &mut Provoked) {
    let mut w = World::at(Stage::UnitsFedBack);
    let principal = w.cast.units[0].principal.actor();
    let mut short = w.submit_plan(0);
    short.items.pop();
    p.by(Code::ManifestationUncovered, &mut w, principal, short);
    let mut strange = w.submit_plan(0);
    strange.items[0].covers = vec![ManifestationId(uuid::Uuid::nil())];
    p.by(Code::ManifestationUnknown, &mut w, principal, strange);
    let mut late = w.submit_plan(0);
    late.items[0].due = late.items[0].due.plus_days(1);
    p.by(Code::DueBeyond, &mut w, principal, late);
    let mut foreign = w.submit_plan(0);
    foreign.items[0].responsible_leader = w.cast.units[1].principal.post;
    p.by(Code::NotOwner, &mut w, principal, foreign);
}

pub fn items(p: &mut Provoked) {
    let mut w = World::at(Stage::PlansApproved);
    let (item, supervisor) = (w.items_of(0)[0], w.cast.counties[0].supervisor.actor());
    let principal = w.cast.units[0].principal.actor();
    let early = w.verify_item(item);
    p.by(Code::ItemStep, &mut w, supervisor, early);
    let waiting = w.claim_done(item);
    p.by(Code::PartsOpen, &mut w, principal, waiting);
    let part = FinishPart { item, unit: w.cast.units[2].id, text: "Ours".to_owned(), evidence: Vec::new() };
    let stranger = w.cast.units[2].principal.actor();
    p.by(Code::NotOwner, &mut w, stranger, part);
    let progress = ReportProgress { measure: Some(MeasureId(uuid::Uuid::nil())), ..w.report_progress(item) };
    p.by(Code::Unknown, &mut w, principal, progress);
    let other = w.items_of(1)[0];
    let owner = w.cast.units[1].principal.actor();
    let mut negative = w.claim_done(other);
    negative.results[1].figure = -1;
    p.by(Code::AmountNegative, &mut w, owner, negative);
    let mut unproved = w.claim_done(other);
    unproved.results[1].evidence = vec![digest(12)];
    p.by(Code::EvidenceMissing, &mut w, owner, unproved);
}

pub fn independence(p: &mut Provoked) {
    let mut w = World::at(Stage::Claimed);
    let (item, county) = (w.items_of(0)[0], w.cast.counties[0].clone());
    let (reporter, body_member) = (w.cast.units[0].contact, w.cast.units[0].body_member);
    w.appoint(county.supervisor.post, reporter.person);
    w.appoint(county.supervisor.post, body_member.person);
    for person in [reporter.person, body_member.person] {
        let (actor, verify) = (w.actor(person, county.supervisor.seat()), w.verify_item(item));
        p.by(Code::VerifierNotIndependent, &mut w, actor, verify);
    }
    let head = w.cast.office_head;
    w.appoint(county.supervisor.post, head.person);
    let verifying = w.actor(head.person, county.supervisor.seat());
    w.given(verifying, w.verify_item(item));
    let close = w.close_item(item);
    p.by(Code::CloserNotIndependent, &mut w, head.actor(), close.clone());
    let deputy = w.cast.executive_deputy_head.actor();
    w.given(w.cast.office_clerk.actor(), w.raise_signal(item));
    p.by(Code::SignalOpen, &mut w, deputy, close);
}

pub fn extensions(p: &mut Provoked) {
    let mut w = World::at(Stage::InProgress);
    let (item, principal, office) = (w.items_of(0)[0], w.cast.units[0].principal.actor(), w.cast.office_head.actor());
    let due = w.facts().item(item).unwrap().due;
    let until = due.plus_days(10);
    let decide = DecideExtension { item, granted: Flag::Yes, until, reason: "Frost".to_owned() };
    p.by(Code::ExtensionNotAsked, &mut w, office, decide);
    let ask = RequestExtension { item, until, reason: "Frost".to_owned() };
    p.by(Code::PeriodReversed, &mut w, principal, RequestExtension { until: due, ..ask.clone() });
    w.turn_to(due.plus_days(1));
    p.by(Code::ExtensionLate, &mut w, principal, ask);
}

pub fn duties(p: &mut Provoked) {
    let Sample { mut world, actor, command } = sample(CommandKind::FulfilDuty);
    world.given(actor, command.clone());
    p.by(Code::DutyDone, &mut world, actor, command);
    let Sample { mut world, actor, command } = sample(CommandKind::HandOverDuty);
    let Command::HandOverDuty(order) = command else { panic!("another sample") };
    let to = world.cast.units[1].principal.post;
    p.by(Code::DutyElsewhere, &mut world, actor, HandOverDuty { to, ..order.clone() });
    let (county, unit) = (world.cast.counties[0].id, world.cast.units[0].id);
    let to = world.create_post(Role::BodyMember, Some(county), Some(unit));
    p.by(Code::PostVacant, &mut world, actor, HandOverDuty { to, ..order });
}

pub fn signals(p: &mut Provoked) {
    let mut w = World::at(Stage::Signalled);
    let (signal, office) = (w.first_signal(), w.cast.office_head.actor());
    let dismiss = DecideSignal { signal, upheld: Flag::No, reason: "A slip".to_owned(), alleged: None };
    p.by(Code::HearUnitFirst, &mut w, office, dismiss.clone());
    w.wait_days(7);
    w.given(office, dismiss);
    let explain = ExplainSignal { signal, text: "Late".to_owned(), evidence: Vec::new() };
    let principal = w.cast.units[0].principal.actor();
    p.by(Code::SignalStep, &mut w, principal, explain);
    w.given(office, w.raise_signal(w.items_of(1)[0]));
    w.wait_days(7);
    let own = DecideSignal { signal: w.signals()[1].0, upheld: Flag::No, reason: "A slip".to_owned(), alleged: None };
    p.by(Code::SecondPerson, &mut w, office, own);
}

pub fn cases(p: &mut Provoked) {
    let mut w = World::at(Stage::CaseOpened);
    let (case, head) = (w.first_case(), w.cast.leading_group_head.actor());
    let decide = w.decide_case(case);
    p.by(Code::HearUnitFirst, &mut w, head, decide.clone());
    w.wait_days(7);
    p.by(Code::IntentMissing, &mut w, head, DecideCase { intent: None, ..decide.clone() });
    w.given(head, decide.clone());
    p.by(Code::CaseStep, &mut w, head, decide);
    let mut w = World::at(Stage::Signalled);
    w.wait_days(7);
    let deputy = w.cast.executive_deputy_head.actor();
    let (signal, reason, alleged) = (w.first_signal(), "Not so".to_owned(), Some(Failing::Weak));
    w.given(deputy, DecideSignal { signal, upheld: Flag::Yes, reason, alleged });
    w.wait_days(7);
    let decide = w.decide_case(w.first_case());
    p.by(Code::CaseIndependent, &mut w, deputy, decide);
}

pub fn notices(p: &mut Provoked) {
    let mut w = World::at(Stage::JurisdictionsFedBack);
    let (clerk, office) = (w.cast.office_clerk.actor(), w.cast.office_head);
    let early = w.draft_notice(NoticeKind::FeedbackComplete);
    p.by(Code::FeedbackIncomplete, &mut w, clerk, early);
    w.advance_to(Stage::Closed);
    let mut wrong = w.draft_notice(NoticeKind::Rectification);
    wrong.totals.items_closed += 1;
    p.by(Code::SumsDiffer, &mut w, clerk, wrong);
    let right = w.draft_notice(NoticeKind::Rectification);
    let mut withheld = right.withheld.clone();
    withheld[0].reason = " ".to_owned();
    p.by(Code::WithheldReason, &mut w, clerk, DraftNotice { withheld, ..right.clone() });
    let mut doubled = right.clone();
    doubled.lines[1] = doubled.lines[0].clone();
    p.by(Code::NamedTwice, &mut w, clerk, doubled);
    w.given(office.actor(), right);
    let notice = w.notices()[0].0;
    p.by(Code::SecondPerson, &mut w, office.actor(), PublishNotice { notice });
    let head = w.cast.leading_group_head.actor();
    w.given(head, PublishNotice { notice });
    p.by(Code::NoticeStep, &mut w, head, PublishNotice { notice });
}

pub fn erasures(p: &mut Provoked) {
    let Sample { mut world, actor, command } = sample(CommandKind::ApproveErasure);
    let Command::ApproveErasure(approve) = command.clone() else { panic!("another sample") };
    let (security, item) = (world.cast.administrators[1].actor(), erase_name(&world));
    p.by(Code::SecondPerson, &mut world, security, approve);
    p.by(Code::ErasureField, &mut world, security, ProposeErasure { fields: vec!["text".to_owned()], ..item.clone() });
    world.given(actor, command.clone());
    p.by(Code::ErasureStep, &mut world, actor, command);
    world.advance_to(Stage::Signalled);
    let of = StreamKey::Item(world.items_of(0)[0]);
    p.by(Code::ErasureOpenCase, &mut world, security, ProposeErasure { of, ..item });
}

fn erase_name(world: &World) -> ProposeErasure {
    let of = StreamKey::Person(world.cast.inspectors[0].person);
    let (fields, ground, retention) = (vec!["name".to_owned()], "Asked for".to_owned(), "ten years".to_owned());
    ProposeErasure { position: 0, of, fields, ground, retention }
}
