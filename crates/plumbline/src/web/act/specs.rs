//! The fields of each act that has a form. An act without one comes by the API alone, for the reason that stands here.

use rules::CommandKind::{self, *};

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Text,
    /// One line.
    Short,
    /// One entry a line.
    Lines,
    Day,
    YesNo,
    /// One of the values, named by wordings under a prefix.
    One(&'static str, &'static [&'static str]),
    /// One of what the page offers.
    Pick,
    /// Several of what the page offers.
    Many,
    /// Known to the page and not typed.
    Given,
    Files,
    Results,
    /// What is demanded or promised: text, post and day a row. Names the field of the post.
    Demands(&'static str),
    /// One manifestation a line, with its amount in yuan after a bar.
    Leaves,
    /// The members of a team, by their place.
    Team,
    /// Lines and totals of a notice, folded from the record when the page was made.
    Sums,
    /// Items that a notice does not name.
    Withheld,
    /// The items of a rectification plan.
    Items,
}

/// Name, what it takes, whether it must be filled in.
pub type Spec = (&'static str, Sort, bool);

const FAILINGS: Sort = Sort::One("failing", &["weak", "false", "perfunctory"]);
const OUTCOMES: Sort = Sort::One("outcome", &["unfounded", "weak", "false", "perfunctory"]);
const MEANS: Sort = Sort::One("means", &["on_site", "papers"]);
const REPORTS: Sort = Sort::One("report-kind", &["rectification", "principal_leader"]);
const GATES: Sort = Sort::One("gate", &["leading_group", "secretary_meeting"]);
const NOTICES: Sort = Sort::One("notice-kind", &["rectification", "feedback_complete"]);
const NATURES: Sort = Sort::One("nature", &["leading_body", "individual"]);
const EVIDENCE: Spec = ("evidence", Sort::Files, false);
const PROOF: Spec = ("evidence", Sort::Files, true);
const REASON: Spec = ("reason", Sort::Text, true);
const TEXT: Spec = ("text", Sort::Text, true);
const UNIT: Spec = ("unit", Sort::Pick, true);
const FEEDBACK: Spec = ("feedback", Sort::Given, true);

/// The fields of an act; `None` for acts without a form.
pub fn specs(kind: CommandKind) -> Option<&'static [Spec]> {
    Some(match kind {
        AuthoriseRound => &[("document", Sort::Short, true)],
        FormTeam => &[("name", Sort::Short, true), ("members", Sort::Team, true), ("units", Sort::Many, true)],
        EnterUnit => &[UNIT, ("notice_number", Sort::Short, true)],
        ReportTeam => &[("unit", Sort::Given, true), ("findings", Sort::Many, true), ("summary", Sort::Text, true)],
        HoldHearing => &[
            ("gate", GATES, true),
            ("units", Sort::Many, true),
            ("decisions", Sort::Lines, false),
            ("requirements", Sort::Demands("addressee"), false),
        ],
        MakeStatement => &[FEEDBACK, TEXT, ("commitments", Sort::Demands("post"), false)],
        ConfirmReceipt => &[FEEDBACK],
        DraftPaper => &[
            UNIT,
            ("matter", Sort::Short, true),
            ("summary", Sort::Text, true),
            ("how_found", Sort::Text, true),
            ("policy_basis", Sort::Text, true),
            ("place", Sort::Short, true),
            PROOF,
        ],
        RecordFinding => &[
            ("unit", Sort::Given, true),
            ("papers", Sort::Many, true),
            ("topic", Sort::Pick, true),
            ("category", Sort::Short, true),
            ("title", Sort::Short, true),
            ("manifestations", Sort::Leaves, true),
            ("deviation", Sort::Text, false),
            ("key_concern", Sort::Text, false),
            ("repeat", Sort::YesNo, true),
            ("immediate", Sort::YesNo, true),
            ("nature", NATURES, true),
            PROOF,
        ],
        _ => return rectification(kind),
    })
}

fn rectification(kind: CommandKind) -> Option<&'static [Spec]> {
    Some(match kind {
        RaiseObjection => &[("manifestation", Sort::Pick, true), TEXT, EVIDENCE],
        AnswerObjection => &[("objection", Sort::Given, true), ("sustained", Sort::YesNo, true), REASON, ("corrected", Sort::Text, false)],
        SubmitPlan => &[("items", Sort::Items, true)],
        ReviewPlan => &[("approved", Sort::YesNo, true), ("missing", Sort::Lines, false)],
        FileReport => &[("report", REPORTS, true), ("number", Sort::Short, true), PROOF],
        FulfilDuty => &[("account", Sort::Text, true), EVIDENCE],
        HandOverDuty => &[("to", Sort::Pick, true), REASON],
        ReportProgress => &[TEXT, ("measure", Sort::Pick, false), EVIDENCE],
        FinishPart => &[("unit", Sort::Given, true), TEXT, EVIDENCE],
        ClaimDone => &[("account", Sort::Text, true), ("results", Sort::Results, false), PROOF],
        VerifyItem => &[("means", MEANS, true), ("record", Sort::Text, true), EVIDENCE],
        ReturnItem => &[("missing", Sort::Lines, true)],
        CloseItem => &[("opinion", Sort::Text, true), ("follow_up", Sort::Day, false)],
        ReopenItem | AcceptNotDone => &[REASON],
        RequestExtension => &[("until", Sort::Day, true), REASON],
        DecideExtension => &[("granted", Sort::YesNo, true), ("until", Sort::Day, true), REASON],
        RaiseSignal => &[("fact", Sort::Text, true), ("innocent", Sort::Text, true), EVIDENCE],
        ExplainSignal | HearDefence => &[TEXT, EVIDENCE],
        DecideSignal => &[("upheld", Sort::YesNo, true), ("alleged", FAILINGS, false), REASON],
        DecideCase => &[("outcome", OUTCOMES, true), ("intent", Sort::Text, false), ("handling", Sort::Text, true), REASON],
        DraftNotice => &[
            ("sort", NOTICES, true),
            ("title", Sort::Short, true),
            ("place", Sort::Short, true),
            ("sums", Sort::Sums, true),
            ("withheld", Sort::Withheld, false),
        ],
        SignPaper | PublishNotice => &[],
        _ => return None,
    })
}

/// Why an act has no form: a test holds that each act has a form or a reason.
pub fn by_api_only(kind: CommandKind) -> Option<&'static str> {
    Some(match kind {
        FoundAuthority => "has the page of the set-up",
        AddJurisdiction | AddUnit | RegisterPerson | CreatePost | Appoint | EndAppointment | DeclareRecusal => {
            "the registry is taken over from the lists of personnel, which send it by the API"
        }
        OpenAccount | SetCredential | RevokeCredential => "accounts are made for many at a time, with secrets that no page shows",
        PlanRound | DeliverFeedback => "comes out of a paper with parts within parts, which `plumbline read` proposes and the API takes",
        ReplaceMember => "seldom, and never without the list of those who are free, which the engine of assignment gives",
        ProposeErasure | ApproveErasure => "by two administrators who see no content; the position of an entry is all they handle",
        _ => return None,
    })
}
