//! Invented names and the small change of official texts.

use super::Rng;

pub const COUNTIES: [&str; 16] = [
    "霁川县",
    "槐溪县",
    "砚泽区",
    "鹭汀市",
    "苍梧岭县",
    "青笠县",
    "桐阴区",
    "雁回县",
    "枕流县",
    "蓼花县",
    "栖霞湾区",
    "墨河岭县",
    "拾翠县",
    "听澜市",
    "碧筠县",
    "望舒区",
];
pub const BUREAUS: [&str; 10] = [
    "水务局",
    "民政局",
    "农业农村局",
    "卫生健康局",
    "文化和旅游局",
    "林业和草原局",
    "市场监督管理局",
    "医疗保障局",
    "自然资源局",
    "人力资源和社会保障局",
];
const TOWN_A: [&str; 14] =
    ["乌桕", "石笋", "白鸥", "三汊", "枫香", "燕子矶", "茶条", "蒲圻塘", "獐子", "芦笛", "马蹄", "鸡公", "银杏", "竹鸡"];
const TOWN_B: [&str; 8] = ["坪", "湾", "畈", "冲", "坳", "墩", "港", "塝"];
const SURNAMES: [&str; 24] = [
    "沈", "顾", "骆", "谭", "邱", "喻", "柴", "蔺", "卢", "盛", "阮", "纪", "苗", "段", "虞", "屠", "薛", "雷", "祁", "韦", "宁", "符",
    "温", "应",
];
const GIVEN: [&str; 30] = [
    "砚", "知", "禾", "穗", "澄", "怀", "远", "岫", "亭", "谦", "棠", "蕙", "朗", "屿", "笙", "柏", "霖", "晖", "缨", "槿", "淮", "峤",
    "莳", "珂", "翊", "筠", "泓", "峥", "芷", "鸢",
];
const FIRMS_A: [&str; 12] = ["霁禾", "渡云", "垚石", "凌筑", "汀舟", "乔木里", "九畹", "沃野丰", "衡川", "拓邦源", "瑞棠", "启垣"];
const FIRMS_B: [&str; 7] = [
    "建设工程有限公司",
    "水利工程有限公司",
    "农业科技有限公司",
    "会计师事务所",
    "物业服务有限公司",
    "环保设备有限公司",
    "信息技术有限公司",
];

/// A unit of a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub county: &'static str,
    pub bureau: &'static str,
}

impl Unit {
    pub fn any(rng: &mut Rng) -> Self {
        Self { county: rng.pick(&COUNTIES), bureau: rng.pick(&BUREAUS) }
    }

    pub fn name(&self) -> String {
        format!("{}{}", self.county, self.bureau)
    }
}

pub fn town(rng: &mut Rng) -> String {
    format!("{}{}{}", rng.pick(&TOWN_A), rng.pick(&TOWN_B), rng.pick(&["镇", "乡", "镇", "街道"]))
}

pub fn village(rng: &mut Rng) -> String {
    format!("{}{}村", rng.pick(&TOWN_A), rng.pick(&TOWN_B))
}

pub fn person(rng: &mut Rng) -> String {
    let given = if rng.chance(70) { format!("{}{}", rng.pick(&GIVEN), rng.pick(&GIVEN)) } else { rng.pick(&GIVEN).to_owned() };
    format!("{}{given}", rng.pick(&SURNAMES))
}

pub fn firm(rng: &mut Rng) -> String {
    format!("{}{}", rng.pick(&FIRMS_A), rng.pick(&FIRMS_B))
}

pub fn date(rng: &mut Rng) -> String {
    let (y, m, d) = (rng.from(2021, 2025), rng.from(1, 12), rng.from(1, 28));
    match rng.below(10) {
        0 => format!("{m}月{d}日"),
        1 => format!("{y}.{m}.{d}"),
        _ => format!("{y}年{m}月{d}日"),
    }
}

pub fn money(rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => format!("{}元", rng.from(1_100, 99_999)),
        1 => format!("{}.{:02}万元", rng.from(1, 480), rng.from(1, 99)),
        2 => format!("{}.{}万元", rng.from(1, 960), rng.from(1, 9)),
        _ => format!("{}万元", rng.from(2, 900)),
    }
}

pub fn number(rng: &mut Rng) -> String {
    rng.from(2, 260).to_string()
}

/// A sentence whose slots are known, so that a copier can change some of them.
#[derive(Debug, Clone)]
pub struct Filled(pub Vec<Part>);

#[derive(Debug, Clone)]
pub enum Part {
    Text(String),
    /// A kind (the sign in the braces) and what stands there.
    Slot(char, String),
}

impl Filled {
    pub fn text(&self) -> String {
        let part = |p: &Part| match p {
            Part::Text(t) | Part::Slot(_, t) => t.clone(),
        };
        self.0.iter().map(part).collect()
    }
}

fn slot(kind: &str, rng: &mut Rng) -> String {
    match kind {
        "t" => town(rng),
        "v" => village(rng),
        "p" => person(rng),
        "f" => firm(rng),
        "d" => date(rng),
        "m" => money(rng),
        "n" => number(rng),
        "y" => rng.from(2018, 2024).to_string(),
        "s" => rng.from(2, 9).to_string(),
        "k" => rng.from(3, 188).to_string(),
        "c" => format!("{}.{}%", rng.from(61, 99), rng.from(1, 9)),
        choice => {
            let words: Vec<&str> = choice.split('|').collect();
            rng.pick(&words).to_owned()
        }
    }
}

/// Draws something of its kind for each sign in braces.
pub fn draw(frame: &str, rng: &mut Rng) -> Filled {
    let (mut parts, mut rest) = (Vec::new(), frame);
    while let Some(at) = rest.find('{') {
        parts.push(Part::Text(rest[..at].to_owned()));
        let end = at + rest[at..].find('}').expect("a closing brace");
        let kind = &rest[at + 1..end];
        let sign = if kind.len() == 1 { kind.chars().next().unwrap_or('|') } else { '|' };
        parts.push(Part::Slot(sign, slot(kind, rng)));
        rest = &rest[end + 1..];
    }
    parts.push(Part::Text(rest.to_owned()));
    Filled(parts)
}

/// Draws the names of a sentence anew: towns, villages, persons, firms.
pub fn rename(f: &mut Filled, rng: &mut Rng) {
    for p in &mut f.0 {
        if let Part::Slot(kind @ ('t' | 'v' | 'p' | 'f'), text) = p {
            *text = slot(&kind.to_string(), rng);
        }
    }
}

/// Draws each number, date and sum of a sentence anew with a chance.
pub fn refigure(f: &mut Filled, percent: usize, rng: &mut Rng) {
    for p in &mut f.0 {
        if let Part::Slot(kind @ ('d' | 'm' | 'n' | 'k' | 's' | 'c'), text) = p
            && rng.chance(percent)
        {
            *text = slot(&kind.to_string(), rng);
        }
    }
}

/// Draws a frame as text.
pub fn fill(frame: &str, rng: &mut Rng) -> String {
    draw(frame, rng).text()
}

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A whole number below ten thousand in words.
pub fn spelled(n: usize) -> String {
    let mut out = String::new();
    let mut gap = false;
    for (unit, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = n / unit % 10;
        if digit == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
        }
        gap = false;
        if !(digit == 1 && unit == 10 && out.is_empty()) {
            out.push(DIGITS[digit]);
        }
        out.push_str(word);
    }
    if out.is_empty() { "零".to_owned() } else { out }
}
