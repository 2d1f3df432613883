//! A corpus with copies: who took what from whom is known.

use super::words::{Filled, Part, Unit, draw, refigure, rename, spelled};
use super::{Rng, Score, answers, empty};
use detect::copies::{Doc, Pair};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How a copier worked.
pub const KINDS: [&str; 6] = ["verbatim", "names", "form", "synonyms", "reordered", "partial"];

/// Texts, and of each copy its kind and source.
#[derive(Debug, Default)]
pub struct Corpus {
    pub docs: Vec<Doc>,
    pub copies: Vec<(String, String, &'static str)>,
}

/// A text before it is written out.
#[derive(Debug, Clone)]
struct Draft {
    problem: &'static str,
    sentences: Vec<Filled>,
}

/// Words that a copier exchanges.
const SYNONYMS: [(&str, &str); 44] = [
    ("查看", "踏勘"),
    ("现场", "实地"),
    ("当月", "月内"),
    ("汇回", "缴回"),
    ("困难家庭", "困难群众家庭"),
    ("合计", "共计"),
    ("讨论", "研究"),
    ("接手", "接任"),
    ("作废", "终止"),
    ("扣下", "扣除"),
    ("登记销毁", "造册销毁"),
    ("查出", "查实"),
    ("追缴到位", "全部收回"),
    ("增开", "新设"),
    ("受理", "接件"),
    ("补种", "补栽"),
    ("负责", "承担"),
    ("送达", "交到"),
    ("拆下", "拆除"),
    ("放行", "通过"),
    ("闲置", "空置"),
    ("登记造册", "逐一登记"),
    ("还清", "归还"),
    ("换装", "更换"),
    ("抽取", "随机抽取"),
    ("退回", "退还"),
    ("撤掉", "取消"),
    ("加了", "增设"),
    ("到场", "参会"),
    ("删去", "剔除"),
    ("换新", "更换"),
    ("查明", "核实"),
    ("平账", "冲平"),
    ("重新", "再次"),
    ("突击看了", "突击检查了"),
    ("办成", "办结"),
    ("补齐", "补全"),
    ("取消", "撤销"),
    ("逐户", "挨户"),
    ("修好", "修复"),
    ("搬走", "迁出"),
    ("核了一遍", "过了一遍"),
    ("清出", "清理出"),
    ("讨了回来", "要了回来"),
];

/// Formatting that keeps the text: numerals in words, other marks, numbers before the clauses.
fn reform(f: &mut Filled, rng: &mut Rng) {
    for p in &mut f.0 {
        match p {
            Part::Slot('n' | 'k' | 's', text) => {
                if let (Ok(n), true) = (text.parse::<usize>(), rng.chance(60)) {
                    *text = spelled(n);
                }
            }
            Part::Slot('m', text) => *text = text.replace("万元", " 万元"),
            Part::Slot(..) => {}
            Part::Text(t) => *t = t.replace('，', if rng.chance(50) { "," } else { "， " }).replace('（', "(").replace('）', ")"),
        }
    }
}

fn replace_words(f: &mut Filled, percent: usize, rng: &mut Rng) {
    for p in &mut f.0 {
        if let Part::Text(t) = p {
            for (from, to) in SYNONYMS {
                if t.contains(from) && rng.chance(percent) {
                    *t = t.replace(from, to);
                } else if t.contains(to) && rng.chance(percent) {
                    *t = t.replace(to, from);
                }
            }
        }
    }
}

fn draft(rng: &mut Rng) -> Draft {
    let facts = rng.from(3, 6);
    let mut sentences: Vec<Filled> = (0..facts).map(|_| answers::fact(rng)).collect();
    for _ in 0..rng.from(0, 2) {
        let at = rng.below(sentences.len() + 1);
        sentences.insert(at, Filled(vec![Part::Text(empty::sentence(rng))]));
    }
    Draft { problem: rng.pick(&answers::PROBLEMS), sentences }
}

fn copied(kind: &str, source: &Draft, rng: &mut Rng) -> Draft {
    let mut out = source.clone();
    match kind {
        "verbatim" => {}
        "names" => {
            out.sentences.iter_mut().for_each(|s| rename(s, rng));
            out.sentences.iter_mut().for_each(|s| refigure(s, 10, rng));
        }
        "form" => {
            out.sentences.iter_mut().for_each(|s| rename(s, rng));
            out.sentences.iter_mut().for_each(|s| reform(s, rng));
        }
        "synonyms" => {
            out.sentences.iter_mut().for_each(|s| rename(s, rng));
            out.sentences.iter_mut().for_each(|s| replace_words(s, 70, rng));
            out.sentences.iter_mut().for_each(|s| refigure(s, 15, rng));
        }
        "reordered" => {
            out.sentences.iter_mut().for_each(|s| rename(s, rng));
            rng.shuffle(&mut out.sentences);
        }
        _ => {
            let mut own = draft(rng);
            let mut taken: Vec<Filled> = source.sentences.iter().filter(|s| s.0.len() > 3).cloned().collect();
            rng.shuffle(&mut taken);
            taken.truncate(rng.from(2, 3).max(taken.len() / 2));
            for mut s in taken {
                rename(&mut s, rng);
                let at = rng.below(own.sentences.len() + 1);
                own.sentences.insert(at, s);
            }
            out.sentences = own.sentences;
            out.problem = own.problem;
        }
    }
    out
}

const MARKS: [&str; 6] = ["一是", "二是", "三是", "四是", "五是", "六是"];

fn write(id: String, unit: &Unit, d: &Draft, rng: &mut Rng) -> Doc {
    let mut text = answers::heading(d.problem, rng);
    let marked = rng.chance(25);
    for (n, s) in d.sentences.iter().enumerate() {
        if marked && let Some(m) = MARKS.get(n) {
            text.push_str(m);
        }
        text.push_str(&s.text());
    }
    Doc { id, unit: unit.name(), county: unit.county.to_owned(), text }
}

/// Forms that the office sent out; every unit fills in its own figures.
const FORMS: [[&str; 4]; 5] = [
    [
        "按照县委巡察办统一下发的整改模板，我单位自查资金{m}，其中应退{m}，实退{m}。",
        "自查发现疑似问题{n}个，经单位负责人{p}签字确认属实的{k}个。",
        "以上内容由填报人{p}于{d}填报，单位主要负责人对真实性负责。",
        "如有漏报瞒报，愿承担相应纪律责任，并接受组织的严肃处理和全县通报。",
    ],
    [
        "本单位公务用餐自查表已于{d}报送，涉及票据{n}张、金额{m}。",
        "经逐张比对公函与菜单，超标准用餐{s}次，责任人{p}已将{m}退至指定账户。",
        "自本表报送之日起，凡无公函的一律不予接待，凡无审批的一律不予报销。",
        "审核人意见一栏由派驻组填写，未经派驻组审核的不作为销号依据。",
    ],
    [
        "现将本单位办公用房清理情况填报如下：清理前面积{n}平方米，清理后面积{k}平方米。",
        "腾出房间{s}间，交由机关事务部门统一调配，交接人{p}，交接日期{d}。",
        "以上面积按使用面积计算，不含走廊、卫生间等公共部位，测量误差不超过百分之二。",
        "填报单位对数据准确性负责，必要时由第三方机构{f}抽查复测。",
    ],
    [
        "本单位未休假补贴发放自查：{y}年应发{n}人，实发{k}人，多发金额{m}。",
        "多发部分由人事科{p}负责通知本人，于{d}前退回，退回凭证附后。",
        "今后发放各类补贴须经人事、财务双审，并在内网公开栏张榜五个工作日。",
        "本表一式三份，本单位、财政部门、巡察办各存一份，涂改无效。",
    ],
    [
        "涉农项目资金自查台账：项目所在地{t}，批复金额{m}，到位{m}，支出{m}。",
        "现场核对受益农户{n}户，与名册不一致的{s}户，原因由{p}书面说明。",
        "项目档案包括批复、合同、验收、支付凭证四类材料，缺一项即视为不完整。",
        "台账更新至{d}，下季度末再次更新，由乡镇农技站与县局同步保存。",
    ],
];

fn forms(corpus: &mut Corpus, rng: &mut Rng, each: usize) {
    for (f, form) in FORMS.iter().enumerate() {
        for n in 0..each {
            let d = Draft { problem: answers::PROBLEMS[f], sentences: form.iter().map(|s| draw(s, rng)).collect() };
            let unit = Unit::any(rng);
            corpus.docs.push(write(format!("form-{f}-{n}"), &unit, &d, rng));
        }
    }
}

/// Two units that did like things: half of the sentences have one frame, everything in them is their own.
fn alike(corpus: &mut Corpus, rng: &mut Rng, n: usize) {
    let frames: Vec<String> = (0..3).map(|_| answers::frame(rng)).collect();
    for side in ["a", "b"] {
        let mut d = draft(rng);
        d.problem = answers::PROBLEMS[n % answers::PROBLEMS.len()];
        d.sentences.truncate(3);
        d.sentences.extend(frames.iter().map(|f| draw(f, rng)));
        let unit = Unit::any(rng);
        corpus.docs.push(write(format!("alike-{n}-{side}"), &unit, &d, rng));
    }
}

/// A corpus of `size` independent texts, and beside them: forms, texts of like content, `size / 20` copies of each kind.
pub fn corpus(seed: u64, size: usize) -> Corpus {
    let mut rng = Rng(seed);
    let mut out = Corpus::default();
    let mut drafts = Vec::new();
    for n in 0..size {
        let (unit, d) = (Unit::any(&mut rng), draft(&mut rng));
        out.docs.push(write(format!("own-{n}"), &unit, &d, &mut rng));
        drafts.push((unit, d));
    }
    forms(&mut out, &mut rng, (size / 60).max(4));
    (0..size / 15).for_each(|n| alike(&mut out, &mut rng, n));
    for kind in KINDS {
        for n in 0..size / 20 {
            let source = rng.below(size);
            let unit = loop {
                let u = Unit::any(&mut rng);
                if u != drafts[source].0 {
                    break u;
                }
            };
            let d = copied(kind, &drafts[source].1, &mut rng);
            let id = format!("{kind}-{n}");
            out.docs.push(write(id.clone(), &unit, &d, &mut rng));
            out.copies.push((id, format!("own-{source}"), kind));
        }
    }
    rng.shuffle(&mut out.docs);
    out
}

/// Texts that have nothing to do with each other.
pub fn independent(seed: u64, size: usize) -> Vec<Doc> {
    let mut rng = Rng(seed);
    (0..size)
        .map(|n| {
            let (unit, d) = (Unit::any(&mut rng), draft(&mut rng));
            write(format!("own-{n}"), &unit, &d, &mut rng)
        })
        .collect()
}

/// Papers and true pairs of a set written by hand: id | unit | county | source and kind, or - | text; a line without
/// bars goes on with the text before it.
pub fn written(text: &str) -> (Vec<Doc>, Vec<(String, String)>) {
    let (mut docs, mut pairs): (Vec<Doc>, Vec<(String, String)>) = Default::default();
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let parts: Vec<&str> = line.splitn(5, '|').collect();
        let [id, unit, county, source, text] = parts[..] else {
            let last = docs.last_mut().expect("a text before");
            last.text = format!("{}\n{line}", last.text);
            continue;
        };
        docs.push(Doc { id: id.into(), unit: unit.into(), county: county.into(), text: text.into() });
        if let Some((from, _)) = source.split_once(' ') {
            pairs.push(if from < id { (from.into(), id.into()) } else { (id.into(), from.into()) });
        }
    }
    (docs, pairs)
}

/// The score of the pairs of a set written by hand, and how many pairs join texts of which none is a copy.
pub fn score_written(text: &str) -> (Score, usize) {
    let (docs, truth) = written(text);
    let mut index = detect::copies::Copies::default();
    docs.into_iter().for_each(|d| index.add(d).expect("ids that differ"));
    let claimed: Vec<(String, String)> = index.pairs().into_iter().map(|p| (p.a, p.b)).collect();
    let hit = claimed.iter().filter(|p| truth.contains(p)).count();
    (Score { hit, claimed: claimed.len(), wanted: truth.len() }, claimed.len() - hit)
}

/// Copies in which a name of the source's county or unit was forgotten, among honest texts: found, made, honest texts
/// accused, honest texts.
pub fn leftovers(seed: u64, size: usize) -> (usize, usize, usize, usize) {
    let mut rng = Rng(seed);
    let mut docs = independent(seed, size);
    let mut made = BTreeSet::new();
    for n in 0..size / 10 {
        let (from, unit) = (docs[rng.below(size)].clone(), Unit::any(&mut rng));
        if from.county == unit.county {
            continue;
        }
        let name = if rng.chance(50) { &from.county } else { &from.unit };
        let at = rng.pick(&["我局", "全县", "相关股室"]);
        let text = format!("{}{name}{at}把{}的账本收齐了。", from.text, super::words::village(&mut rng));
        let id = format!("left-{n}");
        made.insert(id.clone());
        docs.push(Doc { id, unit: unit.name(), county: unit.county.to_owned(), text });
    }
    rng.shuffle(&mut docs);
    let mut index = detect::copies::Leftovers::default();
    docs.iter().for_each(|d| index.add(d.clone()).expect("ids that differ"));
    let found: BTreeSet<String> = index.all().into_iter().map(|l| l.id).collect();
    (found.intersection(&made).count(), made.len(), found.difference(&made).count(), size)
}

/// Compares claimed pairs with the truth: all kinds together, each kind, and honest texts that stand in a wrong pair.
/// Two copies of one source are neither right nor wrong.
pub fn score(corpus: &Corpus, pairs: &[Pair]) -> (Score, BTreeMap<&'static str, f64>, usize) {
    let key = |a: &str, b: &str| if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) };
    let truth: HashMap<(String, String), &str> = corpus.copies.iter().map(|(c, s, k)| (key(c, s), *k)).collect();
    let source: HashMap<&str, &str> = corpus.copies.iter().map(|(c, s, _)| (c.as_str(), s.as_str())).collect();
    let (mut all, mut hits, mut accused) = (Score { wanted: truth.len(), ..Score::default() }, BTreeMap::new(), BTreeSet::new());
    for p in pairs {
        let siblings = source.get(p.a.as_str()).is_some_and(|s| source.get(p.b.as_str()) == Some(s));
        let found = truth.get(&key(&p.a, &p.b));
        if siblings && found.is_none() {
            continue;
        }
        all.claimed += 1;
        match found {
            Some(kind) => {
                all.hit += 1;
                *hits.entry(*kind).or_insert(0usize) += 1;
            }
            None => accused.extend([p.a.clone(), p.b.clone()].into_iter().filter(|id| !source.contains_key(id.as_str()))),
        }
    }
    let recall = |k: &'static str| {
        let wanted = corpus.copies.iter().filter(|c| c.2 == k).count();
        (k, *hits.get(k).unwrap_or(&0) as f64 / wanted.max(1) as f64)
    };
    (all, KINDS.into_iter().map(recall).collect(), accused.len())
}

/// Texts that nobody copied into: independent ones, forms, like ones.
pub fn honest(corpus: &Corpus) -> usize {
    corpus.docs.len() - corpus.copies.len()
}
