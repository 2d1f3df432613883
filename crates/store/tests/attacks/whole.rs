//! Attacks on the whole: tables that are not the store's, ends of the ledger, entries in another order, keys and
//! credentials of one's own, a row changed together with the event that explains it.

use crate::{Attack, rows::attacked};
use store::read::Class;

pub fn attacks() -> Vec<Attack> {
    let attack = |name: &str, sql: &str| Attack { name: name.to_owned(), sql: sql.to_owned() };
    let mut out = vec![
        attack("a table of its own", "CREATE TABLE hidden (x BIGINT)"),
        attack("a view", "CREATE VIEW seen AS SELECT 1 AS x"),
        attack("a trigger", "CREATE TRIGGER quiet AFTER INSERT ON session BEGIN DELETE FROM attempt; END"),
        attack("no head", "DELETE FROM log_head"),
        attack("an empty head", "UPDATE log_head SET size = 0, seal = ''"),
        attack("a head without seal", "UPDATE log_head SET seal = ''"),
        attack("a shorter head", "UPDATE log_head SET size = size - 1"),
        attack("no ledger", "DELETE FROM entry"),
        attack("an older end", "DELETE FROM entry WHERE position >= 400; UPDATE log_head SET size = 400"),
        attack("a foreign tile", "INSERT INTO tile VALUES (1, 1999, 0, 0, x'00')"),
        attack("a tile of another authority", "INSERT INTO tile VALUES (7, 2021, 0, 0, x'00')"),
    ];
    out.extend(on_credentials());
    out.extend(on_row_and_event());
    for t in attacked().iter().filter(|t| t.class == Class::Replayed) {
        out.push(attack(&format!("empty {}", t.name), &format!("DELETE FROM {}", t.name)));
    }
    for at in [1, 50, 300, 420] {
        let place = |sql: &str| sql.replace("{a}", &format!("{at}")).replace("{b}", &format!("{}", at + 1));
        let swap = "UPDATE entry SET position = -1 WHERE position = {a}; UPDATE entry SET position = {a} WHERE position = {b}; \
                    UPDATE entry SET position = {b} WHERE position = -1";
        out.push(attack(&format!("swap {at}"), &place(swap)));
        let bodies = "UPDATE entry SET (salt, body) = (SELECT salt, body FROM entry WHERE position = {b}) WHERE position = {a}";
        out.push(attack(&format!("body of another at {at}"), &place(bodies)));
        let leaves = "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE position = {b}) WHERE position = {a}";
        out.push(attack(&format!("leaf of another at {at}"), &place(leaves)));
    }
    out
}

/// Secrets of one's own, with and without the seal that the event holds.
fn on_credentials() -> Vec<Attack> {
    let attack = |name: &str, sql: &str| Attack { name: name.to_owned(), sql: sql.to_owned() };
    let own_seal =
        "UPDATE entry SET body = json_set(body, '$.event.seal', '{f}') WHERE kind = 'credential_set'".replace("{f}", &"f".repeat(64));
    vec![
        attack("a password of one's own", "INSERT INTO credential SELECT 1, '0190-x', account, 'token', secret FROM credential"),
        attack("another secret", "UPDATE credential SET secret = 'mine'"),
        attack("another secret and its event", &format!("UPDATE credential SET secret = 'mine'; {own_seal}")),
        attack("another account's secret", "UPDATE credential SET account = (SELECT account FROM account ORDER BY account DESC LIMIT 1)"),
        attack("no secrets", "DELETE FROM credential"),
        attack("no secrets and no event", "DELETE FROM credential; DELETE FROM entry WHERE kind = 'credential_set'"),
    ]
}

/// A row and the event that explains it say the same new thing.
fn on_row_and_event() -> Vec<Attack> {
    let both = |table: &str, column: &str, kind: &str, field: &str| Attack {
        name: format!("{table}.{column} with its event"),
        sql: format!(
            "UPDATE {table} SET {column} = 'told anew' WHERE rowid = (SELECT MIN(rowid) FROM {table}); \
             UPDATE entry SET body = json_set(body, '$.event.{field}', 'told anew') \
             WHERE position = (SELECT MIN(position) FROM entry WHERE kind = '{kind}')"
        ),
    };
    vec![
        both("person", "name", "person_registered", "name"),
        both("unit", "name", "unit_added", "name"),
        both("jurisdiction", "name", "jurisdiction_added", "name"),
        both("account", "login", "account_opened", "login"),
        Attack {
            name: "an item closed, with an event of its own".to_owned(),
            sql: "UPDATE item SET step = 'closed'; INSERT INTO entry SELECT authority, (SELECT MAX(position) + 1 FROM entry), stream, \
                  revision + 1000, kind, recorded_at, leaf, salt, body FROM entry WHERE kind = 'item_closed' LIMIT 1; \
                  UPDATE log_head SET size = size + 1"
                .to_owned(),
        },
    ]
}
