//! What a page costs in statements: few, and as many for fifty rows as for one.
#![allow(clippy::unwrap_used)]

mod support;

use rules::testing::Stage;
use store::db::statements;
use support::Site;

/// Most statements of the register, with session, permission and totals.
const REGISTER_MAX: u64 = 24;

async fn cost(site: &Site, token: &str, path: &str) -> (u64, usize) {
    let office = site.world.cast.office_head;
    let before = statements();
    let page = site.get(token, office, path).await;
    let cost = statements() - before;
    assert!(page.status.is_success(), "{path}: {}", page.text());
    (cost, page.text().matches("href=\"/items/").count())
}

// The only test of its binary: the counter is one for the process.
#[tokio::test]
async fn the_register_costs_as_many_statements_for_many_rows_as_for_few() {
    let site = Site::at(Stage::ALL[Stage::ALL.len() - 1]);
    let token = site.token(site.world.cast.office_head);
    cost(&site, &token, "/register").await;
    let unit = site.world.cast.units[0].id;
    let (all, rows) = cost(&site, &token, "/register").await;
    let (some, fewer) = cost(&site, &token, &format!("/register?unit={unit}")).await;
    assert!(fewer > 0 && fewer < rows, "{fewer} of {rows} rows");
    assert_eq!(all, some, "statements for {rows} and for {fewer} rows");
    assert!(all <= REGISTER_MAX, "{all} statements");
}
