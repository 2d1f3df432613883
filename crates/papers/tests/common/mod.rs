//! The documents of the tests, and the score of a tree against what was expected.
#![allow(dead_code)]

use papers::tree::{NodeOut, TreeOut};

/// A document with its expected tree and proposal.
pub struct Document {
    pub name: String,
    pub raw: String,
    pub tree: TreeOut,
    pub expected: Vec<(String, String)>,
}

pub fn documents(file: &str) -> Vec<Document> {
    file.split("@@ ").skip(1).map(document).collect()
}

pub fn all() -> Vec<Document> {
    [
        include_str!("../documents/notices_a.txt"),
        include_str!("../documents/notices_b.txt"),
        include_str!("../documents/traps.txt"),
        include_str!("../documents/genres.txt"),
    ]
    .iter()
    .flat_map(|f| documents(f))
    .collect()
}

/// Documents that were written down with all they must yield before the reader met any of them.
pub fn held() -> Vec<Document> {
    [
        include_str!("../documents/held_a.txt"),
        include_str!("../documents/held_b.txt"),
        include_str!("../documents/held_c.txt"),
        include_str!("../documents/held_d.txt"),
        include_str!("../documents/held_e.txt"),
    ]
    .iter()
    .flat_map(|f| documents(f))
    .collect()
}

/// The third set, written down in the same way after the reader had been tuned on the others.
pub fn third() -> Vec<Document> {
    [
        include_str!("../documents/held_f.txt"),
        include_str!("../documents/held_g.txt"),
        include_str!("../documents/held_h.txt"),
        include_str!("../documents/held_i.txt"),
    ]
    .iter()
    .flat_map(|f| documents(f))
    .collect()
}

/// The fourth set, written down in the same way after the reader had been tuned on the others.
pub fn fourth() -> Vec<Document> {
    [include_str!("../documents/held_j.txt"), include_str!("../documents/held_k.txt")].iter().flat_map(|f| documents(f)).collect()
}

/// The fifth set, written down in the same way after the reader had been tuned on the others.
pub fn fifth() -> Vec<Document> {
    [include_str!("../documents/held_l.txt"), include_str!("../documents/held_m.txt")].iter().flat_map(|f| documents(f)).collect()
}

/// The sixth set, written down in the same way after the reader had been tuned on the others.
pub fn sixth() -> Vec<Document> {
    documents(include_str!("../documents/held_n.txt"))
}

/// The seventh set, written down in the same way after the reader had been tuned on the others.
pub fn seventh() -> Vec<Document> {
    documents(include_str!("../documents/held_o.txt"))
}

/// The eighth set: twenty, after the manner of long public notices.
pub fn eighth() -> Vec<Document> {
    [include_str!("../documents/held_p.txt"), include_str!("../documents/held_q.txt")].iter().flat_map(|f| documents(f)).collect()
}

/// The ninth set: ten, written down after the reader had been tuned on the eighth.
pub fn ninth() -> Vec<Document> {
    documents(include_str!("../documents/held_r.txt"))
}

/// The tenth set: fifteen, by a hand that had seen no reader.
pub fn tenth() -> Vec<Document> {
    [include_str!("../documents/held_s.txt"), include_str!("../documents/held_t.txt")].iter().flat_map(|f| documents(f)).collect()
}

/// The eleventh set: sixteen long ones, by a hand that had seen no reader.
pub fn eleventh() -> Vec<Document> {
    [include_str!("../documents/held_u.txt"), include_str!("../documents/held_v.txt")].iter().flat_map(|f| documents(f)).collect()
}

/// The twelfth set, written down when the judge of clauses had just been learned: lists without words that announce
/// them, and as many papers that tell problems and are none of the kinds.
pub fn twelfth() -> Vec<Document> {
    documents(include_str!("../documents/held_w.txt"))
}

/// The thirteenth set, written down after the reader had been tuned on the twelfth.
pub fn thirteenth() -> Vec<Document> {
    documents(include_str!("../documents/held_x.txt"))
}

fn document(text: &str) -> Document {
    let mut lines = text.lines();
    let name = lines.next().unwrap().trim().to_owned();
    let (mut raw, mut raw_given) = (String::new(), false);
    let mut tree = TreeOut { title_lines: Vec::new(), nodes: Vec::new(), places: None };
    let mut expected = Vec::new();
    let mut after = false;
    for line in lines {
        if line == "---" {
            after = true;
        } else if after {
            if let Some((k, v)) = line.split_once(' ') {
                expected.push((k.to_owned(), v.to_owned()));
            }
        } else if let Some(given) = line.strip_prefix("= ") {
            raw.push_str(given);
            raw.push('\n');
            raw_given = true;
        } else if !line.is_empty() {
            let (joined, piece) = line.strip_prefix('+').map_or((false, line), |p| (true, p));
            let text = add(&mut tree, piece);
            if raw_given && !joined {
                raw_given = false;
            } else if !(raw_given || joined && given_line(&raw, &text)) {
                if joined {
                    raw.pop();
                }
                raw.push_str(&text);
                raw.push('\n');
            }
        }
    }
    Document { name, raw, tree, expected }
}

/// Whether the last raw line, given with `=`, holds the piece already.
fn given_line(raw: &str, piece: &str) -> bool {
    raw.lines().last().is_some_and(|l| l.contains(piece))
}

/// Adds a piece to the tree and returns its raw text.
fn add(tree: &mut TreeOut, piece: &str) -> String {
    let (what, text) = piece.split_once(' ').unwrap_or((piece, ""));
    match what {
        "T" => tree.title_lines.push(text.to_owned()),
        "P" => last(&mut tree.nodes).paras.push(text.to_owned()),
        "P1" | "P2" | "P3" => {
            let level: usize = what[1..].parse().unwrap();
            let mut node = tree.nodes.last_mut().unwrap();
            for _ in 1..level {
                node = node.children.last_mut().unwrap();
            }
            node.paras.push(text.to_owned());
        }
        "X" | "B" => {}
        level => {
            let level: usize = level.parse().unwrap_or_else(|_| panic!("piece {piece:?}"));
            let (marker, body) = text.split_once('|').unwrap();
            let node = NodeOut { level, marker: marker.to_owned(), text: body.to_owned(), paras: vec![], children: vec![], places: None };
            let mut siblings = &mut tree.nodes;
            for _ in 1..level {
                siblings = &mut siblings.last_mut().unwrap().children;
            }
            siblings.push(node);
            return format!("{marker}{body}");
        }
    }
    text.to_owned()
}

fn last(nodes: &mut [NodeOut]) -> &mut NodeOut {
    let node = nodes.last_mut().expect("a paragraph needs a heading");
    if node.children.is_empty() { node } else { last(&mut node.children) }
}

/// Hits, found and wanted, of nodes and of edges; exact trees.
#[derive(Default, Debug)]
pub struct Score {
    pub node: [usize; 3],
    pub edge: [usize; 3],
    pub exact: usize,
    pub of: usize,
    pub wrong: Vec<String>,
}

impl Score {
    pub fn add(&mut self, name: &str, got: &TreeOut, want: &TreeOut) {
        let (g, w) = (flat(got), flat(want));
        count(&mut self.node, g.edges.iter().map(|e| &e.1), w.edges.iter().map(|e| &e.1));
        count(&mut self.edge, g.edges.iter(), w.edges.iter());
        let exact = g.edges == w.edges && g.paras == w.paras;
        self.exact += usize::from(exact);
        self.of += 1;
        if !exact {
            self.wrong.push(name.to_owned());
        }
    }

    pub fn f1(counts: [usize; 3]) -> f64 {
        2.0 * counts[0] as f64 / (counts[1] + counts[2]).max(1) as f64
    }
}

fn count<T: PartialEq + Clone>(counts: &mut [usize; 3], got: impl Iterator<Item = T>, want: impl Iterator<Item = T>) {
    let (got, mut want): (Vec<T>, Vec<T>) = (got.collect(), want.collect());
    counts[1] += got.len();
    counts[2] += want.len();
    for g in got {
        if let Some(i) = want.iter().position(|w| *w == g) {
            want.swap_remove(i);
            counts[0] += 1;
        }
    }
}

struct Flat {
    edges: Vec<(String, String)>,
    paras: Vec<String>,
}

fn flat(tree: &TreeOut) -> Flat {
    let mut f = Flat { edges: vec![], paras: tree.title_lines.iter().map(|t| norm(t)).collect() };
    fn go(node: &NodeOut, parent: &str, f: &mut Flat) {
        let key = format!("{}|{}", norm(&node.marker), norm(&node.text));
        f.edges.push((parent.to_owned(), key.clone()));
        f.paras.push(format!("{key}>{}", norm(&node.paras.concat())));
        node.children.iter().for_each(|c| go(c, &key, f));
    }
    tree.nodes.iter().for_each(|n| go(n, "", &mut f));
    f
}

fn norm(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace()).map(papers::script::fold).collect()
}
