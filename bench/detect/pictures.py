"""Sets `plumbline detect photos` beside PDQ, imagehash and ORB.
usage: pictures.py PLUMBLINE FOLDER   (needs PyPI numpy, pillow, imagehash, pdqhash, opencv-python-headless)

PLUMBLINE is the program, or the example `photos` of the crate `detect`, which holds the same code. FOLDER is what
`cargo run --release -p detect --example scenes -- export FOLDER [N [SEED]]` wrote: register/, query/ and labels.jsonl
({query, register, op}; op `visit` is a lawful re-visit, `new` a scene that is not in the register). Only this script reads the
labels. Every peer gets, in its favour, the threshold with the best F1 on these very data (a claim on a re-visit or on another
scene is a false one); ours runs as it is shipped. Seconds are wall clock, reading of files included."""
import json, subprocess, sys, time
from pathlib import Path

# Symmetries that hashes are tried under; ORB turns by itself and needs the mirror only.
FACES = 8


def lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]


def truth(folder):
    labels = lines(folder / "labels.jsonl")
    edits = {(d["query"], d["register"]) for d in labels if d["op"] not in ("visit", "new")}
    visits = {(d["query"], d["register"]) for d in labels if d["op"] == "visit"}
    return edits, visits


def judged(claimed, edits, visits):
    """Claims of one photograph; `other` counts those on another scene."""
    hit = len(claimed & edits)
    precision, recall = hit / max(1, len(claimed)), hit / max(1, len(edits))
    return {
        "recall": round(recall, 3),
        "revisit": round(len({q for q, _ in claimed & visits}) / max(1, len(visits)), 3),
        "other": len(claimed - edits - visits),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
    }


def best(scored, edits, visits):
    steps = sorted(set(scored.values())) or [0]
    steps = steps[:: max(1, len(steps) // 200)]
    rows = [(judged({p for p, s in scored.items() if s >= t}, edits, visits), t) for t in steps]
    row, threshold = max(rows, key=lambda r: r[0]["f1"])
    return {**row, "threshold": threshold}


def faces(image):
    """The eight symmetries of a picture."""
    from PIL import Image, ImageOps

    turned = [image.rotate(90 * k, expand=True) for k in range(4)]
    return turned + [ImageOps.mirror(t) for t in turned]


def hashed(folder, one):
    """Likeness by the nearest of the eight faces; `one` gives the bits of a picture."""
    import numpy
    from PIL import Image

    register = {p.name: one(Image.open(p).convert("RGB")) for p in sorted((folder / "register").iterdir())}
    names, bits = list(register), numpy.array(list(register.values()))
    scored = {}
    for p in sorted((folder / "query").iterdir()):
        near = numpy.array([one(f) for f in faces(Image.open(p).convert("RGB"))])
        distance = (near[:, None, :] != bits[None, :, :]).sum(2).min(0)
        scored.update({(p.name, n): -int(d) for n, d in zip(names, distance) if d <= bits.shape[1] * 0.45})
    return scored


def pdq(folder):
    import numpy, pdqhash

    return hashed(folder, lambda image: numpy.array(pdqhash.compute(numpy.asarray(image))[0], bool))


def phash(folder):
    import imagehash

    return hashed(folder, lambda image: imagehash.phash(image, hash_size=16).hash.ravel())


def dhash(folder):
    import imagehash

    return hashed(folder, lambda image: imagehash.dhash(image, hash_size=16).hash.ravel())


def orb(folder):
    """Followers of one homography among matched ORB features."""
    import cv2, numpy

    finder, matcher = cv2.ORB_create(nfeatures=600), cv2.BFMatcher(cv2.NORM_HAMMING)

    def features(path, mirror=False):
        image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        scale = min(1.0, 520 / max(image.shape))
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
        return finder.detectAndCompute(cv2.flip(image, 1) if mirror else image, None)

    register = [(p.name, features(p)) for p in sorted((folder / "register").iterdir())]
    scored = {}
    for p in sorted((folder / "query").iterdir()):
        for points, bits in (features(p), features(p, True)):
            if bits is None:
                continue
            for name, (other, theirs) in register:
                if theirs is None:
                    continue
                pairs = [m[0] for m in matcher.knnMatch(bits, theirs, k=2) if len(m) == 2 and m[0].distance < 0.8 * m[1].distance]
                if len(pairs) < 6:
                    continue
                a = numpy.float32([points[m.queryIdx].pt for m in pairs])
                b = numpy.float32([other[m.trainIdx].pt for m in pairs])
                kept = cv2.findHomography(a, b, cv2.RANSAC, 4.0)[1]
                n = int(kept.sum()) if kept is not None else 0
                scored[(p.name, name)] = max(n, scored.get((p.name, name), 0))
    return scored


def ours(program, folder):
    """Claims of both kinds, by the program or by the example."""
    out = folder / "pairs.out"
    register, query = folder / "register", folder / "query"
    if Path(program).name.startswith("photos"):
        with open(out, "w", encoding="utf-8") as file:
            subprocess.run([program, register, query], check=True, stdout=file, stderr=subprocess.DEVNULL)
    else:
        subprocess.run([program, "detect", "photos", register, query, "-o", out], check=True, stderr=subprocess.DEVNULL)
    claims = [(d["query"], d["register"], d["kind"]) for d in lines(out)]
    pairs = lambda kind: {(q, r) for q, r, k in claims if k == kind}
    return pairs("same_photo"), pairs("same_place")


def run(program: str, folder: Path) -> list[dict]:
    """Rows {method, recall, revisit, other, f1, seconds, threshold}; `folder` holds the exported pictures."""
    folder = Path(folder)
    edits, visits = truth(folder)
    begin = time.perf_counter()
    photo, place = ours(program, folder)
    row = judged(photo, edits, visits)
    row["other"] += len(place - edits - visits)
    row["place"] = round(len({q for q, _ in place & visits}) / max(1, len(visits)), 3)
    rows = [{"method": "plumbline", **row, "seconds": round(time.perf_counter() - begin, 1)}]
    print(json.dumps(rows[-1]), flush=True)
    for name, method in (("PDQ, 8 faces", pdq), ("imagehash pHash 16, 8 faces", phash), ("imagehash dHash 16, 8 faces", dhash), ("ORB, homography, mirrored too", orb)):
        begin = time.perf_counter()
        scored = method(folder)
        seconds = time.perf_counter() - begin
        rows.append({"method": name, **best(scored, edits, visits), "seconds": round(seconds, 1)})
        print(json.dumps(rows[-1]), flush=True)
    return rows


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]))
