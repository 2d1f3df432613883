//! Jurisdictions, units, persons, posts, seats and accounts as tables.

use super::{Class, Model, Table, Where, scope};
use crate::{
    db::{Conn, Row, Value},
    error::StoreError,
    params,
};
use rules::{
    Event, Fact, StreamKey,
    id::*,
    permit::{self, Scope},
    role::Role,
    stream::Seat,
    value::Date,
};

const fn table(name: &'static str, key: &'static str, ddl: &'static str) -> Table {
    Table { name, class: Class::Replayed, key, ddl }
}

pub const MODEL: Model = Model {
    tables: &[
        table(
            "authority",
            "authority",
            "CREATE TABLE authority (authority BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, time_zone TEXT NOT NULL)",
        ),
        table(
            "jurisdiction",
            "authority, jurisdiction",
            "CREATE TABLE jurisdiction (authority BIGINT NOT NULL, jurisdiction TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (authority, jurisdiction))",
        ),
        table(
            "unit",
            "authority, unit",
            "CREATE TABLE unit (authority BIGINT NOT NULL, unit TEXT NOT NULL, jurisdiction TEXT NOT NULL, name TEXT NOT NULL, sector TEXT NOT NULL, \
             PRIMARY KEY (authority, unit))",
        ),
        table(
            "person",
            "authority, person",
            "CREATE TABLE person (authority BIGINT NOT NULL, person TEXT NOT NULL, name TEXT, home TEXT, home_unit TEXT, PRIMARY KEY (authority, person))",
        ),
        table(
            "post",
            "authority, post",
            "CREATE TABLE post (authority BIGINT NOT NULL, post TEXT NOT NULL, role TEXT NOT NULL, title TEXT NOT NULL, jurisdiction TEXT, unit TEXT, \
             PRIMARY KEY (authority, post))",
        ),
        table(
            "seat",
            "authority, person, seat, since",
            "CREATE TABLE seat (authority BIGINT NOT NULL, person TEXT NOT NULL, seat TEXT NOT NULL, role TEXT NOT NULL, title TEXT NOT NULL, \
             since TEXT NOT NULL, until TEXT, PRIMARY KEY (authority, person, seat, since)); \
             CREATE INDEX seat_seat ON seat (authority, seat)",
        ),
        table(
            "account",
            "authority, account",
            "CREATE TABLE account (authority BIGINT NOT NULL, account TEXT NOT NULL, person TEXT NOT NULL, login TEXT, PRIMARY KEY (authority, account)); \
             CREATE UNIQUE INDEX account_login ON account (authority, login)",
        ),
    ],
    project,
};

fn project(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    match (&f.event, &f.stream) {
        (Event::AuthorityFounded(e), _) => {
            c.run(
                "INSERT INTO authority (authority, name, time_zone) VALUES ($1, $2, $3)",
                params![a, e.name.as_str(), e.time_zone.as_str()],
            )?;
        }
        (Event::JurisdictionAdded(e), StreamKey::Jurisdiction(id)) => {
            c.run(
                "INSERT INTO jurisdiction (authority, jurisdiction, name) VALUES ($1, $2, $3)",
                params![a, id.to_string(), e.name.as_str()],
            )?;
        }
        (Event::UnitAdded(e), StreamKey::Unit(id)) => {
            c.run(
                "INSERT INTO unit (authority, unit, jurisdiction, name, sector) VALUES ($1, $2, $3, $4, $5)",
                params![a, id.to_string(), e.jurisdiction.to_string(), e.name.as_str(), e.sector.as_str()],
            )?;
        }
        (Event::PersonRegistered(e), StreamKey::Person(id)) => {
            let (home, home_unit) = (e.home.map(|j| j.to_string()), e.home_unit.map(|u| u.to_string()));
            c.run(
                "INSERT INTO person (authority, person, name, home, home_unit) VALUES ($1, $2, $3, $4, $5)",
                params![a, id.to_string(), e.name.shown(), home, home_unit],
            )?;
        }
        (Event::PostCreated(e), StreamKey::Post(id)) => {
            let (jurisdiction, unit) = (e.jurisdiction.map(|j| j.to_string()), e.unit.map(|u| u.to_string()));
            c.run(
                "INSERT INTO post (authority, post, role, title, jurisdiction, unit) VALUES ($1, $2, $3, $4, $5, $6)",
                params![a, id.to_string(), e.role.name(), e.title.as_str(), jurisdiction, unit],
            )?;
        }
        (Event::AccountOpened(e), StreamKey::Account(id)) => {
            c.run(
                "INSERT INTO account (authority, account, person, login) VALUES ($1, $2, $3, $4)",
                params![a, id.to_string(), e.person.to_string(), e.login.shown()],
            )?;
        }
        _ => return project_seats(c, a, f),
    }
    Ok(())
}

/// Seats follow appointments, and membership in teams.
fn project_seats(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    match (&f.event, &f.stream) {
        (Event::SeatTaken(e), StreamKey::Person(person)) => {
            c.run(
                "INSERT INTO seat (authority, person, seat, role, title, since) \
                 VALUES ($1, $2, $3, $4, (SELECT title FROM post WHERE post.authority = $1 AND post.post = $5), $6)",
                params![a, person.to_string(), Seat::Post(e.post).to_string(), e.role.name(), e.post.to_string(), e.from.to_string()],
            )?;
        }
        (Event::SeatLeft(e), StreamKey::Person(person)) => {
            c.run(
                "UPDATE seat SET until = $4 WHERE authority = $1 AND person = $2 AND seat = $3 AND until IS NULL",
                params![a, person.to_string(), Seat::Post(e.post).to_string(), e.until.to_string()],
            )?;
        }
        (Event::TeamFormed(e), StreamKey::Round(round)) => {
            for m in &e.members {
                take_team_seat(c, a, *round, e.team, m, &e.name, f)?;
            }
        }
        (Event::MemberReplaced(e), StreamKey::Round(round)) => {
            let seat = Seat::Team(*round, e.team).to_string();
            c.run("DELETE FROM seat WHERE authority = $1 AND person = $2 AND seat = $3", params![a, e.leaves.to_string(), seat.as_str()])?;
            let name = c.row("SELECT name FROM team WHERE authority = $1 AND team = $2", params![a, e.team.to_string()])?;
            let name = name.map_or(Ok(String::new()), |r| r.text(0).map(str::to_owned))?;
            take_team_seat(c, a, *round, e.team, &e.joins, &name, f)?;
        }
        _ => {}
    }
    Ok(())
}

fn take_team_seat(
    c: &mut Conn,
    a: i64,
    round: RoundId,
    team: TeamId,
    m: &rules::parts::Member,
    title: &str,
    f: &Fact,
) -> Result<(), StoreError> {
    c.run(
        "INSERT INTO seat (authority, person, seat, role, title, since) VALUES ($1, $2, $3, $4, $5, $6)",
        params![a, m.person.to_string(), Seat::Team(round, team).to_string(), m.role.name(), title, f.act.occurred_on.to_string()],
    )?;
    Ok(())
}

/// Makes the rows of an erased fact what a replay of it gives.
pub fn erase(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    match (&f.event, &f.stream) {
        (Event::PersonRegistered(e), StreamKey::Person(id)) => {
            c.run("UPDATE person SET name = $3 WHERE authority = $1 AND person = $2", params![a, id.to_string(), e.name.shown()])?;
        }
        (Event::AccountOpened(e), StreamKey::Account(id)) => {
            c.run("UPDATE account SET login = $3 WHERE authority = $1 AND account = $2", params![a, id.to_string(), e.login.shown()])?;
        }
        _ => {}
    }
    Ok(())
}

/// Account and person of a login.
pub fn account_by_login(c: &mut Conn, a: i64, login: &str) -> Result<Option<(AccountId, PersonId)>, StoreError> {
    let row = c.row("SELECT account, person FROM account WHERE authority = $1 AND login = $2", params![a, login])?;
    row.map(|r| Ok((r.parse(0)?, r.parse(1)?))).transpose()
}

/// Person of an account.
pub fn person_of_account(c: &mut Conn, a: i64, account: AccountId) -> Result<Option<PersonId>, StoreError> {
    let row = c.row("SELECT person FROM account WHERE authority = $1 AND account = $2", params![a, account.to_string()])?;
    row.map(|r| r.parse(0)).transpose()
}

/// A seat that a person may choose.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct SeatRow {
    pub seat: Seat,
    pub role: Role,
    pub title: String,
    pub since: Date,
}

/// Seats that a person holds on a day, oldest first.
pub fn seats_of(c: &mut Conn, a: i64, person: PersonId, day: Date) -> Result<Vec<SeatRow>, StoreError> {
    let sql = "SELECT seat, role, title, since FROM seat WHERE authority = $1 AND person = $2 AND since <= $3 AND (until IS NULL OR until >= $3) \
               ORDER BY since, seat";
    let rows = c.rows(sql, params![a, person.to_string(), day.to_string()])?;
    rows.iter().map(seat_row).collect()
}

fn seat_row(r: &Row) -> Result<SeatRow, StoreError> {
    let role = Role::parse(r.text(1)?).ok_or_else(|| StoreError::Damaged(format!("`{:?}` is no role", r.0.get(1))))?;
    Ok(SeatRow { seat: r.parse(0)?, role, title: r.text(2)?.to_owned(), since: r.parse(3)? })
}

/// Who sits on a day where a role and a place are asked for, each with the person; by role and title.
pub fn holders(c: &mut Conn, a: i64, day: Date, asked: &[(Role, permit::Where)]) -> Result<Vec<(PersonId, SeatRow)>, StoreError> {
    let mut w = Where::authority("s", a);
    let day = w.bind(day.to_string());
    w.and(&format!("s.since <= {day} AND (s.until IS NULL OR s.until >= {day})"));
    let mut any = Vec::new();
    for (role, place) in asked {
        let role = w.bind(role.name());
        any.push(match place {
            permit::Where::Anywhere => format!("s.role = {role}"),
            permit::Where::Jurisdiction(j) => format!("s.role = {role} AND p.jurisdiction = {}", w.bind(j.to_string())),
            permit::Where::Unit(u) => format!("s.role = {role} AND p.unit = {}", w.bind(u.to_string())),
            permit::Where::Seat(seat) => format!("s.role = {role} AND s.seat = {}", w.bind(seat.to_string())),
        });
    }
    w.any(&any);
    let sql = format!(
        "SELECT s.seat, s.role, s.title, s.since, s.person FROM seat s LEFT JOIN post p ON p.authority = s.authority \
         AND p.post = SUBSTR(s.seat, 6) WHERE {} ORDER BY s.role, s.title, s.person LIMIT 500",
        w.sql
    );
    c.rows(&sql, &w.params)?.iter().map(|r| Ok((r.parse(4)?, seat_row(r)?))).collect()
}

/// A thing with a name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Named {
    pub id: String,
    /// Empty once erased.
    pub name: String,
    /// Jurisdiction of a unit or post, home of a person.
    pub jurisdiction: Option<String>,
    /// Unit of a post.
    pub unit: Option<String>,
    /// Sector of a unit, role of a post.
    pub sort: Option<String>,
}

/// Which list of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    Jurisdiction,
    Unit,
    Person,
    Post,
}

/// Lists a part of the registry by name, as far as a seat deals with it. Whether a seat may list persons at all is the
/// caller's to decide.
pub fn list(c: &mut Conn, a: i64, seen: &Scope, noun: Noun) -> Result<Vec<Named>, StoreError> {
    let (columns, table, order) = match noun {
        Noun::Jurisdiction => ("jurisdiction, name, jurisdiction, NULL, NULL", "jurisdiction", "name, jurisdiction"),
        Noun::Unit => ("unit, name, jurisdiction, unit, sector", "unit", "jurisdiction, name, unit"),
        Noun::Person => ("person, COALESCE(name, ''), home, home_unit, NULL", "person", "name, person"),
        Noun::Post => ("post, title, jurisdiction, unit, role", "post", "role, title, post"),
    };
    let mut w = Where::authority("t", a);
    scope::narrow_registry(&mut w, noun, seen);
    let rows = c.rows(&format!("SELECT {columns} FROM {table} t WHERE {} ORDER BY {order}", w.sql), &w.params)?;
    let own = |v: Option<&str>| v.map(str::to_owned);
    rows.iter()
        .map(|r| {
            Ok(Named {
                id: r.text(0)?.to_owned(),
                name: r.text(1)?.to_owned(),
                jurisdiction: own(r.text_if(2)?),
                unit: own(r.text_if(3)?),
                sort: own(r.text_if(4)?),
            })
        })
        .collect()
}

/// Names by id, of everything that has one: what a page needs to say "who" and "where". Those of persons only where
/// `persons` says that the reader may know them.
pub fn names(c: &mut Conn, a: i64, ids: &[String], persons: bool) -> Result<std::collections::HashMap<String, String>, StoreError> {
    let mut out = std::collections::HashMap::new();
    for some in ids.chunks(NAMES_AT_ONCE) {
        // The last id fills the places that are left, so that few statements have to be prepared.
        let places = some.len().next_power_of_two();
        let Some(last) = some.last() else { continue };
        let mut values = vec![Value::Int(a)];
        values.extend((0..places).map(|i| Value::from(some.get(i).unwrap_or(last).as_str())));
        let rows = c.rows(&names_sql(places, persons), &values)?;
        for r in &rows {
            out.insert(r.text(0)?.to_owned(), r.text(1)?.to_owned());
        }
    }
    Ok(out)
}

/// Ids that one statement asks for.
const NAMES_AT_ONCE: usize = 256;

fn names_sql(places: usize, persons: bool) -> String {
    const NAMED: [(&str, &str); 5] = [("jurisdiction", "name"), ("unit", "name"), ("post", "title"), ("team", "name"), ("person", "name")];
    let ids: Vec<String> = (0..places).map(|i| format!("${}", i + 2)).collect();
    let ids = ids.join(", ");
    let asked = &NAMED[..if persons { 5 } else { 4 }];
    let one =
        |(noun, name): &(&str, &str)| format!("SELECT {noun}, COALESCE({name}, '') FROM {noun} WHERE authority = $1 AND {noun} IN ({ids})");
    asked.iter().map(one).collect::<Vec<_>>().join(" UNION ALL ")
}
