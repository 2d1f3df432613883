//! Signs of false and perfunctory rectification, with reasons.
