//! Seeded mutations of small files of every kind: no reader may crash, hang or grow without bound, and whatever is
//! read must yield a tree and a proposal whose places hold. Short by default; `PLUMBLINE_LONG=1` runs a million times
//! per reader (`PLUMBLINE_RUNS` sets another number), `PLUMBLINE_SEED` another seed.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

#[path = "common/files.rs"]
mod files;

use papers::{
    propose::propose,
    read::{ReadError, Tools, read},
};
use std::time::{Duration, Instant};

/// Runs per reader: short, long.
const RUNS: (u64, u64) = (600, 1_000_000);
/// Longest time that one small file may take.
const TIME_MAX: Duration = Duration::from_secs(10);
/// Scalars that one small file may yield.
const TEXT_MAX: usize = 4 << 20;

/// SplitMix64.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// One to eight changes: bits, bytes, stretches taken out, doubled, moved, numbers made extreme, tail cut.
fn mutate(bytes: &mut Vec<u8>, rng: &mut Rng) {
    const WORDS: [&[u8]; 14] = [
        b"999999999",
        b"-1",
        b"0",
        b"4294967296",
        b"<",
        b">",
        b"%",
        b"endobj",
        b"stream",
        b"\xFF\xFE",
        b"&#x0;",
        b"w:p",
        b"[",
        "\u{FF08}".as_bytes(),
    ];
    for _ in 0..=rng.below(8) {
        if bytes.is_empty() {
            return;
        }
        let (at, len) = (rng.below(bytes.len()), rng.below(48) + 1);
        let end = (at + len).min(bytes.len());
        match rng.below(9) {
            0 => bytes[at] ^= 1 << rng.below(8),
            1 => bytes[at] = rng.next() as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let part = bytes[at..end].to_vec();
                let to = rng.below(bytes.len());
                bytes.splice(to..to, part);
            }
            4 => {
                let word = WORDS[rng.below(WORDS.len())];
                bytes.splice(at..at, word.iter().copied());
            }
            5 => {
                let word = WORDS[rng.below(WORDS.len())];
                bytes.splice(at..end, word.iter().copied());
            }
            6 => {
                if let Some(i) = bytes[at..].iter().position(u8::is_ascii_digit) {
                    bytes[at + i] = b'0' + rng.below(10) as u8;
                }
            }
            7 if rng.below(6) == 0 => bytes.truncate(at),
            _ => bytes[at] = bytes[rng.below(bytes.len())],
        }
    }
}

/// A member of an archive is changed inside, so that most mutations reach the reader and not only the unpacking.
fn mutated(corpus: &[Seed], rng: &mut Rng) -> Vec<u8> {
    match &corpus[rng.below(corpus.len())] {
        Seed::Raw(bytes) => {
            let mut bytes = bytes.clone();
            mutate(&mut bytes, rng);
            bytes
        }
        Seed::Text(text) => {
            let mut bytes = text.clone().into_bytes();
            mutate(&mut bytes, rng);
            String::from_utf8_lossy(&bytes).replace('\u{FFFD}', "").into_bytes()
        }
        Seed::Parts(parts) => {
            let mut parts = parts.clone();
            let which = rng.below(parts.len());
            mutate(&mut parts[which].1, rng);
            store(&parts)
        }
    }
}

enum Seed {
    Raw(Vec<u8>),
    Text(String),
    Parts(Vec<(String, Vec<u8>)>),
}

/// Unpacks an archive into its parts.
fn parts(bytes: &[u8]) -> Seed {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let all = (0..zip.len()).map(|i| {
        let mut file = zip.by_index(i).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    });
    Seed::Parts(all.collect())
}

/// Packs parts without compression, which is quicker.
fn store(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write;
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|v| v.parse().ok())
}

fn harness(reader: &str, corpus: &[Seed]) {
    // The long run belongs to an optimised build.
    let long = !cfg!(debug_assertions) && std::env::var("PLUMBLINE_LONG").is_ok_and(|v| v == "1");
    let runs = number("PLUMBLINE_RUNS").unwrap_or(if long { RUNS.1 } else { RUNS.0 });
    let seed = number("PLUMBLINE_SEED").unwrap_or(2021);
    let (begun, mut read_whole, mut slowest) = (Instant::now(), 0u64, Duration::ZERO);
    for run in 0..runs {
        let mut rng = Rng(seed.wrapping_mul(0x1000_0001).wrapping_add(run));
        let bytes = mutated(corpus, &mut rng);
        let from = Instant::now();
        let result = read(&bytes, "", &Tools::none());
        // A panic of a parser is contained by `read`, and is a defect all the same.
        assert_ne!(result.as_ref().err(), Some(&ReadError::Broken("parser".to_owned())), "{reader}: run {run} of seed {seed}");
        if let Ok(paper) = result {
            read_whole += 1;
            assert!(paper.text.len() <= TEXT_MAX, "{reader}: run {run} of seed {seed} grew to {}", paper.text.len());
            // The proposal costs more than the reading; a share of the runs goes through it.
            if run % 8 == 0 {
                let p = propose(&paper);
                for item in &p.items {
                    assert_eq!(paper.at(item.wording.place), item.wording.quote, "{reader}: run {run} of seed {seed}");
                }
            }
        }
        let took = from.elapsed();
        slowest = slowest.max(took);
        assert!(took < TIME_MAX, "{reader}: run {run} of seed {seed} took {took:?}");
        if long && run % 100_000 == 99_999 {
            eprintln!("{reader}: {} runs, {:.0} a second", run + 1, (run + 1) as f64 / begun.elapsed().as_secs_f64());
        }
    }
    let rate = runs as f64 / begun.elapsed().as_secs_f64();
    eprintln!("{reader}: {runs} runs, {read_whole} read, {rate:.0} a second, slowest {slowest:?}");
}

/// News of a feedback in running text.
const NEWS: &str = "县委巡察组向水务局党组反馈了巡察情况。发现了一些问题，主要是：学习不深入，堤防、河道管护不到位，台账不清等。\n有的推诿，有的“等靠要”；同时存在账目混乱、考勤松弛等问题。主要表现在以下方面：一是不严；二是不实。三是不细。\n镇党委针对管护缺位的问题，修复堤防；针对台账不清的问题，重建台账。\n";

/// Forms of public pages: aspects in a row, a list between dashes, a quotation left open, one within a sentence.
const FORMS: &str = "县委巡察组向水务局反馈了巡察情况，存在一些问题。学习方面，存在学习不深入、记录不全等情况；管理上，账目混乱，考勤松弛。\n反馈的主要问题 - 堤防管护不到位 [2] - 台账不清 [2] - 采购不规范 [2] 要求 - 压实责任 [3]\n巡察发现，在台账、考勤等方面还存在不足，在管护方面还存在差距。\n1.关于“巡堤走过场。值守脱岗\n一是路线不变。整改情况：更换路线。\n现将反馈问题第9项关于“堆料未覆盖”整改情况进行公示。\n";

#[test]
fn docx_survives() {
    harness("docx", &[parts(&files::rich_docx()), Seed::Raw(files::rich_docx())]);
}

#[test]
fn xlsx_survives() {
    harness("xlsx", &[parts(&files::register()), Seed::Raw(files::register())]);
}

#[test]
fn pdf_survives() {
    let [left, right] = files::COLUMNS;
    let predicted = "/Width 2 /Height 2 /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 1 >>";
    let fax = "/Width 90 /Height 2 /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 90 >>";
    harness(
        "pdf",
        &[
            Seed::Raw(files::notice_pdf()),
            Seed::Raw(files::notice_pdf()),
            Seed::Raw(files::scan(predicted, &files::packed(&[2, 10, 20, 2, 1, 1]))),
            Seed::Raw(files::scan(fax, &[0x26, 0xA0, 0x12, 0x99])),
            Seed::Raw(files::scan("/Width 8 /Height 8 /Filter /JBIG2Decode", &[1; 20])),
            Seed::Raw(files::two_columns(&left, &right, true)),
            Seed::Raw(files::packed_pdf(&[("河道巡查记录缺失河道巡查记录缺失", 72, 700)], "/Filter /LZWDecode", |d| {
                files::lzw(d, 1)
            })),
        ],
    );
}

#[test]
fn text_survives() {
    let wide: Vec<u8> = files::NOTICE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let page = format!("<html><body><p>{}</p></body></html>", files::NOTICE.replace('\n', "</p><p>&nbsp;"));
    harness(
        "text",
        &[
            Seed::Text(files::NOTICE.to_owned()),
            Seed::Text(files::STACKED.to_owned()),
            Seed::Text(files::SEPARATED.to_owned()),
            Seed::Text(format!("{}{}", files::HEAD, files::HOLES)),
            Seed::Text(NEWS.to_owned()),
            Seed::Text(FORMS.to_owned()),
            Seed::Raw(files::NOTICE.as_bytes().to_vec()),
            Seed::Raw(wide),
            Seed::Text(page),
        ],
    );
}
