//! The rules of the loop: pure decisions over folded facts.
