//! Who is in the story: an upper authority, three counties, six units, and everybody in office. Persons and places are
//! invented; several people hold more than one post.

use super::{
    tale::{Tale, together},
    wire::{Hand, Session},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Someone in a post.
#[derive(Clone, Default)]
pub struct Player {
    pub person: String,
    pub post: String,
    pub role: &'static str,
    pub title: String,
    session: Option<Arc<Session>>,
}

impl Player {
    /// The signed-in person in that post.
    pub fn hand(&self) -> Result<Hand, String> {
        self.sitting(format!("post:{}", self.post))
    }

    /// The signed-in person in another seat.
    pub fn sitting(&self, seat: String) -> Result<Hand, String> {
        let who = self.session.clone().ok_or_else(|| format!("{} has no account", self.title))?;
        Ok(Hand { who, seat })
    }

    /// Login and password, for those who have an account.
    pub fn sign_in(&self) -> Option<(&str, &str)> {
        self.session.as_ref().map(|s| (s.login.as_str(), s.password.as_str()))
    }

    pub fn present(&self) -> Value {
        json!({ "person": self.person, "post": self.post })
    }
}

/// Everybody, by role within their place.
#[derive(Default)]
pub struct Cast {
    pub founder: Player,
    pub counties: Vec<String>,
    pub units: Vec<String>,
    /// Role, number of the county, number of the unit.
    players: Vec<(&'static str, Option<usize>, Option<usize>, Player)>,
    /// Eighteen, all in one post; the homes go round the counties in order.
    pub inspectors: Vec<Player>,
}

/// County of each unit, and its sector.
pub const UNITS: [(usize, usize); 6] = [(0, 0), (0, 1), (1, 2), (1, 3), (2, 0), (2, 1)];
/// Inspectors of the three teams: leader, deputy, liaison, members. Nobody inspects the county of home.
pub const TEAMS: [[usize; 5]; 3] = [[1, 4, 7, 2, 5], [8, 11, 14, 0, 3], [6, 9, 12, 10, 13]];
/// Inspector who once worked in unit 0.
pub const RECUSED: usize = 16;
const OFFICE: [&str; 7] = [
    "office_clerk",
    "leading_group_head",
    "executive_deputy_head",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
    "inspector",
];
const COUNTY: [&str; 6] = [
    "county_secretary",
    "county_discipline_secretary",
    "county_organisation_head",
    "county_leader_in_charge",
    "county_office_head",
    "supervisor",
];
const UNIT: [&str; 3] = ["principal_leader", "body_member", "contact_person"];
/// In office since that many days.
const SINCE: i64 = 500;

impl Cast {
    pub fn of(&self, role: &str) -> &Player {
        self.find(role, None, None)
    }

    pub fn county(&self, county: usize, role: &str) -> &Player {
        self.find(role, Some(county), None)
    }

    pub fn unit(&self, unit: usize, role: &str) -> &Player {
        self.find(role, Some(UNITS[unit].0), Some(unit))
    }

    fn find(&self, role: &str, county: Option<usize>, unit: Option<usize>) -> &Player {
        let found = self.players.iter().find(|p| p.0 == role && p.1 == county && p.2 == unit);
        found.map_or(&self.founder, |p| &p.3)
    }

    /// Everybody in posts of a role.
    pub fn all<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a Player> {
        self.players.iter().filter(move |p| p.0 == role).map(|p| &p.3)
    }

    /// Everything that a person is, in words.
    pub fn titles(&self, person: &str) -> Vec<&str> {
        let all = [&self.founder].into_iter().chain(self.players.iter().map(|p| &p.3)).chain(&self.inspectors);
        all.filter(|p| p.person == person).map(|p| p.title.as_str()).collect()
    }

    /// Players who together are everything that anybody is, for the list of sign-ins.
    pub fn one_each(&self) -> Vec<&Player> {
        let all: Vec<&Player> = [&self.founder].into_iter().chain(self.players.iter().map(|p| &p.3)).collect();
        let mut roles: Vec<&str> = Vec::new();
        let mut out: Vec<&Player> = Vec::new();
        for p in all.iter().filter(|p| p.sign_in().is_some()) {
            // A second post of somebody listed already opens with the same sign-in.
            if !roles.contains(&p.role) {
                roles.extend(all.iter().filter(|o| o.person == p.person).map(|o| o.role));
                out.push(p);
            }
        }
        out
    }
}

impl Tale {
    /// Who acts for a team: place 0 leads, 1 is deputy, 2 liaison, others members.
    pub fn team_hand(&self, team: usize, place: usize) -> Result<Hand, String> {
        self.cast.inspectors[TEAMS[team][place]].sitting(format!("team:{}:{}", self.round, self.teams[team]))
    }

    /// The first account, with the one-time code.
    pub fn found(&mut self, code: &str) -> Result<(), String> {
        let title = self.tw("demo-role-office-head", &[("place", self.t("demo-authority-short"))]);
        let order = json!({ "code": code, "authority": self.t("demo-authority"), "time_zone": "Asia/Shanghai", "person": self.name(76),
            "post_title": title, "from": self.day(SINCE) });
        let (session, done) = self.door.set_up(order, "office-head")?;
        let (person, post) = (done.id("person")?, done.id("post")?);
        self.cast.founder = Player { person, post, role: "office_head", title, session: Some(Arc::new(session)) };
        let authority = self.t("demo-authority");
        self.step("demo-step-found", &[("authority", authority)]);
        Ok(())
    }

    /// An invented name.
    pub fn name(&self, n: usize) -> String {
        let (family, given) = (self.t("demo-family"), self.t("demo-given"));
        let pick = |list: &str, n: usize| {
            let all: Vec<String> = list.split(',').map(|s| s.trim().to_owned()).collect();
            all[n % all.len()].clone()
        };
        format!("{}{}{}", pick(&family, n), self.t("demo-name-gap").replace('_', " ").replace('-', ""), pick(&given, n))
    }

    /// Counties, units, persons, posts and appointments.
    pub fn register(&mut self) -> Result<(), String> {
        let founder = self.cast.founder.hand()?;
        let add = |verb: &str, order: Value| self.door.order(&founder, verb, None, Value::Null, order);
        let mut counties = Vec::new();
        for c in 0..3 {
            let name = self.t(&format!("demo-county-{c}"));
            counties.push(add("registry/add_jurisdiction", json!({ "name": name }))?.id("jurisdiction")?);
        }
        let mut units = Vec::new();
        for (u, (county, sector)) in UNITS.iter().enumerate() {
            let (name, sector) = (self.unit_name(u), self.t(&format!("demo-sector-{sector}")));
            units.push(add("registry/add_unit", json!({ "name": name, "jurisdiction": counties[*county], "sector": sector }))?.id("unit")?);
        }
        (self.cast.counties, self.cast.units) = (counties, units);
        self.step("demo-step-places", &[]);
        let mut slots: Vec<(&'static str, Option<usize>, Option<usize>)> = OFFICE.iter().map(|r| (*r, None, None)).collect();
        slots.extend((0..3).flat_map(|c| COUNTY.iter().map(move |r| (*r, Some(c), None))));
        slots.extend((0..6).flat_map(|u| UNIT.iter().map(move |r| (*r, Some(UNITS[u].0), Some(u)))));
        let players = together(&slots, |i, (role, c, u)| self.seat(&founder, self.new_person(&founder, i, *c, *u)?, role, *c, *u))?;
        self.cast.players = slots.iter().zip(players).map(|(s, p)| (s.0, s.1, s.2, p)).collect();
        self.second_posts(&founder)?;
        let inspector = self.cast.of("inspector").post.clone();
        let homes: Vec<usize> = (0..18).map(|n| n % 3).collect();
        self.cast.inspectors = together(&homes, |n, home| {
            let person = self.new_person(&founder, slots.len() + n, Some(*home), None)?;
            self.appoint(&founder, &inspector, &person)?;
            let title = self.t("demo-role-inspector");
            Ok(Player { person, post: inspector.clone(), role: "inspector", title, session: None })
        })?;
        self.step("demo-step-people", &[("people", (slots.len() + self.cast.inspectors.len() + 1).to_string())]);
        Ok(())
    }

    /// Several people hold more than one post, as in the notice.
    fn second_posts(&mut self, founder: &Hand) -> Result<(), String> {
        let deputy = self.cast.of("executive_deputy_head").person.clone();
        for n in 0..3 {
            let title = self.t(&format!("demo-office-{n}"));
            let order = json!({ "role": "leading_group_member", "title": title, "jurisdiction": null, "unit": null });
            let post = self.door.order(founder, "registry/create_post", None, Value::Null, order)?.id("post")?;
            self.appoint(founder, &post, &deputy)?;
            let player = Player { person: deputy.clone(), post, role: "leading_group_member", title, session: None };
            self.cast.players.push(("leading_group_member", None, None, player));
        }
        for c in 0..3 {
            let person = self.cast.county(c, "county_discipline_secretary").person.clone();
            let player = self.seat(founder, person, "county_leading_group_member", Some(c), None)?;
            self.cast.players.push(("county_leading_group_member", Some(c), None, player));
        }
        // Whoever belongs to a unit and supervises as well still cannot verify what the unit claims.
        let person = self.cast.unit(2, "body_member").person.clone();
        let post = self.cast.county(1, "supervisor").post.clone();
        self.appoint(founder, &post, &person)
    }

    pub fn unit_name(&self, u: usize) -> String {
        let (county, sector) = UNITS[u];
        self.tw(&format!("demo-unit-{sector}"), &[("county", self.t(&format!("demo-county-{county}")))])
    }

    fn new_person(&self, by: &Hand, n: usize, county: Option<usize>, unit: Option<usize>) -> Result<String, String> {
        let order =
            json!({ "name": self.name(n), "home": county.map(|c| &self.cast.counties[c]), "home_unit": unit.map(|u| &self.cast.units[u]) });
        self.door.order(by, "registry/register_person", None, Value::Null, order)?.id("person")
    }

    fn seat(&self, by: &Hand, person: String, role: &'static str, county: Option<usize>, unit: Option<usize>) -> Result<Player, String> {
        let place = match (county, unit) {
            (_, Some(u)) => self.unit_name(u),
            (Some(c), None) => self.t(&format!("demo-county-{c}")),
            _ => self.t("demo-authority-short"),
        };
        let title = self.tw(&format!("demo-role-{}", role.replace('_', "-")), &[("place", place)]);
        let county = if unit.is_some() { None } else { county };
        let order = json!({ "role": role, "title": title, "jurisdiction": county.map(|c| &self.cast.counties[c]),
            "unit": unit.map(|u| &self.cast.units[u]) });
        let post = self.door.order(by, "registry/create_post", None, Value::Null, order)?.id("post")?;
        self.appoint(by, &post, &person)?;
        Ok(Player { person, post, role, title, session: None })
    }

    fn appoint(&self, by: &Hand, post: &str, person: &str) -> Result<(), String> {
        let order = json!({ "post": post, "person": person, "from": self.day(SINCE) });
        self.door.order(by, "registry/appoint", None, Value::Null, order).map(drop)
    }

    /// The first account makes the system administrator's; the system administrator makes everybody's.
    pub fn open_accounts(&mut self) -> Result<(), String> {
        let founder = self.cast.founder.hand()?;
        let system = self.cast.of("system_administrator").clone();
        let session = Arc::new(self.door.enrol(&founder, &system.person, "system-administrator")?);
        let by = Hand { who: session.clone(), seat: format!("post:{}", system.post) };
        let mut wanted: Vec<(String, String)> = Vec::new();
        for (role, c, u, p) in &self.cast.players {
            let fresh = wanted.iter().all(|w| w.0 != p.person) && p.person != system.person && *role != "inspector";
            if fresh {
                let place = u.map(|u| format!("-{}", u + 1)).or(c.map(|c| format!("-{}", c + 1))).unwrap_or_default();
                wanted.push((p.person.clone(), format!("{}{place}", role.replace('_', "-"))));
            }
        }
        for (k, team) in TEAMS.iter().enumerate() {
            let logins = ["team-leader", "team-deputy", "team-liaison", "team-member"];
            wanted
                .extend(team.iter().zip(logins).map(|(n, login)| (self.cast.inspectors[*n].person.clone(), format!("{login}-{}", k + 1))));
        }
        let sessions = together(&wanted, |_, (person, login)| self.door.enrol(&by, person, login).map(Arc::new))?;
        let all = self.cast.players.iter_mut().map(|p| &mut p.3).chain(self.cast.inspectors.iter_mut());
        for p in all {
            let own = wanted.iter().position(|w| w.0 == p.person).map(|i| sessions[i].clone());
            p.session = if p.person == system.person { Some(session.clone()) } else { own };
        }
        self.step("demo-step-accounts", &[("accounts", (wanted.len() + 2).to_string())]);
        Ok(())
    }
}
