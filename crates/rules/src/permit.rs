//! Who may do what: one table of role × command × relation, and the scope of what a seat may see.
//! What is not in the table is refused.

use crate::{
    act::Standing,
    command::CommandKind::{self, *},
    facts::Facts,
    id::*,
    refusal::{Code, Halt, Refusal, ensure},
    role::Role::{self, *},
    stream::Seat,
};

/// What a command, or a row, is about. Fields that do not apply are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    pub jurisdiction: Option<JurisdictionId>,
    pub unit: Option<UnitId>,
    pub round: Option<RoundId>,
    pub team: Option<TeamId>,
    pub post: Option<PostId>,
    pub person: Option<PersonId>,
}

/// How a seat must stand to the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Any resource of the authority.
    Whole,
    /// A resource of the seat's jurisdiction.
    Jurisdiction,
    /// A resource of the seat's unit.
    Unit,
    /// A resource of the seat's team, on whose unit the person is not recused.
    Team,
    /// A resource that belongs to the seat's own post.
    Holder,
    /// A resource that is the person's own.
    Myself,
}
use Relation::*;

const OFFICE: &[(Role, Relation)] = &[(OfficeHead, Whole), (OfficeClerk, Whole)];
const COUNTY: &[(Role, Relation)] = &[
    (CountySecretary, Jurisdiction),
    (CountyDisciplineSecretary, Jurisdiction),
    (CountyOrganisationHead, Jurisdiction),
    (CountyLeaderInCharge, Jurisdiction),
    (CountyOfficeHead, Jurisdiction),
];
const UNIT: &[(Role, Relation)] = &[(PrincipalLeader, Unit), (BodyMember, Unit), (ContactPerson, Unit)];

/// The table. A pure function of the command, so that a missing row cannot compile.
pub fn rows(kind: CommandKind) -> Vec<(Role, Relation)> {
    let list: &[&[(Role, Relation)]] = match kind {
        FoundAuthority => &[&[(SetUp, Whole)]],
        AddJurisdiction | AddUnit | RegisterPerson | CreatePost | Appoint | EndAppointment => &[OFFICE],
        DeclareRecusal => {
            &[OFFICE, &[(Inspector, Myself), (TeamLeader, Myself), (TeamDeputy, Myself), (TeamLiaison, Myself), (TeamMember, Myself)]]
        }
        OpenAccount => &[&[(SystemAdministrator, Whole), (OfficeHead, Whole)]],
        SetCredential | RevokeCredential => &[&[(SystemAdministrator, Whole), (OfficeHead, Whole)], EVERYBODY_MYSELF],
        PlanRound => &[OFFICE],
        AuthoriseRound => &[&[(LeadingGroupHead, Whole)]],
        FormTeam | ReplaceMember => &[OFFICE],
        EnterUnit | ReportTeam => &[&[(TeamLeader, Team)]],
        HoldHearing => &[&[(LeadingGroupHead, Whole), (ExecutiveDeputyHead, Whole)]],
        DeliverFeedback => &[&[(LeadingGroupHead, Whole), (ExecutiveDeputyHead, Whole), (TeamLeader, Team)]],
        MakeStatement => &[&[(CountySecretary, Jurisdiction), (PrincipalLeader, Unit)]],
        ConfirmReceipt => {
            &[&[(CountySecretary, Jurisdiction), (CountyOfficeHead, Jurisdiction), (PrincipalLeader, Unit), (ContactPerson, Unit)]]
        }
        DraftPaper => &[&[(TeamMember, Team), (TeamLiaison, Team), (TeamDeputy, Team), (TeamLeader, Team)]],
        SignPaper => &[&[(TeamDeputy, Team), (TeamLeader, Team)]],
        RecordFinding => &[&[(TeamMember, Team), (TeamLiaison, Team), (TeamDeputy, Team), (TeamLeader, Team)]],
        RaiseObjection => &[&[(PrincipalLeader, Unit)]],
        AnswerObjection => &[&[(TeamLeader, Team), (OfficeHead, Whole)]],
        SubmitPlan => &[&[(PrincipalLeader, Unit)]],
        ReviewPlan => &[&[(OfficeHead, Whole), (CountyDisciplineSecretary, Jurisdiction)]],
        FileReport => &[&[(PrincipalLeader, Unit)]],
        ReportProgress | FinishPart => &[UNIT],
        ClaimDone => &[&[(PrincipalLeader, Unit), (BodyMember, Unit)]],
        VerifyItem => &[&[(Supervisor, Jurisdiction), (CountyDisciplineSecretary, Jurisdiction), (TeamLeader, Team)]],
        ReturnItem => &[&[(Supervisor, Jurisdiction), (CountyDisciplineSecretary, Jurisdiction), (OfficeHead, Whole)]],
        CloseItem | ReopenItem => &[&[(OfficeHead, Whole), (ExecutiveDeputyHead, Whole)]],
        RequestExtension => &[&[(PrincipalLeader, Unit)]],
        DecideExtension => &[&[(OfficeHead, Whole), (ExecutiveDeputyHead, Whole)]],
        AcceptNotDone => &[&[(LeadingGroupHead, Whole), (ExecutiveDeputyHead, Whole)]],
        HandOverDuty => &[EVERYBODY_HOLDER, OFFICE],
        FulfilDuty => &[EVERYBODY_HOLDER],
        RaiseSignal => &[OFFICE, COUNTY, &[(Supervisor, Jurisdiction), (TeamLeader, Team), (TeamDeputy, Team), (TeamMember, Team)]],
        ExplainSignal => &[&[(PrincipalLeader, Unit)]],
        DecideSignal => &[&[(OfficeHead, Whole), (ExecutiveDeputyHead, Whole)]],
        HearDefence => &[&[(PrincipalLeader, Unit), (BodyMember, Unit)]],
        DecideCase => &[&[(LeadingGroupHead, Whole), (ExecutiveDeputyHead, Whole)]],
        DraftNotice => &[OFFICE],
        PublishNotice => &[&[(LeadingGroupHead, Whole), (ExecutiveDeputyHead, Whole), (OfficeHead, Whole)]],
        ProposeErasure => &[&[(SystemAdministrator, Whole), (SecurityAdministrator, Whole), (AuditAdministrator, Whole)]],
        ApproveErasure => &[&[(SystemAdministrator, Whole), (SecurityAdministrator, Whole), (AuditAdministrator, Whole)]],
    };
    list.concat()
}

const EVERYBODY_MYSELF: &[(Role, Relation)] = &everybody(Myself);
const EVERYBODY_HOLDER: &[(Role, Relation)] = &everybody(Holder);

const fn everybody(relation: Relation) -> [(Role, Relation); 23] {
    let mut out = [(OfficeHead, relation); 23];
    let mut i = 0;
    while i < 23 {
        out[i].0 = Role::ALL[i];
        i += 1;
    }
    out
}

/// Where to look for those who may act upon a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    Anywhere,
    Jurisdiction(JurisdictionId),
    Unit(UnitId),
    Seat(Seat),
}

/// Roles that may do `kind` to `resource`, each with where its seats lie. A seat found there has to be checked still.
pub fn able(kind: CommandKind, resource: &Resource) -> Vec<(Role, Where)> {
    let place = |relation: Relation| match relation {
        Whole => Some(Where::Anywhere),
        Jurisdiction => resource.jurisdiction.map(Where::Jurisdiction),
        Unit => resource.unit.map(Where::Unit),
        Team => resource.round.zip(resource.team).map(|(round, team)| Where::Seat(Seat::Team(round, team))),
        Holder => resource.post.map(|post| Where::Seat(Seat::Post(post))),
        Myself => None,
    };
    rows(kind).into_iter().filter_map(|(role, relation)| Some((role, place(relation)?))).collect()
}

/// Refuses unless a row of the table lets `standing` do `kind` to `resource`; names the roles that could.
pub fn check(facts: &Facts, kind: CommandKind, standing: &Standing, resource: &Resource) -> Result<(), Halt> {
    let rows = rows(kind);
    for (_, relation) in rows.iter().filter(|(role, _)| *role == standing.role) {
        if related(facts, *relation, standing, resource)? {
            return Ok(());
        }
    }
    let mut able: Vec<Role> = rows.iter().filter(|(_, r)| !matches!(r, Myself | Holder)).map(|(role, _)| *role).collect();
    able.sort();
    able.dedup();
    ensure(false, || {
        Refusal::new(Code::NotPermitted).field("command").with("command", kind.name()).with("role", standing.role.name()).by(&able)
    })
}

fn related(facts: &Facts, relation: Relation, s: &Standing, r: &Resource) -> Result<bool, Halt> {
    fn same<T: PartialEq>(mine: Option<T>, theirs: Option<T>) -> bool {
        mine.is_some() && mine == theirs
    }
    Ok(match relation {
        Whole => true,
        Jurisdiction => same(s.jurisdiction, r.jurisdiction),
        Unit => same(s.unit, r.unit),
        Holder => matches!(s.seat, Seat::Post(p) if Some(p) == r.post),
        Myself => Some(s.person) == r.person,
        Team => match (s.team, s.round, r.unit) {
            (Some(team), Some(round), Some(unit)) if Some(team) == r.team && s.round == r.round => !recused(facts, s.person, unit, round)?,
            (Some(team), _, None) => Some(team) == r.team && s.round == r.round,
            _ => false,
        },
    })
}

/// Whether a person must keep away from a unit in a round: home, or a recusal that had not ended when field work began.
pub fn recused(facts: &Facts, person: PersonId, unit: UnitId, round: RoundId) -> Result<bool, Halt> {
    let u = facts.unit(unit)?;
    let p = facts.person(person)?;
    let began = facts.round(round)?.field_from;
    let at_home = p.home == Some(u.jurisdiction) || p.home_unit == Some(unit);
    Ok(at_home || p.recusals.iter().any(|r| r.until.is_none_or(|until| until >= began) && r.bars(unit, u.jurisdiction, None)))
}

/// What a seat may see. Data: `rules` evaluates it on a row, the store turns it into WHERE.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Everything of the authority.
    pub whole: bool,
    pub jurisdictions: Vec<JurisdictionId>,
    pub units: Vec<UnitId>,
    /// Units of a round that the seat's team inspects, less those on which the person is recused.
    pub inspected: Vec<(RoundId, UnitId)>,
    /// Only what has been fed back.
    pub released_only: bool,
    /// Whether case content may be seen at all.
    pub cases: bool,
    /// Whether the whole registry may be listed: all bodies and posts, not only those that the seat deals with.
    pub registry: bool,
}

/// The columns that every row of a list carries for its permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowScope {
    pub jurisdiction: JurisdictionId,
    pub unit: UnitId,
    pub round: RoundId,
    pub released: bool,
}

impl Scope {
    /// Whether a row may be seen.
    pub fn allows(&self, row: &RowScope) -> bool {
        let placed = self.whole
            || self.jurisdictions.contains(&row.jurisdiction)
            || self.units.contains(&row.unit)
            || self.inspected.contains(&(row.round, row.unit));
        self.cases && placed && (!self.released_only || row.released)
    }

    /// Whether an item led by another unit is listed because one of the units that help with it is the seat's own. No
    /// more of it may be seen than its plan and that unit's part.
    pub fn allows_part(&self, helping: &[UnitId]) -> bool {
        self.cases && self.units.iter().any(|u| helping.contains(u))
    }
}

/// Returns what `standing` may see.
pub fn scope(facts: &Facts, standing: &Standing) -> Result<Scope, Halt> {
    let mut out = Scope { cases: true, ..Scope::default() };
    match standing.role {
        SetUp => out.cases = false,
        // Administrators open accounts for every body; inspectors declare from which they must keep away.
        SystemAdministrator | SecurityAdministrator | AuditAdministrator | Inspector => {
            out.cases = false;
            out.registry = true;
        }
        OfficeHead | OfficeClerk | LeadingGroupHead | ExecutiveDeputyHead | LeadingGroupMember => {
            out.whole = true;
            out.registry = true;
        }
        CountySecretary
        | CountyDisciplineSecretary
        | CountyOrganisationHead
        | CountyLeaderInCharge
        | CountyLeadingGroupMember
        | CountyOfficeHead
        | Supervisor => {
            out.jurisdictions.extend(standing.jurisdiction);
            out.released_only = true;
        }
        PrincipalLeader | BodyMember | ContactPerson => {
            out.units.extend(standing.unit);
            out.released_only = true;
        }
        TeamLeader | TeamDeputy | TeamLiaison | TeamMember => {
            let (Some(round), Some(team)) = (standing.round, standing.team) else { return Ok(out) };
            let state = facts.round(round)?;
            let units = state.teams.get(&team).map(|t| t.units.clone()).unwrap_or_default();
            for unit in units {
                if !recused(facts, standing.person, unit, round)? {
                    out.inspected.push((round, unit));
                }
            }
        }
    }
    Ok(out)
}
