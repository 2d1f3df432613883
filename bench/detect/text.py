"""Sets `plumbline detect copies` and `detect repeats` beside datasketch, simhash, RapidFuzz, TF-IDF and BM25.
usage: text.py PLUMBLINE FOLDER   (needs PyPI numpy, scikit-learn, datasketch, simhash, rapidfuzz, rank-bm25)

FOLDER is what `cargo run --release -p detect --example scores -- export FOLDER` wrote: copies.jsonl, pairs.jsonl, findings*.json.
Development data of the same formats may lie there instead. Every peer gets, in its favour, the threshold that is best for it on the
very data it is judged on; ours runs as it is shipped. Seconds are wall clock, the index and all comparisons included."""
import json, subprocess, sys, time
from pathlib import Path

SHINGLE = 3


def lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]


def key(a, b):
    return (a, b) if a < b else (b, a)


def truth(folder):
    """True pairs, and pairs that are neither right nor wrong: two copies of one source."""
    pairs = lines(folder / "pairs.jsonl")
    source = {}
    for p in pairs:
        source.setdefault(p["b"], []).append(p["a"])
    siblings = {key(x, y) for kids in source.values() for x in kids for y in kids if x != y}
    true = {key(p["a"], p["b"]): p.get("kind", p.get("cls", "")) for p in pairs}
    return true, siblings - true.keys()


def judged(claimed, true, ignored):
    claimed = {p for p in claimed if p not in ignored}
    hit = len(claimed & true.keys())
    precision, recall = hit / max(1, len(claimed)), hit / max(1, len(true))
    partial = [p for p, kind in true.items() if kind == "partial"]
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        "partial": round(sum(p in claimed for p in partial) / max(1, len(partial)), 3),
    }


def best(scored, true, ignored):
    """The threshold with the best F1 for pairs with scores, and its figures."""
    steps = sorted({round(s, 2) for s in scored.values()}) or [0.0]
    rows = [(judged({p for p, s in scored.items() if s >= t}, true, ignored), t) for t in steps]
    row, threshold = max(rows, key=lambda r: r[0]["f1"])
    return {**row, "threshold": threshold}


def minhash(docs):
    from datasketch import MinHash, MinHashLSH

    lsh, sketches = MinHashLSH(threshold=0.4, num_perm=128), {}
    for d in docs:
        m = MinHash(num_perm=128)
        m.update_batch([d["text"][i : i + SHINGLE].encode() for i in range(len(d["text"]) - SHINGLE + 1)])
        sketches[d["id"]] = m
        lsh.insert(d["id"], m)
    scored = {}
    for a, m in sketches.items():
        for b in lsh.query(m):
            if a != b:
                scored[key(a, b)] = m.jaccard(sketches[b])
    return scored


def simhash(docs):
    from simhash import Simhash

    values = [(d["id"], Simhash([d["text"][i : i + SHINGLE] for i in range(len(d["text"]) - SHINGLE + 1)]).value) for d in docs]
    scored = {}
    for i, (a, x) in enumerate(values):
        for b, y in values[i + 1 :]:
            distance = (x ^ y).bit_count()
            if distance <= 20:
                scored[key(a, b)] = 1 - distance / 64
    return scored


def rapidfuzz(docs):
    import numpy
    from rapidfuzz import fuzz, process

    texts, ids = [d["text"] for d in docs], [d["id"] for d in docs]
    found = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=40, dtype=numpy.uint8)
    return {key(ids[i], ids[j]): found[i, j] / 100 for i, j in zip(*numpy.nonzero(found)) if i < j}


def tfidf(docs):
    from sklearn.feature_extraction.text import TfidfVectorizer

    ids = [d["id"] for d in docs]
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(4, 8), sublinear_tf=True).fit_transform([d["text"] for d in docs])
    scored = {}
    for start in range(0, len(ids), 200):
        found = (matrix[start : start + 200] @ matrix.T).tocoo()
        for i, j, s in zip(found.row + start, found.col, found.data):
            if i < j and s >= 0.08:
                scored[key(ids[i], ids[j])] = float(s)
    return scored


def copies(plumbline, folder, work):
    docs, (true, ignored) = lines(folder / "copies.jsonl"), truth(folder)
    out, begin = work / "pairs.out", time.perf_counter()
    subprocess.run([plumbline, "detect", "copies", folder / "copies.jsonl", "-o", out], check=True)
    seconds = time.perf_counter() - begin
    ours = {key(p["a"], p["b"]) for p in lines(out)}
    yield {"task": "copies", "method": "plumbline", **judged(ours, true, ignored), "seconds": round(seconds, 1)}
    for name, method in (("datasketch MinHash LSH", minhash), ("simhash 64", simhash), ("RapidFuzz ratio", rapidfuzz), ("TF-IDF char 4-8", tfidf)):
        begin = time.perf_counter()
        scored = method(docs)
        seconds = time.perf_counter() - begin
        yield {"task": "copies", "method": name, **best(scored, true, ignored), "seconds": round(seconds, 1)}


def ranking(findings, order):
    """recall@5 and MRR of {id: [ids, best first]}, over the findings that have a repeat."""
    kind = {f["id"]: f["type"] for f in findings}
    recall = places = asked = 0
    for i, t in kind.items():
        same = {j for j, u in kind.items() if u == t and j != i}
        if not same:
            continue
        asked += 1
        ranked = [j for j in order[i] if j != i]
        recall += len(same & set(ranked[:5])) / len(same)
        places += next((1 / (n + 1) for n, j in enumerate(ranked) if j in same), 0)
    return {"recall@5": round(recall / max(1, asked), 3), "mrr": round(places / max(1, asked), 3)}


def rank_tfidf(findings):
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True).fit_transform([f["text"] for f in findings])
    return (matrix @ matrix.T).toarray()


def rank_bm25(findings):
    from rank_bm25 import BM25Okapi

    grams = [[t[i : i + n] for n in (1, 2) for i in range(len(t) - n + 1)] for t in (f["text"] for f in findings)]
    index = BM25Okapi(grams)
    return [index.get_scores(g) for g in grams]


def rank_rapidfuzz(findings):
    from rapidfuzz import fuzz, process

    texts = [f["text"] for f in findings]
    return process.cdist(texts, texts, scorer=fuzz.partial_ratio)


def repeats(plumbline, path, work):
    findings = json.loads(path.read_text(encoding="utf-8"))
    bare, out = work / "bare.json", work / "ranked.json"
    # Ours is shown ids and texts only, never the types.
    bare.write_text(json.dumps([{"id": f["id"], "text": f["text"]} for f in findings], ensure_ascii=False), encoding="utf-8")
    begin = time.perf_counter()
    subprocess.run([plumbline, "detect", "repeats", bare, "-o", out], check=True, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    task = f"repeats {path.stem}"
    yield {"task": task, "method": "plumbline", **ranking(findings, json.loads(out.read_text())), "seconds": round(seconds, 1)}
    for name, method in (("TF-IDF char 1-3", rank_tfidf), ("BM25 char 1-2", rank_bm25), ("RapidFuzz partial", rank_rapidfuzz)):
        begin = time.perf_counter()
        scores = method(findings)
        ids = [f["id"] for f in findings]
        order = {a: [ids[j] for j in sorted(range(len(ids)), key=lambda j: -scores[i][j])] for i, a in enumerate(ids)}
        yield {"task": task, "method": name, **ranking(findings, order), "seconds": round(time.perf_counter() - begin, 1)}


def run(plumbline: str, workdir: Path) -> list[dict]:
    """Rows {task, method, seconds, and precision, recall, f1, partial or recall@5, mrr}. `workdir` holds the exported corpora."""
    workdir = Path(workdir)
    rows = []
    if (workdir / "copies.jsonl").exists():
        rows += copies(plumbline, workdir, workdir)
    for path in sorted(workdir.glob("findings*.json")):
        rows += repeats(plumbline, path, workdir)
    return rows


if __name__ == "__main__":
    for row in run(sys.argv[1], Path(sys.argv[2])):
        print(json.dumps(row, ensure_ascii=False))
