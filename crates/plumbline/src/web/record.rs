//! A page that tells the record of one thing: what was done, by whom, how we know, and what this seat may do now.

use super::{
    act::ActForm,
    item::told::{self, Told},
    shell::{Shell, Visit},
};
use crate::problem::Problem;
use askama::Template;
use rules::Fact;

/// A wording as it was fed back, with the corrected one beside it.
#[derive(Clone, Debug, Default)]
pub struct Quote {
    pub id: String,
    pub wording: String,
    pub amount: String,
    pub corrected: String,
}

#[derive(Template)]
#[template(path = "told.html")]
pub struct RecordPage {
    pub w: Shell,
    pub title: String,
    pub lead: String,
    /// Address and name of what this belongs to, outermost first.
    pub crumbs: Vec<(String, String)>,
    pub here: String,
    pub forms: Vec<ActForm>,
    pub quotes: Vec<Quote>,
    pub links_title: String,
    /// Address, name and remark.
    pub links: Vec<(String, String, String)>,
    pub facts: Vec<Told>,
}

impl RecordPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> RecordPage {
        let text = || "x".to_owned();
        RecordPage {
            crumbs: vec![("/".to_owned(), text())],
            quotes: vec![Quote { id: text(), wording: text(), amount: text(), corrected: text() }],
            links: vec![("/".to_owned(), text(), text())],
            ..RecordPage::of(w, text(), text())
        }
    }

    /// A page with a title and nothing told yet.
    pub fn of(w: Shell, title: String, here: String) -> RecordPage {
        RecordPage {
            w,
            title,
            lead: String::new(),
            crumbs: Vec::new(),
            here,
            forms: Vec::new(),
            quotes: Vec::new(),
            links_title: String::new(),
            links: Vec::new(),
            facts: Vec::new(),
        }
    }
}

/// Tells facts in their order, with the names that the reader may know.
pub fn tell(v: &Visit, facts: &[Fact]) -> Result<Vec<Told>, Problem> {
    v.learn_in(&facts.iter().map(|f| (&f.act, &f.event)).collect::<Vec<_>>())?;
    let zone = told::zone(v);
    Ok(facts.iter().map(|f| told::tell(v, &zone, f)).collect())
}
