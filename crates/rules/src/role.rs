//! Roles: what a post is, or what a person is in a team. Rights come from roles, never from persons.

use serde::{Deserialize, Serialize};

/// The kind of a post, or of a place in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    SystemAdministrator,
    SecurityAdministrator,
    AuditAdministrator,
    OfficeHead,
    OfficeClerk,
    LeadingGroupHead,
    ExecutiveDeputyHead,
    LeadingGroupMember,
    Inspector,
    CountySecretary,
    CountyDisciplineSecretary,
    CountyOrganisationHead,
    CountyLeaderInCharge,
    CountyLeadingGroupMember,
    CountyOfficeHead,
    Supervisor,
    PrincipalLeader,
    BodyMember,
    ContactPerson,
    TeamLeader,
    TeamDeputy,
    TeamLiaison,
    TeamMember,
    /// The installation before its first account.
    SetUp,
}

/// Where a post belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Authority,
    Jurisdiction,
    Unit,
    Team,
}

impl Role {
    /// Every role, in the order of the enum.
    pub const ALL: [Role; 24] = [
        Role::SystemAdministrator,
        Role::SecurityAdministrator,
        Role::AuditAdministrator,
        Role::OfficeHead,
        Role::OfficeClerk,
        Role::LeadingGroupHead,
        Role::ExecutiveDeputyHead,
        Role::LeadingGroupMember,
        Role::Inspector,
        Role::CountySecretary,
        Role::CountyDisciplineSecretary,
        Role::CountyOrganisationHead,
        Role::CountyLeaderInCharge,
        Role::CountyLeadingGroupMember,
        Role::CountyOfficeHead,
        Role::Supervisor,
        Role::PrincipalLeader,
        Role::BodyMember,
        Role::ContactPerson,
        Role::TeamLeader,
        Role::TeamDeputy,
        Role::TeamLiaison,
        Role::TeamMember,
        Role::SetUp,
    ];

    /// Where a post of this role belongs.
    pub fn level(self) -> Level {
        use Role::*;
        match self {
            SystemAdministrator
            | SecurityAdministrator
            | AuditAdministrator
            | OfficeHead
            | OfficeClerk
            | LeadingGroupHead
            | ExecutiveDeputyHead
            | LeadingGroupMember
            | Inspector
            | SetUp => Level::Authority,
            CountySecretary
            | CountyDisciplineSecretary
            | CountyOrganisationHead
            | CountyLeaderInCharge
            | CountyLeadingGroupMember
            | CountyOfficeHead
            | Supervisor => Level::Jurisdiction,
            PrincipalLeader | BodyMember | ContactPerson => Level::Unit,
            TeamLeader | TeamDeputy | TeamLiaison | TeamMember => Level::Team,
        }
    }

    /// Whether several persons may hold one post of this role at the same time.
    pub fn shared(self) -> bool {
        matches!(self, Role::Inspector | Role::OfficeClerk | Role::LeadingGroupMember | Role::CountyLeadingGroupMember | Role::Supervisor)
    }

    /// Whether this is one of the three administrators, which exclude each other.
    pub fn administers(self) -> bool {
        matches!(self, Role::SystemAdministrator | Role::SecurityAdministrator | Role::AuditAdministrator)
    }

    /// The wire name.
    pub fn name(self) -> &'static str {
        use Role::*;
        match self {
            SystemAdministrator => "system_administrator",
            SecurityAdministrator => "security_administrator",
            AuditAdministrator => "audit_administrator",
            OfficeHead => "office_head",
            OfficeClerk => "office_clerk",
            LeadingGroupHead => "leading_group_head",
            ExecutiveDeputyHead => "executive_deputy_head",
            LeadingGroupMember => "leading_group_member",
            Inspector => "inspector",
            CountySecretary => "county_secretary",
            CountyDisciplineSecretary => "county_discipline_secretary",
            CountyOrganisationHead => "county_organisation_head",
            CountyLeaderInCharge => "county_leader_in_charge",
            CountyLeadingGroupMember => "county_leading_group_member",
            CountyOfficeHead => "county_office_head",
            Supervisor => "supervisor",
            PrincipalLeader => "principal_leader",
            BodyMember => "body_member",
            ContactPerson => "contact_person",
            TeamLeader => "team_leader",
            TeamDeputy => "team_deputy",
            TeamLiaison => "team_liaison",
            TeamMember => "team_member",
            SetUp => "set_up",
        }
    }

    /// Reads a wire name.
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.name() == name)
    }
}
