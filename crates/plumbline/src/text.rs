//! Text that people read, by key, in the two languages of the product. Keys and their wording live in `locales/`;
//! a missing key shows the key itself, and a test fails.

use fluent_templates::{Loader, fluent_bundle::FluentValue, static_loader};
use std::{borrow::Cow, collections::HashMap};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // Isolation marks are invisible on screen and break comparison and copying.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Lang {
    /// Simplified Chinese.
    #[value(name = "zh", alias = "zh-Hans", alias = "zh-CN")]
    Zh,
    /// English.
    #[value(name = "en")]
    En,
}

impl Lang {
    /// Both languages, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-Hans",
            Lang::En => "en",
        }
    }

    /// The language of a POSIX locale name such as `zh_CN.UTF-8`; English for all others.
    pub fn of_locale(name: &str) -> Lang {
        if name.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
    }
}

/// Parameters of a text: name and value.
pub type Params = Vec<(&'static str, String)>;

/// Returns the wording of `key` in `lang`, if there is one.
pub fn known(lang: Lang, key: &str) -> Option<String> {
    let id = lang.tag().parse().unwrap_or_default();
    LOCALES.try_lookup(&id, key)
}

/// Returns the wording of `key` in `lang`, or the key where it is unknown.
pub fn text(lang: Lang, key: &str) -> String {
    text_with(lang, key, &[])
}

/// Returns the wording of `key` with its parameters filled in.
pub fn text_with(lang: Lang, key: &str, params: &[(&'static str, String)]) -> String {
    let id = lang.tag().parse().unwrap_or_default();
    let args: HashMap<Cow<'static, str>, FluentValue> = params.iter().map(|(k, v)| (Cow::Borrowed(*k), value(v))).collect();
    LOCALES.try_lookup_with_args(&id, key, &args).unwrap_or_else(|| key.to_owned())
}

/// A parameter as wordings choose by it: small whole numbers have a plural, everything else stands as it is.
fn value(text: &str) -> FluentValue<'_> {
    let small = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    match text.parse::<i64>() {
        Ok(n) if small => FluentValue::from(n),
        _ => FluentValue::from(text),
    }
}
