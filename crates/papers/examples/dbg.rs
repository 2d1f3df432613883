use papers::{doc::Doc, paper::{Format, Paper}, tree::marker};
fn main() {
    let mut p = Paper::new(Format::Text);
    p.push_lines("A.组织领导情况\n召开部署会1次。\nB.问题整改情况\na.统计数据质量把关不严问题\n");
    let d = Doc::new(&p);
    for l in &d.lines { println!("{:?}", marker::readings(&d.plain, l.range.start, l.range.end)); }
}
