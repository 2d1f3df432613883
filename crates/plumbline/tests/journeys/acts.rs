//! The acts of the loop in its order: who, on which page, with what, and the mistake that is made first.

use crate::{Journey, act, facts_from, told::Told};
use rules::{CommandKind::*, Event, act::Actor, role::Role};

fn round(told: &Told) -> String {
    format!("/rounds/{}", told.id(told.world.round()))
}

fn item(told: &Told, unit: usize, n: usize) -> String {
    format!("/items/{}", told.id(told.world.items_of(unit)[n]))
}

fn plan(told: &Told, unit: usize) -> String {
    format!("/plans/{}/{}", told.id(told.world.round()), told.id(told.world.cast.units[unit].id))
}

fn finding(told: &Told, unit: usize) -> String {
    let id = told.world.cast.units[unit].id;
    let (finding, _) = told.world.findings().into_iter().find(|f| f.1.unit == id).unwrap();
    format!("/findings/{}", told.id(finding))
}

fn team(told: &Told, role: Role) -> Actor {
    told.world.team_actor(0, role)
}

/// The latest notice on the ledger; before there is one, the list of rounds.
fn notice(told: &Told) -> String {
    let all = facts_from(told, 0);
    let drafted = all.iter().rev().find(|f| f.event.name() == "notice_drafted");
    drafted.map_or("/rounds".to_owned(), |f| format!("/notices/{}", f.stream.to_string().trim_start_matches("notice/")))
}

/// The feedback to the first county; given now where it was not yet.
pub fn feedback(told: &Told) -> String {
    let given =
        || facts_from(told, 0).into_iter().find_map(|f| if let Event::FeedbackDelivered(e) = f.event { Some(e.feedback) } else { None });
    if given().is_none() {
        told.give(told.world.cast.executive_deputy_head.actor(), told.world.feedback_to_county(0));
    }
    format!("{}/feedbacks/{}", round(told), given().unwrap())
}

pub fn planned(told: &Told) -> Vec<Journey> {
    let head = told.world.cast.leading_group_head.actor();
    vec![act(
        AuthoriseRound,
        head,
        &round(told),
        "round_authorised",
        "No. 3 of the leading group",
        &[("document", "No. 3 of the leading group")],
    )]
}

pub fn authorised(told: &Told) -> Vec<Journey> {
    let order = told.world.form_team(0);
    let mut made = act(FormTeam, told.world.cast.office_clerk.actor(), &round(told), "team_formed", "Team Nine", &[("name", "Team Nine")]);
    // A second deputy, whom the form has to be able to name.
    let roles = [Role::TeamLeader, Role::TeamDeputy, Role::TeamLiaison, Role::TeamDeputy, Role::TeamMember];
    for (n, (member, role)) in order.members.iter().zip(roles).enumerate() {
        made.set.push((format!("member_{n}_person"), told.id(member.person)));
        made.set.push((format!("member_{n}_role"), role.name().to_owned()));
    }
    made.set.push(("units".to_owned(), order.units.iter().map(|u| told.id(u)).collect::<Vec<_>>().join(",")));
    vec![made.wrongly("member_4_person", "", "refusal-team-size")]
}

pub fn teams_formed(told: &Told) -> Vec<Journey> {
    told.turn_to("2021-09-13");
    let set = [("unit", "*1"), ("notice_number", "Entry 7")];
    vec![act(EnterUnit, team(told, Role::TeamLeader), &round(told), "unit_entered", "Entry 7", &set)]
}

pub fn entered(told: &Told) -> Vec<Journey> {
    let set = [
        ("unit", "*1"),
        ("matter", "A road without tender"),
        ("summary", "Let by telephone"),
        ("how_found", "Vouchers beside minutes"),
        ("policy_basis", "The rules of tender"),
        ("place", "Archive"),
        ("caption", "Copy of the contract"),
        ("paper_number", "C-12"),
        ("dated", "2021-03-01"),
    ];
    let sign =
        |role| act(SignPaper, team(told, role), "/", "paper_signed", "", &[]).wrongly("occurred_on", "2999-01-01", "refusal-future-date");
    vec![
        act(DraftPaper, team(told, Role::TeamMember), &round(told), "paper_drafted", "A road without tender", &set).filed(),
        sign(Role::TeamDeputy),
        sign(Role::TeamLeader),
    ]
}

pub fn papers_signed(told: &Told) -> Vec<Journey> {
    let set = [
        ("papers", "*1"),
        ("topic", "*2"),
        ("category", "tender"),
        ("title", "Roads let by telephone"),
        ("manifestations", "A road was let | 1,234.50\nMinutes came later"),
        ("deviation", "Nobody decided"),
        ("key_concern", "A large sum"),
        ("repeat", "no"),
        ("immediate", "yes"),
        ("nature", "leading_body"),
        ("caption", "Minutes"),
    ];
    vec![act(RecordFinding, team(told, Role::TeamMember), &round(told), "finding_recorded", "Roads let by telephone", &set).filed()]
}

pub fn found(told: &Told) -> Vec<Journey> {
    let set = [("summary", "What the team saw in six weeks")];
    vec![act(ReportTeam, team(told, Role::TeamLeader), &round(told), "team_reported", "What the team saw in six weeks", &set)]
}

pub fn reported(told: &Told) -> Vec<Journey> {
    let set = [
        ("gate", "leading_group"),
        ("units", "*all"),
        ("decisions", "The reports are accepted\nFeedback is given twice"),
        ("requirements_0_text", "Give feedback within two weeks"),
        ("requirements_0_post", "*1"),
        ("requirements_0_due", "2021-12-31"),
        ("requirements_0_speaker", "*2"),
        ("requirements_2_text", "Watch over the rectification"),
        ("requirements_2_post", "*2"),
        ("requirements_2_due", "2022-03-31"),
    ];
    let heard =
        act(HoldHearing, told.world.cast.leading_group_head.actor(), &round(told), "hearing_held", "Watch over the rectification", &set);
    vec![heard.wrongly("requirements_2_text", " ", "refusal-text-missing")]
}

pub fn heard(told: &Told) -> Vec<Journey> {
    let (county, page) = (&told.world.cast.counties[0], feedback(told));
    let set = [
        ("text", "We accept every word of it"),
        ("commitments_0_text", "A report each month"),
        ("commitments_0_post", "*1"),
        ("commitments_0_due", "2022-01-31"),
    ];
    let receipt = act(ConfirmReceipt, county.office_head.actor(), &page, "receipt_confirmed", "", &[]);
    vec![
        act(MakeStatement, county.secretary.actor(), &page, "statement_made", "We accept every word of it", &set),
        receipt.wrongly("occurred_on", "2999-01-01", "refusal-future-date"),
    ]
}

pub fn fed_back(told: &Told) -> Vec<Journey> {
    let cast = &told.world.cast;
    let (principal, leader) = (cast.units[1].principal.actor(), told.world.inspector_of(1, Role::TeamLeader));
    let (objected, answered) = ("The minutes say otherwise", "Parts of it only");
    let answer = [("sustained", "yes"), ("reason", "Read again"), ("corrected", answered)];
    let one = |n: usize, name: &str, value: &str| (format!("item_{n}_{name}"), value.to_owned());
    let mut items = Vec::new();
    for (n, covers) in [(0, "*all"), (1, "*2")] {
        items.extend([
            one(n, "covers", covers),
            one(n, "wording", "Tender the road again"),
            one(n, "cause", "Nobody asked"),
            one(n, "target", "A tender on paper"),
            one(n, "leader", "*1"),
            one(n, "department", "Office"),
            one(n, "person", "Ansheng Aming"),
            one(n, "due", "2022-01-20"),
            one(n, "measure_0_content", "Publish the tender"),
            one(n, "measure_0_sort", "period"),
        ]);
    }
    let submit = Journey { set: items, ..act(SubmitPlan, cast.units[2].principal.actor(), &plan(told, 2), "plan_submitted", "", &[]) };
    let review = [("approved", "no"), ("missing", "A day for the tender\nA second measure")];
    vec![
        act(RaiseObjection, principal, &finding(told, 1), "objection_raised", objected, &[("manifestation", "*1"), ("text", objected)])
            .filed(),
        act(AnswerObjection, leader, &finding(told, 1), "objection_answered", answered, &answer).wrongly(
            "reason",
            " ",
            "refusal-text-missing",
        ),
        submit.wrongly("item_1_cause", " ", "refusal-text-missing"),
        act(ReviewPlan, cast.office_head.actor(), &plan(told, 2), "plan_reviewed", "A second measure", &review).wrongly(
            "missing",
            " ",
            "refusal-list-empty",
        ),
    ]
}

pub fn approved(told: &Told) -> Vec<Journey> {
    let cast = &told.world.cast;
    let (deputy, head) = (cast.executive_deputy_head.actor(), cast.office_head.actor());
    let progress = [("text", "The rule is half written"), ("measure", "*1"), ("caption", "Draft")];
    let part = [("text", "The archive was lent"), ("caption", "Receipt of the archive")];
    let report = [("report", "rectification"), ("number", "No. 7"), ("caption", "The report")];
    let (until, shorter) = ("2022-03-31", "2022-03-15");
    let hand_over = [("to", "*1"), ("reason", "The division of work changed")];
    vec![
        act(ReportProgress, cast.units[0].contact.actor(), &item(told, 0, 0), "progress_reported", "The rule is half written", &progress)
            .filed(),
        act(FinishPart, cast.units[1].body_member.actor(), &item(told, 0, 0), "part_done", "The archive was lent", &part).filed(),
        act(
            RequestExtension,
            cast.units[2].principal.actor(),
            &item(told, 2, 0),
            "extension_requested",
            "The court has not decided",
            &[("until", until), ("reason", "The court has not decided")],
        ),
        act(
            DecideExtension,
            head,
            &item(told, 2, 0),
            "extension_decided",
            "Two weeks less",
            &[("granted", "yes"), ("until", shorter), ("reason", "Two weeks less")],
        ),
        act(AcceptNotDone, deputy, &item(told, 3, 0), "not_done_accepted", "The contract is gone", &[("reason", "The contract is gone")]),
        act(FileReport, cast.units[0].principal.actor(), &plan(told, 0), "report_filed", "No. 7", &report).filed(),
        act(HandOverDuty, cast.counties[0].secretary.actor(), "/", "duty_handed_over", "The division of work changed", &hand_over),
        act(
            FulfilDuty,
            cast.units[1].principal.actor(),
            "/",
            "duty_fulfilled",
            "Reported to the county",
            &[("account", "Reported to the county")],
        ),
    ]
}

pub fn in_progress(told: &Told) -> Vec<Journey> {
    let cast = &told.world.cast;
    let supervisor = |unit: usize| cast.counties[cast.units[unit].county].supervisor.actor();
    let claim = |unit: usize| {
        let set =
            [("account", "The rule is in force"), ("result_systems_made", "1"), ("result_refunded", "1,234.50"), ("caption", "The rule")];
        act(ClaimDone, cast.units[unit].principal.actor(), &item(told, unit, 0), "claimed_done", "The rule is in force", &set).filed()
    };
    let verify = [("means", "on_site"), ("record", "Seen the rule, asked two people"), ("caption", "Photograph")];
    let missing = [("missing", "The voucher of the second payment")];
    vec![
        claim(0),
        claim(2),
        act(VerifyItem, supervisor(0), &item(told, 0, 0), "item_verified", "Seen the rule, asked two people", &verify).filed(),
        act(ReturnItem, supervisor(2), &item(told, 2, 0), "item_returned", "The voucher of the second payment", &missing).wrongly(
            "missing",
            " ",
            "refusal-list-empty",
        ),
        act(
            CloseItem,
            cast.office_head.actor(),
            &item(told, 0, 0),
            "item_closed",
            "Done, and stays done",
            &[("opinion", "Done, and stays done"), ("follow_up", "2022-12-31")],
        ),
    ]
}

pub fn closed(told: &Told) -> Vec<Journey> {
    let cast = &told.world.cast;
    let noticed = [("fact", "The voucher bears another year"), ("innocent", "A slip of the pen"), ("caption", "Voucher")];
    let decided = [("upheld", "yes"), ("alleged", "false"), ("reason", "It belongs to another contract")];
    vec![
        act(
            ReopenItem,
            cast.executive_deputy_head.actor(),
            &item(told, 2, 0),
            "item_reopened",
            "It came back",
            &[("reason", "It came back")],
        ),
        act(
            RaiseSignal,
            cast.counties[0].supervisor.actor(),
            &item(told, 0, 0),
            "signal_raised",
            "The voucher bears another year",
            &noticed,
        )
        .filed(),
        act(
            ExplainSignal,
            cast.units[0].principal.actor(),
            &item(told, 0, 0),
            "signal_explained",
            "The year is a slip",
            &[("text", "The year is a slip"), ("caption", "The right one")],
        )
        .filed(),
        act(DecideSignal, cast.office_head.actor(), &item(told, 0, 0), "signal_decided", "It belongs to another contract", &decided),
    ]
}

pub fn case_opened(told: &Told) -> Vec<Journey> {
    let cast = &told.world.cast;
    let case = [
        ("outcome", "false"),
        ("intent", "The accountant was told to write it"),
        ("handling", "Talk of admonition"),
        ("reason", "Written for the claim"),
    ];
    let draft = [
        ("sort", "rectification"),
        ("title", "Notice on the autumn round"),
        ("place", "Canglan"),
        ("withheld_0_item", "*1"),
        ("withheld_0_reason", "Names a contractor"),
        ("withheld_0_approver", "*1"),
    ];
    let publish = act(PublishNotice, cast.executive_deputy_head.actor(), &notice(told), "notice_published", "", &[]);
    vec![
        act(
            HearDefence,
            cast.units[0].body_member.actor(),
            &item(told, 0, 0),
            "defence_heard",
            "Nobody meant to deceive",
            &[("text", "Nobody meant to deceive")],
        ),
        act(DecideCase, cast.leading_group_head.actor(), &item(told, 0, 0), "case_decided", "Talk of admonition", &case),
        act(DraftNotice, cast.office_clerk.actor(), &round(told), "notice_drafted", "Names a contractor", &draft).wrongly(
            "withheld_0_reason",
            " ",
            "refusal-withheld-reason",
        ),
        publish.wrongly("occurred_on", "2999-01-01", "refusal-future-date"),
    ]
}
