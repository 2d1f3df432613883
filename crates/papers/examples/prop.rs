use papers::{paper::{Format, Paper}, propose::propose};
fn main() {
    let mut p = Paper::new(Format::Text);
    p.push_lines(&std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap());
    let x = propose(&p);
    let mut v = serde_json::to_value(&x).unwrap();
    v.as_object_mut().unwrap().remove("tree"); v.as_object_mut().unwrap().remove("source");
    fn short(v: &mut serde_json::Value) -> Option<String> { let o = v.as_object()?; if o.contains_key("quote") { Some(format!("{} [{}..{}] {}%", o["value"].as_str()?, o["place"]["start"], o["place"]["end"], o["confidence"])) } else { None } }
    fn go(v: &mut serde_json::Value) { if let Some(s) = short(v) { *v = s.into(); return; } match v { serde_json::Value::Object(m) => m.values_mut().for_each(go), serde_json::Value::Array(a) => a.iter_mut().for_each(go), _ => {} } }
    go(&mut v);
    println!("{}", serde_json::to_string_pretty(&v).unwrap());
}
