//! The vocabulary of the made papers, and numbers that are the same in every run. Written for this generator alone;
//! every place, person and office is invented.

/// Numbers that look random and are the same for a seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 20
    }

    /// A number from `a` to below `b`.
    pub fn of(&mut self, a: i64, b: i64) -> i64 {
        a + i64::try_from(self.next() % u64::try_from(b - a).unwrap()).unwrap()
    }

    /// True in so many of a thousand cases.
    pub fn per_mille(&mut self, n: i64) -> bool {
        self.of(0, 1000) < n
    }

    pub fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.of(0, i64::try_from(list.len()).unwrap())).unwrap()]
    }
}

const COUNTIES: [&str; 8] = ["澄峪", "栖霭", "沐岚", "砚溪", "枫屿", "鹭泽", "黛川", "蔚岭"];
const BRANCHES: [&str; 6] = ["渔业局", "林草局", "档案馆", "粮储局", "民政局", "体育局"];
const SHORT: [&str; 6] = ["渔", "林", "档", "粮", "民", "体"];
const FAMILY: [&str; 12] = ["禹", "鄢", "濮", "邬", "褚", "蔺", "戚", "宓", "冉", "郗", "笪", "亓"];
const GIVEN: [&str; 12] = ["砚秋", "牧之", "听澜", "予安", "知微", "望舒", "鹤鸣", "清和", "云起", "若谷", "照临", "怀瑾"];
const THINGS: [&str; 16] = [
    "护林站供暖管道",
    "苗圃喷灌设备",
    "渔政船燃油补贴",
    "库房除湿机",
    "储备粮轮换差价",
    "养老点防滑扶手",
    "健身步道路灯",
    "防火瞭望塔",
    "鱼苗放流合同",
    "档案数字化尾款",
    "粮仓通风机",
    "救助站被褥",
    "球场围网",
    "木材检尺单",
    "码头趸船缆绳",
    "骨灰堂租金",
];
const ACTS: [&str; 10] = ["更换", "检修", "拆改", "补登", "核销", "加固", "重新招标采购", "清点封存", "腾退", "补签"];
const VILLAGES: [&str; 14] = [
    "柳汀村",
    "石磬村",
    "双蓠村",
    "望蕖村",
    "东栎村",
    "竹隐村",
    "鹿鸣村",
    "半亭村",
    "杏溆村",
    "河垣村",
    "草鞋坪",
    "月牙埠",
    "磨盘岗",
    "北枥村",
];
const OPEN: [&str; 6] =
    ["经实地查勘", "对照明细账逐笔核对", "会同施工方到场验看", "入户核实后", "抽调两名会计复核后", "调取监控与登记簿比对后"];
const END: [&str; 6] =
    ["已由村监委会签字确认", "结果张贴于公示栏", "已录入资产卡片", "收据存入当月凭证", "旧件送交废旧物资仓库", "已请第三方出具检测单"];

/// A unit: its county, name, and the head of its numbers.
#[derive(Debug, Clone)]
pub struct Unit {
    pub county: String,
    pub name: String,
    pub issuer: String,
}

/// The unit of that number; up to 48 of them differ.
pub fn unit(n: usize) -> Unit {
    let (county, branch) = (COUNTIES[n % 8], n / 8 % 6);
    let head = county.chars().next().unwrap();
    Unit { county: format!("{county}县"), name: format!("{county}县{}", BRANCHES[branch]), issuer: format!("{head}{}发", SHORT[branch]) }
}

/// A person of a unit, one of three.
pub fn person(unit: usize, n: usize) -> String {
    format!("{}{}", FAMILY[(unit * 5 + n) % 12], GIVEN[(unit * 7 + n * 3 + unit / 12) % 12])
}

/// What an item is about.
pub fn subject(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(&VILLAGES), dice.pick(&THINGS))
}

/// A date as papers write it.
pub fn date(day: i64) -> String {
    let text = detect::checks::date_of(day);
    let n: Vec<i64> = text.split('-').map(|x| x.parse().unwrap()).collect();
    format!("{}年{}月{}日", n[0], n[1], n[2])
}

/// A sentence that can be checked.
pub fn sentence(dice: &mut Dice, day: i64) -> String {
    let (village, thing, act) = (dice.pick(&VILLAGES), dice.pick(&THINGS), dice.pick(&ACTS));
    let (count, yuan) = (dice.of(2, 97), dice.of(1_013, 88_000));
    match dice.of(0, 4) {
        0 => format!("{}，{}{village}{thing}{act}{count}处，花费{yuan}元，{}。", date(day), dice.pick(&OPEN), dice.pick(&END)),
        1 => format!("{}共{act}{thing}{count}件，其中{village}{}件，{}。", date(day), dice.of(1, count), dice.pick(&END)),
        2 => format!("{village}{thing}原缺{count}件，{}于{}补齐，支出{yuan}元。", dice.pick(&OPEN), date(day)),
        _ => {
            format!("{}{village}负责人{}领回{thing}{count}套，{}。", date(day), person(usize::try_from(count).unwrap(), 1), dice.pick(&END))
        }
    }
}
