//! Set-up, signing in and out, the seat, the language.

pub mod choose_lang;
pub mod choose_seat;
pub mod resume;
pub mod set_up;
pub mod sign_in;
pub mod sign_out;
