//! Which files a command names. Reading a file goes through the record of its evidence, never by digest alone.

use rules::{Command, act::ActInput, value::Digest, value::Evidence};

/// Digests of all files that a command and its act rest on.
pub fn digests_of(command: &Command, act: &ActInput) -> Vec<Digest> {
    let scan = act.paper.as_ref().and_then(|p| p.scan.clone());
    evidence_of(command).iter().map(|e| e.digest.clone()).chain(scan).collect()
}

fn evidence_of(command: &Command) -> &[Evidence] {
    match command {
        Command::DraftPaper(c) => &c.evidence,
        Command::RecordFinding(c) => &c.evidence,
        Command::RaiseObjection(c) => &c.evidence,
        Command::FileReport(c) => &c.evidence,
        Command::ReportProgress(c) => &c.evidence,
        Command::FinishPart(c) => &c.evidence,
        Command::ClaimDone(c) => &c.evidence,
        Command::VerifyItem(c) => &c.evidence,
        Command::FulfilDuty(c) => &c.evidence,
        Command::RaiseSignal(c) => &c.evidence,
        Command::ExplainSignal(c) => &c.evidence,
        Command::HearDefence(c) => &c.evidence,
        _ => &[],
    }
}
