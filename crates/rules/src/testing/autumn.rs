//! The cast of the invented autumn: an upper authority, three counties, six units, who holds which post. Every name
//! is made up; several people hold more than one post.

use super::{World, day};
use crate::{
    account::open_account::OpenAccount,
    act::{ActInput, Actor},
    event::{Event, Fact},
    id::*,
    parts::Settings,
    registry::{
        add_jurisdiction::AddJurisdiction, add_unit::AddUnit, appoint::Appoint, create_post::CreatePost, found_authority::FoundAuthority,
        register_person::RegisterPerson,
    },
    role::Role,
    stream::{Seat, StreamKey},
    value::{Flag, Personal},
};

/// Someone in a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Player {
    pub person: PersonId,
    pub account: AccountId,
    pub post: PostId,
    pub role: Role,
}

impl Default for Player {
    fn default() -> Self {
        let nil = uuid::Uuid::nil();
        Player { person: PersonId(nil), account: AccountId(nil), post: PostId(nil), role: Role::SetUp }
    }
}

impl Player {
    /// The account in the post's seat.
    pub fn actor(&self) -> Actor {
        Actor { account: Some(self.account), seat: self.seat() }
    }

    pub fn seat(&self) -> Seat {
        Seat::Post(self.post)
    }
}

/// A county and its posts.
#[derive(Clone, Debug)]
pub struct County {
    pub id: JurisdictionId,
    pub name: String,
    pub secretary: Player,
    pub discipline_secretary: Player,
    pub organisation_head: Player,
    pub leader_in_charge: Player,
    /// A post of the county leading group that the discipline secretary holds besides.
    pub leading_group_member: Player,
    pub office_head: Player,
    pub supervisor: Player,
}

/// An inspected unit and its posts.
#[derive(Clone, Debug)]
pub struct Department {
    pub id: UnitId,
    pub name: String,
    /// Number of its county in [`Cast::counties`].
    pub county: usize,
    pub principal: Player,
    pub body_member: Player,
    pub contact: Player,
}

/// Who there is.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    pub office_head: Player,
    pub office_clerk: Player,
    pub leading_group_head: Player,
    pub executive_deputy_head: Player,
    /// A second post of the executive deputy head.
    pub leading_group_member: Player,
    /// System, security and audit administrator.
    pub administrators: Vec<Player>,
    pub counties: Vec<County>,
    pub units: Vec<Department>,
    /// Eighteen, all in one post; the homes go round the counties in order. The last three are in no team.
    pub inspectors: Vec<Player>,
}

/// The installation itself, before the first account.
pub const SET_UP: Actor = Actor { account: None, seat: Seat::SetUp };

const COUNTIES: [&str; 3] = ["Yunling County", "Tangwei County", "Luoxi County"];
const UNITS: [(&str, &str, usize); 6] = [
    ("Yunling Transport Bureau", "transport", 0),
    ("Yunling Education Bureau", "education", 0),
    ("Tangwei Housing and Construction Bureau", "housing and construction", 1),
    ("Tangwei Urban Law Enforcement Bureau", "urban law enforcement", 1),
    ("Luoxi Transport Bureau", "transport", 2),
    ("Luoxi Education Bureau", "education", 2),
];
const FAMILY: [&str; 11] = ["Ansheng", "Beiluo", "Canglu", "Dongyi", "Erqin", "Fuyun", "Gulan", "Haimu", "Jingwan", "Kaisu", "Lingtao"];
const GIVEN: [&str; 7] = ["Aming", "Bowen", "Chiyao", "Duoli", "Enhe", "Fanxi", "Guyu"];

/// Settings of the founding round: every jurisdiction first, one gate, two signatures.
pub fn settings() -> Settings {
    Settings {
        all_jurisdictions_first: Flag::Yes,
        jurisdiction_channel: Flag::Yes,
        secretary_meeting: Flag::No,
        two_signatures: Flag::Yes,
        objection_days: 10,
        team_size_min: 5,
        team_size_max: 9,
        talk_roles: vec![Role::CountySecretary, Role::CountyDisciplineSecretary, Role::CountyOrganisationHead, Role::CountyLeaderInCharge],
    }
}

/// The event's own id, out of the stream that its command began.
pub(super) fn begun<T>(facts: &[Fact], pick: impl Fn(&StreamKey) -> Option<T>) -> T {
    facts.iter().find_map(|f| pick(&f.stream)).unwrap_or_else(|| panic!("the command began no such stream"))
}

impl World {
    /// A plainly invented authority with everybody in office, on 2 August 2021; see [`Cast`].
    pub fn autumn_2021() -> World {
        let mut world = World::empty(day("2021-08-02"));
        world.found();
        world.add_counties();
        world.add_units();
        world.add_inspectors();
        world
    }

    fn found(&mut self) {
        let order = FoundAuthority {
            name: "Canglan Prefecture Leading Group".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            person: invented_name(0),
            post_title: "Head of the Inspection Office".to_owned(),
            from: None,
            login: "office.head".into(),
        };
        let facts = self.given(SET_UP, order);
        let person = begun(&facts, |k| if let StreamKey::Person(id) = k { Some(*id) } else { None });
        let post = begun(&facts, |k| if let StreamKey::Post(id) = k { Some(*id) } else { None });
        let account = begun(&facts, |k| if let StreamKey::Account(id) = k { Some(*id) } else { None });
        self.cast.office_head = Player { person, account, post, role: Role::OfficeHead };
        self.cast.office_clerk = self.enrol(Role::OfficeClerk, None, None);
        self.cast.leading_group_head = self.enrol(Role::LeadingGroupHead, None, None);
        self.cast.executive_deputy_head = self.enrol(Role::ExecutiveDeputyHead, None, None);
        self.cast.leading_group_member = self.seat(self.cast.executive_deputy_head, Role::LeadingGroupMember, None, None);
        for role in [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator] {
            let administrator = self.enrol(role, None, None);
            self.cast.administrators.push(administrator);
        }
    }

    fn add_counties(&mut self) {
        for name in COUNTIES {
            let facts = self.given(self.cast.office_head.actor(), AddJurisdiction { name: name.to_owned() });
            let id = begun(&facts, |k| if let StreamKey::Jurisdiction(id) = k { Some(*id) } else { None });
            let home = Some(id);
            let discipline_secretary = self.enrol(Role::CountyDisciplineSecretary, home, None);
            let county = County {
                id,
                name: name.to_owned(),
                secretary: self.enrol(Role::CountySecretary, home, None),
                discipline_secretary,
                organisation_head: self.enrol(Role::CountyOrganisationHead, home, None),
                leader_in_charge: self.enrol(Role::CountyLeaderInCharge, home, None),
                leading_group_member: self.seat(discipline_secretary, Role::CountyLeadingGroupMember, home, None),
                office_head: self.enrol(Role::CountyOfficeHead, home, None),
                supervisor: self.enrol(Role::Supervisor, home, None),
            };
            self.cast.counties.push(county);
        }
    }

    fn add_units(&mut self) {
        for (name, sector, county) in UNITS {
            let jurisdiction = self.cast.counties[county].id;
            let order = AddUnit { name: name.to_owned(), jurisdiction, sector: sector.to_owned() };
            let facts = self.given(self.cast.office_head.actor(), order);
            let id = begun(&facts, |k| if let StreamKey::Unit(id) = k { Some(*id) } else { None });
            let (home, unit) = (Some(jurisdiction), Some(id));
            let department = Department {
                id,
                name: name.to_owned(),
                county,
                principal: self.enrol(Role::PrincipalLeader, home, unit),
                body_member: self.enrol(Role::BodyMember, home, unit),
                contact: self.enrol(Role::ContactPerson, home, unit),
            };
            self.cast.units.push(department);
        }
    }

    fn add_inspectors(&mut self) {
        let post = self.create_post(Role::Inspector, None, None);
        for n in 0..18 {
            let (person, account) = self.register(Some(self.cast.counties[n % 3].id), None);
            self.appoint(post, person);
            self.cast.inspectors.push(Player { person, account, post, role: Role::Inspector });
        }
    }

    /// Registers a person of a new name and opens an account for them.
    pub fn register(&mut self, home: Option<JurisdictionId>, home_unit: Option<UnitId>) -> (PersonId, AccountId) {
        let n = self.persons().len();
        let office = self.cast.office_head.actor();
        let facts = self.given(office, RegisterPerson { name: invented_name(n), home, home_unit });
        let person = begun(&facts, |k| if let StreamKey::Person(id) = k { Some(*id) } else { None });
        let facts = self.given(office, OpenAccount { person, login: Personal::Known(format!("login.{n}")) });
        (person, begun(&facts, |k| if let StreamKey::Account(id) = k { Some(*id) } else { None }))
    }

    /// Creates a post titled after its role.
    pub fn create_post(&mut self, role: Role, jurisdiction: Option<JurisdictionId>, unit: Option<UnitId>) -> PostId {
        let title = role.name().replace('_', " ");
        let facts = self.given(self.cast.office_head.actor(), CreatePost { role, title, jurisdiction, unit });
        begun(&facts, |k| if let StreamKey::Post(id) = k { Some(*id) } else { None })
    }

    /// Appoints from today.
    pub fn appoint(&mut self, post: PostId, person: PersonId) {
        let from = self.today();
        self.given(self.cast.office_head.actor(), Appoint { post, person, from });
    }

    /// A new person in a new post.
    pub fn enrol(&mut self, role: Role, jurisdiction: Option<JurisdictionId>, unit: Option<UnitId>) -> Player {
        let (person, account) = self.register(jurisdiction, unit);
        self.seat(Player { person, account, ..Player::default() }, role, jurisdiction, unit)
    }

    /// Seats someone in a new post, besides those that they hold.
    pub fn seat(&mut self, who: Player, role: Role, jurisdiction: Option<JurisdictionId>, unit: Option<UnitId>) -> Player {
        let post = self.create_post(role, jurisdiction, unit);
        self.appoint(post, who.person);
        Player { post, role, ..who }
    }

    /// Types for another, from a paper.
    pub fn for_another(&self, seat: Seat, person: PersonId) -> ActInput {
        ActInput { decided_by: Some(seat), decided_by_person: Some(person), ..ActInput::default() }
    }

    /// The id that an event of the record bears, of the latest such event.
    pub fn latest<T>(&self, pick: impl Fn(&Event) -> Option<T>) -> T {
        self.record().iter().rev().find_map(|f| pick(&f.event)).unwrap_or_else(|| panic!("no such event was recorded"))
    }
}

fn invented_name(n: usize) -> Personal {
    Personal::Known(format!("{} {}", FAMILY[n % FAMILY.len()], GIVEN[n % GIVEN.len()]))
}
