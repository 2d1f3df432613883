//! Help and complaints of the command line in the user's language. The declarations beside the verbs say what there is;
//! what people read of it comes from the locales.

use crate::text::{Lang, known, text, text_with};
use clap::{
    Arg, Command,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// The language that the arguments ask for, found before they are parsed: a complaint about them is in it, too.
pub fn lang_of_arguments(arguments: &[String]) -> Option<Lang> {
    let at = arguments.iter().position(|a| a == "--lang" || a.starts_with("--lang="))?;
    let value = arguments[at].strip_prefix("--lang=").or(arguments.get(at + 1).map(String::as_str))?;
    clap::ValueEnum::from_str(value, false).ok()
}

/// The commands with their help in `lang`.
pub fn in_language(mut declared: Command, lang: Lang) -> Command {
    // Help flags and the arguments that every command has come into being here.
    declared.build();
    dressed(declared, lang, "help")
}

fn dressed(mut command: Command, lang: Lang, key: &str) -> Command {
    let arguments: Vec<String> = command.get_arguments().map(|a| a.get_id().to_string()).collect();
    for id in arguments {
        command = command.mut_arg(&id, |a| dressed_argument(a, lang, key, &id));
    }
    let verbs: Vec<String> = command.get_subcommands().map(|s| s.get_name().to_owned()).collect();
    for verb in verbs {
        // What `help` itself lists are copies without arguments.
        command = match verb.as_str() {
            "help" => command.mut_subcommand("help", |s| s.about(text(lang, "help-help-verb"))),
            _ => command.mut_subcommand(&verb, |s| dressed(s, lang, &format!("{key}-{verb}"))),
        };
    }
    let usage = text(lang, "help-usage");
    command
        .about(text(lang, key))
        .subcommand_help_heading(text(lang, "help-verbs"))
        .subcommand_value_name(text(lang, "help-verb"))
        .help_template(format!("{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}"))
}

fn dressed_argument(argument: Arg, lang: Lang, key: &str, id: &str) -> Arg {
    let id = id.replace('_', "-");
    let own = format!("{key}-{id}");
    let mut help = known(lang, &own).unwrap_or_else(|| text(lang, &format!("help-any-{id}")));
    if argument.get_action().takes_values() {
        let values: Vec<String> = argument.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
        let defaults: Vec<String> = argument.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
        let variable = argument.get_env().map(|v| v.to_string_lossy().into_owned());
        let notes = [("values", values), ("default", defaults), ("variable", variable.into_iter().collect())];
        for (name, shown) in notes.into_iter().filter(|(_, shown)| !shown.is_empty()) {
            let shown = vec![(name, shown.join(&text(lang, "list-separator")))];
            help.push_str(&text_with(lang, &format!("help-note-{name}"), &shown));
        }
    }
    let heading = if argument.is_positional() { "help-arguments" } else { "help-options" };
    let hidden = argument.hide_default_value(true).hide_possible_values(true).hide_env(true);
    hidden.help(help).long_help(None::<&str>).help_heading(text(lang, heading))
}

/// What help or a complaint says.
pub fn said(lang: Lang, e: &clap::Error) -> String {
    match e.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let help = e.render().to_string().replace("[OPTIONS]", &text(lang, "help-any-options"));
            let headings = ["help-verbs", "help-arguments", "help-options"].map(|h| text(lang, h));
            headings.iter().fold(help, |help, h| help.replace(&format!("{h}:\n"), &format!("{h}{}\n", text(lang, "help-colon"))))
        }
        ErrorKind::DisplayVersion => e.render().to_string(),
        _ => complaint(lang, e),
    }
}

fn complaint(lang: Lang, e: &clap::Error) -> String {
    let named = |kind: ContextKind| e.get(kind).map(shown).unwrap_or_default();
    let with = |key: &str, params: &[(&'static str, String)]| text_with(lang, key, params);
    let (argument, value) = (("argument", named(ContextKind::InvalidArg)), ("value", named(ContextKind::InvalidValue)));
    let mut lines = vec![match e.kind() {
        ErrorKind::UnknownArgument => with("usage-unknown-argument", &[argument]),
        ErrorKind::InvalidSubcommand => with("usage-unknown-verb", &[("verb", named(ContextKind::InvalidSubcommand))]),
        ErrorKind::MissingSubcommand => text(lang, "usage-missing-verb"),
        ErrorKind::MissingRequiredArgument => with("usage-missing", &[argument]),
        ErrorKind::ArgumentConflict if named(ContextKind::PriorArg) == argument.1 => with("usage-twice", &[argument]),
        ErrorKind::ArgumentConflict => with("usage-conflict", &[argument, ("other", named(ContextKind::PriorArg))]),
        ErrorKind::InvalidValue if value.1.is_empty() => with("usage-needs-value", &[argument]),
        ErrorKind::InvalidValue => with("usage-invalid-value", &[argument, value]),
        ErrorKind::ValueValidation => with("usage-unfit-value", &[argument, value, ("wanted", wanted(lang, e))]),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => with("usage-number-of-values", &[argument]),
        ErrorKind::InvalidUtf8 => text(lang, "usage-not-utf8"),
        _ => e.render().to_string(),
    }];
    let more = [
        (ContextKind::ValidValue, "usage-possible"),
        (ContextKind::ValidSubcommand, "usage-possible"),
        (ContextKind::SuggestedArg, "usage-meant"),
        (ContextKind::SuggestedSubcommand, "usage-meant"),
    ];
    lines.extend(more.into_iter().filter(|m| e.get(m.0).is_some()).map(|m| with(m.1, &[("values", named(m.0))])));
    lines.push(text(lang, "usage-more"));
    lines.join("\n") + "\n"
}

/// The form that a value should have had, as far as the reader of the value says it.
fn wanted(lang: Lang, e: &clap::Error) -> String {
    match std::error::Error::source(e) {
        Some(s) if s.is::<std::num::ParseIntError>() => text(lang, "usage-wanted-number"),
        Some(s) => s.to_string(),
        None => String::new(),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        ContextValue::StyledStrs(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn said_to(arguments: &[&str]) -> String {
        let lang = lang_of_arguments(&arguments.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>()).unwrap();
        let command = in_language(super::super::Cli::command(), lang);
        said(lang, &command.try_get_matches_from([&["plumbline"], arguments].concat()).unwrap_err())
    }

    fn ensure_worded(command: &Command, lang: Lang, key: &str) {
        assert!(known(lang, key).is_some(), "{key}");
        for a in command.get_arguments() {
            let id = a.get_id().to_string().replace('_', "-");
            let own = known(lang, &format!("{key}-{id}")).or(known(lang, &format!("help-any-{id}")));
            assert!(own.is_some(), "{key}-{id}");
        }
        command.get_subcommands().for_each(|s| ensure_worded(s, lang, &format!("{key}-{}", s.get_name())));
    }

    #[test]
    fn every_command_and_argument_is_worded_in_both_languages() {
        for lang in Lang::ALL {
            ensure_worded(&super::super::Cli::command(), lang, "help");
        }
    }

    #[test]
    fn help_is_in_the_language_asked_for() {
        for verb in ["serve", "demo", "verify", "export-log", "rebuild", "bench", "admin", "assign", "read", "strip", "detect"] {
            let (zh, en) = (said_to(&["--lang", "zh", verb, "--help"]), said_to(&["--lang=en", verb, "--help"]));
            assert!(en.contains("Usage: plumbline") && en.contains("Options:"), "{en}");
            assert!(zh.contains("用法：plumbline") && zh.contains("选项："), "{zh}");
            for english in ["Usage", "Options", "OPTIONS", "Commands", "COMMAND", "Print", "default:", "possible", "env:"] {
                assert!(!zh.contains(english), "{english} in {zh}");
            }
            assert!(!en.contains("help-") && !zh.contains("help-"), "{en}{zh}");
        }
    }

    #[test]
    fn a_complaint_is_in_the_language_asked_for() {
        let cases: &[(&[&str], &str, &str)] = &[
            (&["verify", "--foo"], "`--foo`", "没有"),
            (&["verfiy"], "`verfiy`", "没有"),
            (&["assign"], "<INSTANCE.json>", "缺少"),
            (&["read", "x", "--as", "nix"], "nix", "tree"),
            (&["bench", "--items", "many"], "many", "整数"),
            (&["assign", "x", "--seconds", "0"], "> 0", "不符合"),
            (&["assign", "x", "--repair", "y", "--from", "z", "--what-if", "w"], "--repair", "同时"),
            (&["demo", "--port"], "--port", "须"),
            (&["detect"], "copies", "detect"),
            (&["verify", "--key", "a", "--key", "b"], "--key", "一次"),
        ];
        for (arguments, in_both, in_zh) in cases {
            let (zh, en) = (said_to(&[&["--lang=zh"], *arguments].concat()), said_to(&[&["--lang=en"], *arguments].concat()));
            assert!(zh.contains(in_both) && zh.contains(in_zh), "{zh}");
            assert!(en.contains(in_both), "{en}");
            assert!(!zh.contains("error") && !zh.contains("Usage") && !zh.contains("usage-") && !en.contains("usage-"), "{zh}{en}");
        }
    }
}
