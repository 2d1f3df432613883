//! A signal as a line of JSON, with its wording in the language asked for.

use crate::text::{Lang, text, text_with};
use detect::signal::{Check, Signal};

/// Parameters that are money in fen; people read yuan.
const FEN: [&str; 3] = ["fen", "claimed_fen", "vouchers_fen"];

/// The line of a signal.
pub fn line<C: Check>(s: &Signal<C>, lang: Lang) -> serde_json::Result<String> {
    let mut json = serde_json::to_value(s)?;
    let params: Vec<(&'static str, String)> =
        s.params().iter().map(|(k, v)| (*k, if FEN.contains(k) { yuan(v) } else { v.clone() })).collect();
    json["text"] = text_with(lang, &format!("detect-signal-{}", s.detector().name), &params).into();
    let explanation = |e: &&str| text(lang, &format!("detect-explanation-{e}"));
    json["explanation_texts"] = s.detector().explanations.iter().map(explanation).collect::<Vec<_>>().into();
    serde_json::to_string(&json)
}

fn yuan(fen: &str) -> String {
    fen.parse::<i64>().map_or_else(
        |_| fen.to_owned(),
        |n| {
            let sign = if n < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", n.unsigned_abs() / 100, n.unsigned_abs() % 100)
        },
    )
}
