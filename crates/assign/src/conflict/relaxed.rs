//! A round from which rules or facts are dropped one after another.

use crate::element::Element;
use crate::instance::Instance;
use crate::model::Model;
use std::collections::BTreeSet;

/// A round, what was dropped from it, and the model without that.
#[derive(Clone)]
pub struct Relaxed<'i> {
    pub instance: &'i Instance,
    pub dropped: BTreeSet<Element>,
    pub model: Model,
}

impl<'i> Relaxed<'i> {
    /// Starts with everything in force.
    pub fn new(instance: &'i Instance) -> Relaxed<'i> {
        Relaxed { instance, dropped: BTreeSet::new(), model: Model::new(instance, &BTreeSet::new()) }
    }

    /// Returns the round without one more element.
    pub fn without(&self, element: &Element) -> Relaxed<'i> {
        let mut next = self.clone();
        next.drop(element);
        next
    }

    /// Drops one more element.
    pub fn drop(&mut self, element: &Element) {
        self.dropped.insert(element.clone());
        self.model.refresh(self.instance, &self.dropped, element);
    }

    /// Puts a dropped element back in force.
    pub fn restore(&mut self, element: &Element) {
        self.dropped.remove(element);
        self.model.refresh(self.instance, &self.dropped, element);
    }
}
