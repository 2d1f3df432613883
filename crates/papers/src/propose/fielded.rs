//! The kind of a paper whose title is lost, by the fields below its problems: an account of what was done, or who is to
//! do it by when.

use super::{below::labelled, found::Found, genre::Genre};
use crate::{
    facts::Source,
    tree::{frame, label},
};

/// A notice where most problems have a field that accounts for what was done, a plan where they have fields that say what
/// is to be reached, by whom or by when; nothing for other papers.
pub(super) fn kind(source: &Source, found: &[Found]) -> Option<Genre> {
    let doc = source.doc;
    let names = |f: &Found| -> Vec<Vec<char>> {
        let below = f.paras.iter().filter(|p| p.start >= f.wording.end).flat_map(|p| labelled(source, p)).filter_map(|(l, _)| l);
        below.chain(f.fields.iter().map(|n| n.label.clone())).map(|l| frame::label_name(doc.plain(&l)).to_vec()).collect()
    };
    let all: Vec<Vec<Vec<char>>> = found.iter().map(names).collect();
    let most = |tells: &dyn Fn(&[char]) -> bool| {
        let with = all.iter().filter(|names| names.iter().any(|n| tells(n))).count();
        with > 0 && with * 2 >= all.len()
    };
    let accounts = |n: &[char]| words!("rectified").is_in(n) && words!("rectified_account").ends(n).is_some();
    let rectifies = |n: &[char]| words!("rectified").is_in(n) && label::content(n).is_some();
    if most(&accounts) {
        Some(Genre::RectificationNotice)
    } else if most(&rectifies) && most(&|n| label::owner(n).is_some() || label::is_due(n)) {
        Some(Genre::RectificationPlan)
    } else {
        None
    }
}
