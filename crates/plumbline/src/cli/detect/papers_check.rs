//! The detectors over a folder of papers: from files and records to what each check wants, and what they find together.

use super::features::{self, Kept};
use super::papers_read::Entry;
use super::papers_record::{Item, Records, Status};
use super::{Failure, files, photos};
use crate::text::Lang;
use detect::checks::{self, Answer, Asked, Attachment, Cause, Claim, Closing, Dated, Voucher};
use detect::copies::{Copies, Doc, Leftovers};
use detect::perfunctory::Perfunctory;
use detect::photo::{Album, compare::Prepared};
use detect::signal::{Findings, Remark, Source};
use detect::signals;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

/// Share of the poorer paper from which on a copy is shown. The detector judges paragraphs; two whole reports always have
/// some sentences in common.
const COPIED_SHARE_MIN: f32 = 0.3;

/// A file that was read.
pub struct Described {
    /// Path below the folder, with the separators of this machine.
    pub name: String,
    pub path: PathBuf,
    pub entry: Entry,
}

/// A paper and where it belongs.
struct Paper {
    file: Described,
    unit: String,
    county: String,
    item: String,
    form: bool,
}

/// A folder of papers with its records.
pub struct Folder {
    papers: Vec<Paper>,
    items: Vec<Item>,
    lang: Lang,
}

fn day_of(d: jiff::civil::Date) -> i64 {
    checks::day_of(i64::from(d.year()), i64::from(d.month()), i64::from(d.day()))
}

/// Whether people work on a day; `None` where its year's holidays are not published.
fn works(day: i64) -> Option<bool> {
    let date = rules::value::Date(checks::date_of(day).parse().ok()?);
    let (works, known) = rules::calendar::working_day(date);
    known.then_some(works)
}

impl Folder {
    /// Sorts files under their items. A record that names a paper which is not there is named on stderr.
    pub fn new(read: Vec<Described>, records: Records, lang: Lang) -> Self {
        let names: HashSet<String> = read.iter().map(|f| f.name.replace('\\', "/")).collect();
        for i in &records.items {
            let named = i.papers.keys().chain(i.vouchers.iter().map(|v| &v.paper)).chain(i.asked.iter().map(|a| &a.record));
            for n in named.map(|n| format!("{}/{n}", i.item)).filter(|n| !names.contains(n)).collect::<BTreeSet<_>>() {
                files::complain(lang, &n, "not-there");
            }
        }
        records.forms.iter().filter(|f| !names.contains(*f)).for_each(|f| files::complain(lang, f, "not-there"));
        let papers = read.into_iter().map(|f| place(f, &records)).collect();
        Self { papers, items: records.items, lang }
    }

    /// Everything that the checks find, sorted.
    ///
    /// # Errors
    /// Fails where the features of pictures cannot be kept.
    pub fn findings(&self, kept: &mut Kept) -> Result<Findings, Failure> {
        let (attachments, dated) = (self.attachments(), self.dated());
        let forms: Vec<BTreeSet<String>> = self.papers.iter().filter(|p| p.form).map(|p| p.file.entry.metadata.rsids.clone()).collect();
        let mut out = Findings { blocking: self.blocking(&dated), remarks: checks::file_metadata(&attachments) };
        let r = &mut out.remarks;
        r.extend(checks::shared_editing(&attachments, &forms));
        r.extend(checks::file_author_foreign(&attachments));
        r.extend(checks::same_file(&attachments));
        r.extend(checks::same_series(&attachments));
        r.extend(checks::number_gap(&dated));
        r.extend(checks::rest_day(&dated, works));
        r.extend(checks::same_receipt(&self.vouchers()));
        r.extend(self.words());
        r.extend(self.closings());
        r.extend(self.texts());
        r.extend(self.pictures(kept)?);
        out.sort();
        Ok(out)
    }

    fn blocking(&self, dated: &[Dated]) -> Vec<detect::signal::Blocking> {
        let mut out = checks::before_cause(dated);
        out.extend(checks::number_twice(dated));
        out.extend(checks::number_order(dated));
        out.extend(checks::money_above_vouchers(&self.claims(), &self.vouchers()));
        let asked = self.items.iter().flat_map(|i| {
            i.asked.iter().map(|a| Asked {
                item: i.item.clone(),
                record: format!("{}/{}", i.item, a.record),
                concerned: a.concerned,
                knows: a.knows,
            })
        });
        out.extend(checks::nobody_knows(&asked.collect::<Vec<_>>()));
        out
    }

    /// What the record says of a paper.
    fn about(&self, p: &Paper) -> Option<&super::papers_record::About> {
        let item = self.items.iter().find(|i| i.item == p.item)?;
        item.papers.get(p.file.name.replace('\\', "/").strip_prefix(&p.item)?.trim_start_matches('/'))
    }

    fn day(&self, p: &Paper) -> Option<i64> {
        self.about(p).and_then(|a| a.date).map(day_of).or(p.file.entry.stated.day)
    }

    fn attachments(&self) -> Vec<Attachment> {
        let of = |p: &Paper| Attachment {
            paper: p.file.name.clone(),
            unit: p.unit.clone(),
            item: p.item.clone(),
            digest: p.file.entry.digest.clone(),
            day: self.day(p),
            metadata: p.file.entry.metadata.clone(),
            joint: p.file.entry.stated.joint,
            numbers: p.file.entry.stated.codes.clone(),
        };
        self.papers.iter().filter(|p| !p.form).map(of).collect()
    }

    /// Papers with their dates, numbers and causes: the record's causes for papers that answer the inspection, and the
    /// numbered papers of the folder that a paper cites. An old contract among the evidence answers nothing.
    fn dated(&self) -> Vec<Dated> {
        let mut numbered: BTreeMap<(u32, u64), Vec<&Paper>> = BTreeMap::new();
        for p in self.papers.iter().filter(|p| !p.form) {
            if let Some((_, year, n)) = &p.file.entry.stated.number {
                numbered.entry((*year, *n)).or_default().push(p);
            }
        }
        self.papers.iter().filter(|p| !p.form).map(|p| self.dated_one(p, &numbered)).collect()
    }

    fn dated_one(&self, p: &Paper, numbered: &BTreeMap<(u32, u64), Vec<&Paper>>) -> Dated {
        let stated = &p.file.entry.stated;
        let mut causes = Vec::new();
        if let Some(i) = self.items.iter().find(|i| i.item == p.item).filter(|_| stated.answers) {
            causes.extend(i.causes.iter().map(|c| Cause { what: c.what.clone(), day: day_of(c.date) }));
        }
        for (words, year, n) in &stated.cited {
            // Words before the issuer run into it, so the issuer is what they end in. A number on two papers says nothing.
            let issued = |q: &&&Paper| q.file.entry.stated.number.as_ref().is_some_and(|(issuer, ..)| words.ends_with(issuer.as_str()));
            let found: Vec<&Paper> = numbered.get(&(*year, *n)).into_iter().flatten().filter(issued).copied().collect();
            let days: BTreeSet<i64> = found.iter().filter_map(|q| self.day(q)).collect();
            if let ([first, ..], Some(day), 1) = (found.as_slice(), days.first(), days.len()) {
                causes.push(Cause { what: first.file.name.clone(), day: *day });
            }
        }
        Dated {
            paper: p.file.name.clone(),
            day: self.day(p),
            span: stated.span,
            causes,
            pre_existing: self.about(p).is_some_and(|a| a.pre_existing),
            number: stated.number.clone(),
            title: stated.title.clone(),
        }
    }

    fn claims(&self) -> Vec<Claim> {
        let of = |i: &Item, c: &super::papers_record::Claim| Claim {
            item: i.item.clone(),
            verb: c.verb.clone(),
            fen: c.fen,
            source: Source::paper(&if c.paper.is_empty() { i.item.clone() } else { format!("{}/{}", i.item, c.paper) }),
        };
        self.items.iter().flat_map(|i| i.claims.iter().map(move |c| of(i, c))).collect()
    }

    fn vouchers(&self) -> Vec<Voucher> {
        let of = |i: &Item, v: &super::papers_record::Voucher| Voucher {
            item: i.item.clone(),
            verb: v.verb.clone(),
            number: v.number.clone(),
            fen: v.fen,
            paper: format!("{}/{}", i.item, v.paper),
        };
        self.items.iter().flat_map(|i| i.vouchers.iter().map(move |v| of(i, v))).collect()
    }

    fn words(&self) -> Vec<Remark> {
        let of = |i: &Item| Answer {
            item: i.item.clone(),
            unit: i.unit.clone(),
            text: i.answer.clone(),
            done: i.status == Status::Done,
            about_study: i.about_study,
        };
        let answers: Vec<Answer> = self.items.iter().map(of).collect();
        let mut out = checks::promise_as_done(&answers);
        out.extend(checks::explanation_for_result(&answers));
        out.extend(checks::meetings_only(&answers));
        out
    }

    fn closings(&self) -> Vec<Remark> {
        let at = |t: Option<jiff::Timestamp>| t.map_or(0, |t| t.as_second());
        let of = |i: &Item| Closing {
            item: i.item.clone(),
            unit: i.unit.clone(),
            submitted_at: at(i.submitted),
            approved_at: at(i.approved),
            deadline_at: at(i.deadline),
            // What the record does not say is not held against anybody.
            site_records: i.site_records.unwrap_or(1),
            needs_site: i.needs_site,
            evidence_opened: i.evidence_opened.unwrap_or(true),
        };
        let closings: Vec<Closing> = self.items.iter().map(of).collect();
        let mut out = checks::closing_burst(&closings);
        out.extend(checks::no_site_record(&closings));
        out.extend(checks::quick_approval(&closings));
        out.extend(checks::evidence_unopened(&closings));
        out
    }

    /// Copies and foreign names among the papers, and among the answers of items without a paper; empty answers and
    /// reports. Of equal files, `same-file` speaks.
    fn texts(&self) -> Vec<Remark> {
        let (mut copies, mut names, mut empty) = (Copies::default(), Leftovers::default(), Perfunctory::default());
        let (mut item_of, mut seen) = (BTreeMap::new(), HashSet::new());
        let mut with_text = HashSet::new();
        self.papers.iter().filter(|p| p.form).for_each(|p| copies.register_template(&p.file.entry.text));
        for p in self.papers.iter().filter(|p| !p.form && !p.file.entry.text.trim().is_empty()) {
            // What several units wrote together holds their names and their sentences by right.
            if p.file.entry.stated.joint {
                continue;
            }
            with_text.insert(p.item.as_str());
            if !seen.insert(p.file.entry.digest.as_str()) {
                continue;
            }
            let doc = Doc { id: p.file.name.clone(), unit: p.unit.clone(), county: p.county.clone(), text: p.file.entry.text.clone() };
            item_of.insert(doc.id.clone(), p.item.as_str());
            // Paths differ, so none is refused.
            if p.file.entry.stated.reports {
                drop(empty.add(&doc));
            }
            drop(names.add(doc.clone()));
            drop(copies.add(doc));
        }
        for i in self.items.iter().filter(|i| !i.answer.trim().is_empty()) {
            let doc = Doc { id: i.item.clone(), unit: i.unit.clone(), county: i.county.clone(), text: i.answer.clone() };
            drop(empty.add(&doc));
            if !with_text.contains(i.item.as_str()) && !item_of.contains_key(&doc.id) {
                item_of.insert(doc.id.clone(), &i.item);
                drop(names.add(doc.clone()));
                drop(copies.add(doc));
            }
        }
        let mut out: Vec<Remark> = copies
            .pairs()
            .iter()
            .filter(|p| p.score >= COPIED_SHARE_MIN && item_of.get(&p.a) != item_of.get(&p.b))
            .map(signals::copied)
            .collect();
        out.extend(names.all().iter().map(signals::foreign_name));
        out.extend(empty.verdicts().filter_map(|v| signals::perfunctory(&v)));
        out
    }

    /// One photograph or scan under two items.
    fn pictures(&self, kept: &mut Kept) -> Result<Vec<Remark>, Failure> {
        let by: BTreeMap<&str, &Paper> = self.papers.iter().filter(|p| p.file.entry.picture).map(|p| (p.file.name.as_str(), p)).collect();
        let mut album = Album::default();
        for (name, p) in &by {
            match photos::features_of(&p.file.path, kept)? {
                // Paths differ, so none is refused.
                Ok(x) => {
                    if x.cut_off {
                        files::note(self.lang, name, photos::CUT_OFF);
                    }
                    drop(album.add(name, &x.it));
                }
                Err(code) => files::complain(self.lang, name, code),
            }
        }
        let load = |id: &str| {
            let path = &by.get(id)?.file.path;
            Some(Prepared { features: kept.get(&features::key_of(path))?.0, plane: photos::plane(path).ok()? })
        };
        let pairs = album.pairs(load);
        let item = |id: &str| by.get(id).map(|p| &p.item);
        let digest = |id: &str| by.get(id).map(|p| &p.file.entry.digest);
        let apart = pairs.iter().filter(|p| item(&p.a) != item(&p.b) && digest(&p.a) != digest(&p.b));
        Ok(apart.map(signals::photo).collect())
    }
}

/// Puts a file under the item of the record in whose folder it lies, else under its own folder.
fn place(file: Described, records: &Records) -> Paper {
    let name = file.name.replace('\\', "/");
    let group = name.rsplit_once('/').map_or("", |(g, _)| g).to_owned();
    let below = |i: &&Item| group == i.item || group.strip_prefix(&i.item).is_some_and(|rest| rest.starts_with('/'));
    let item = records.items.iter().filter(below).max_by_key(|i| i.item.len());
    let first = group.split('/').next().unwrap_or_default().to_owned();
    let unit = item.map(|i| i.unit.clone()).filter(|u| !u.is_empty()).unwrap_or(first);
    Paper {
        unit,
        county: item.map(|i| i.county.clone()).unwrap_or_default(),
        item: item.map_or(group, |i| i.item.clone()),
        form: records.forms.contains(&name),
        file,
    }
}
