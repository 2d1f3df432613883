use detect::copies::*;
fn main() {
    let a = "二是查出重复领取的227人。三是秋收结束时，鸡公湾乡政府与我局把258本旧账重新核了一遍，启垣信息技术有限公司开了收据。四是清明一过，档案室蔺蕙怀到马蹄港街道卫生院翻看132份处方，差额129.8万元由当事人补齐。";
    let b = "针对异地就医备案压件问题，整改情况如下：清明一过，档案室韦槿亭到茶条港乡卫生院翻看132份处方，差额129.8万元由当事人补齐。2024年漏登的37宗宅基地已补录进系统。秋收结束时，马蹄湾镇政府与我局把258本旧账重新核了一遍，霁禾物业服务有限公司开了收据。";
    for t in [a, b] {
        let s = sketch::Sketch::new(t, &Default::default());
        println!("{} {:?}", s.tokens.sentences, s.tokens.facts);
        println!("{:?}", s.indexed());
    }
    let mut ix = Copies::new(Limits { pair_bits_min: -100.0, share_min: 0.0, ..Limits::default() });
    for (i, t) in [a, b].iter().enumerate() {
        ix.add(Doc { id: i.to_string(), text: t.to_string(), ..Default::default() }).unwrap();
    }
    println!("{:?}", ix.pairs());
}
