"""Judges `plumbline detect photos` on real pictures out of packages, which are not stored here.
usage: real.py make ROOT OUT        (needs PyPI numpy, pillow; OUT gets register/, query/, labels.jsonl)
       real.py frames OUT VIDEO...  (needs opencv-python-headless; register/ gets a frame, query/ later ones of the same film)
       real.py judge PROGRAM OUT    (PROGRAM as for pictures.py)

ROOT is a folder into which the Debian packages opencv-doc, palapeli-data, mate-backgrounds, gnome-backgrounds and
lomiri-wallpapers-16.04 were unpacked (`dpkg -x`), and the PyPI package scikit-image (`pip install --target ROOT`). Pictures
that are absent are named and left out. Edits are drawn by the name of the picture, so that each run makes the same files; of
thirty edits each picture gets every third, and always three of the harder ones. Second exposures are stereo pairs, frames
that were taken one after the other, and pictures of one board by two cameras. Only `judge` reads the labels."""
import io, json, random, sys
from pathlib import Path

import pictures

EXAMPLES = "usr/share/doc/opencv-doc/examples/data/"
BACKGROUNDS = "usr/share/backgrounds/"
# Pictures of the register: photographs, drawings, pages, scans.
PICTURES = {
    "skimage/data/": "astronaut camera chelsea coffee coins brick grass gravel rocket motorcycle_left hubble_deep_field ihc retina page text clock_motion cell",
    EXAMPLES: "aloeL leuvenA graf1 left01 rubberwhale1 basketball1 fruits baboon home butterfly board messi5 building starry_night stuff apple orange cards box_in_scene smarties sudoku licenseplate_motion aero1 aero3 squirrel_cls imageTextR pic2",
    "usr/share/palapeli/collection/": "*",
    BACKGROUNDS: "2004default Bridge_by* Dragonfly_by* Fossa_by* Infinite-Sea_by* Kleiber_by* Picture_0B_by* Picture_1A_by* Wine_by* aitzgorri_by* analogpattern_by* free_by* friends_by* greentock_by* life_by* picosdeeuropa_by* rhythm seeding_by* string sunset_by* the-mouse umang_by* goldfish calla",
    BACKGROUNDS + "mate/nature/": "*",
    "usr/share/doc/opencv-doc/examples/text/": "scenetext0[1-6]",
}
# Other exposures of a picture of the register.
SECOND = {
    "aloeL": "aloeR",
    "leuvenA": "leuvenB",
    "graf1": "graf3",
    "left01": "left0[2-9] left1[0-4] right0[1259]",
    "rubberwhale1": "rubberwhale2",
    "basketball1": "basketball2",
    "motorcycle_left": "motorcycle_right",
}
# Longer sides are made so many pixels.
SIDE = 1280
ALWAYS = ("crop30", "heavy", "screenshot")
# Seconds between frames of a film, and between the frames that later ones are compared with.
GAPS = (0.1, 1, 5, 15, 30)
EVERY = 20


def opened(path):
    from PIL import Image

    image = Image.open(path).convert("RGB")
    longer = max(image.size)
    size = (image.width * SIDE // longer, image.height * SIDE // longer)
    return image.resize(size, Image.LANCZOS) if longer > SIDE else image


def packed(image, quality, kind="JPEG"):
    from PIL import Image

    data = io.BytesIO()
    image.save(data, kind, quality=quality)
    return Image.open(data).convert("RGB")


def crop(image, share, r):
    w, h = (int(n * (1 - share)) for n in image.size)
    x, y = r.randint(0, image.width - w), r.randint(0, image.height - h)
    return image.crop((x, y, x + w, y + h))


def label(size, text, ground, ink):
    from PIL import Image, ImageDraw

    out = Image.new("RGB", size, ground)
    ImageDraw.Draw(out).text((4, 2), text, fill=ink)
    return out


def mark(image, r):
    """A panel with a time and a place, as cameras print it."""
    out, k = image.copy(), max(1, image.height // 220)
    text = f"20{r.randint(19, 25)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d} {r.randint(8, 18):02d}:{r.randint(0, 59):02d}\nplace {r.randint(1000, 9999)}"
    panel = label((image.width * 2 // 5 // k + 1, 30), text, (20, 20, 20), (255, 255, 255))
    out.paste(panel.resize((panel.width * k, panel.height * k)), (r.randint(0, image.width // 3), image.height - 30 * k - r.randint(0, image.height // 10)))
    return out


def screenshot(image, r):
    from PIL import Image, ImageDraw

    width = 720
    small = image.resize((width, max(1, image.height * width // image.width)))
    height = max(small.height + 240, 1500)
    out = Image.new("RGB", (width, height), r.choice([(0, 0, 0), (255, 255, 255), (18, 18, 20)]))
    out.paste(small, (0, (height - small.height) // 2))
    ImageDraw.Draw(out).rectangle([0, 0, width, 44], fill=(40, 40, 44))
    out.paste(label((120, 12), "10:27  4G  53%", (40, 40, 44), (250, 250, 250)).resize((360, 36)), (8, 4))
    ImageDraw.Draw(out).rectangle([0, height - 90, width, height], fill=(32, 32, 36))
    return packed(out, 80)


def slanted(image, r):
    from PIL import Image

    w, h = image.size
    a = lambda side: r.uniform(0, 0.04) * side
    corners = (-a(w), -a(h), -a(w), h + a(h), w + a(w), h + a(h), w + a(w), -a(h))
    return image.transform((w, h), Image.QUAD, corners, Image.BICUBIC)


def gamma(image, power):
    return image.point([int(255 * (i / 255) ** power + 0.5) for i in range(256)] * 3)


def pixels(image, change):
    import numpy
    from PIL import Image

    return Image.fromarray(numpy.clip(change(numpy.asarray(image, numpy.float32)), 0, 255).astype(numpy.uint8))


def noisy(image, r):
    import numpy

    draw = numpy.random.RandomState(r.randint(0, 9999))
    return pixels(image, lambda a: a + draw.randn(*a.shape) * 10)


def vignette(image, r):
    import numpy

    y, x = numpy.mgrid[0 : image.height, 0 : image.width]
    far = ((x / image.width - 0.5) ** 2 + (y / image.height - 0.5) ** 2) * 2
    return pixels(image, lambda a: a * (1.1 - 0.6 * far)[..., None])


def chat(image):
    scale = 640 / max(image.size)
    return packed(image.resize(tuple(max(32, int(n * scale)) for n in image.size)), 38)


def edits():
    """Thirty edits by name: picture, numbers → picture."""
    from PIL import Image, ImageEnhance, ImageFilter, ImageOps

    turn = lambda how: lambda i, r: i.transpose(how)
    T = Image.Transpose
    return {
        "jpeg25": lambda i, r: packed(i, 25),
        "webp40": lambda i, r: packed(i, 40, "WEBP"),
        "third": lambda i, r: i.resize(tuple(max(48, n * 35 // 100) for n in i.size)),
        "bright": lambda i, r: ImageEnhance.Brightness(i).enhance(1.4),
        "gamma": lambda i, r: gamma(i, 1.6),
        "contrast": lambda i, r: ImageEnhance.Contrast(i).enhance(1.4),
        "grey": lambda i, r: ImageOps.grayscale(i).convert("RGB"),
        "sepia": lambda i, r: ImageOps.colorize(ImageOps.grayscale(i), (30, 15, 0), (255, 240, 200)),
        "crop12": lambda i, r: crop(i, 0.12, r),
        "crop30": lambda i, r: crop(i, 0.3, r),
        "crop40": lambda i, r: crop(i, 0.4, r),
        "mirror": turn(T.FLIP_LEFT_RIGHT),
        "flip": turn(T.FLIP_TOP_BOTTOM),
        "rot90": turn(T.ROTATE_90),
        "rot180": turn(T.ROTATE_180),
        "rot270": turn(T.ROTATE_270),
        "transpose": turn(T.TRANSPOSE),
        "transverse": turn(T.TRANSVERSE),
        "rot4": lambda i, r: i.rotate(-4, resample=Image.BICUBIC, fillcolor=(255, 255, 255)),
        "mark": mark,
        "screenshot": screenshot,
        "persp": slanted,
        "sharpen": lambda i, r: i.filter(ImageFilter.UnsharpMask(3, 150)),
        "blur": lambda i, r: i.filter(ImageFilter.GaussianBlur(i.width / 500)),
        "noise": noisy,
        "vignette": vignette,
        "border": lambda i, r: ImageOps.expand(i, i.width // 14, (250, 250, 250)),
        "chat": lambda i, r: chat(i),
        "heavy": lambda i, r: chat(mark(ImageOps.mirror(crop(i, 0.12, r)), r)),
        "heavy2": lambda i, r: packed(gamma(crop(i, 0.2, r).rotate(2, resample=Image.BICUBIC), 0.8), 50),
    }


class Folder:
    """register/, query/ and labels.jsonl; names of queries tell nothing."""

    def __init__(self, out: Path):
        self.out, self.queries = out, 0
        for part in ("register", "query"):
            (out / part).mkdir(parents=True, exist_ok=True)
        self.labels = open(out / "labels.jsonl", "w", encoding="utf-8")

    def original(self, image, name):
        from PIL import Image

        image.save(self.out / "register" / f"{name}.jpg", quality=92)
        return Image.open(self.out / "register" / f"{name}.jpg").convert("RGB")

    def query(self, image, name, op):
        query = f"q{self.queries:05}.png"
        self.queries += 1
        image.save(self.out / "query" / query, compress_level=1)
        self.labels.write(json.dumps({"query": query, "register": f"{name}.jpg", "op": op}) + "\n")


def found(folder, patterns):
    """Files below a folder by patterns of their stems; what is absent is named."""
    for pattern in patterns.split():
        all = sorted(p for p in folder.glob(f"{pattern}.*") if p.suffix in (".jpg", ".png"))
        if not all:
            print(f"absent: {folder / pattern}", file=sys.stderr)
        yield from all


def make(root: Path, out: Path):
    """Writes OUT from the packages below ROOT and gives the number of pictures and of queries."""
    folder, changes, number = Folder(out), edits(), 0
    for place, patterns in PICTURES.items():
        for path in found(root / place, patterns):
            name = f"{number:03}-{path.stem}"
            original = folder.original(opened(path), name)
            for k, (op, change) in enumerate(changes.items()):
                if (number * 31 + k * 7) % 3 == 0 or op in ALWAYS:
                    folder.query(change(original, random.Random(f"{path.name}{op}")), name, op)
            for second in found(path.parent, SECOND.get(path.stem, "")):
                folder.query(opened(second), name, "visit")
            number += 1
    return number, folder.queries


def frames(out: Path, films):
    """A frame of each film every EVERY seconds, and those GAPS seconds later as second exposures."""
    import cv2
    from PIL import Image

    folder = Folder(out)
    for film in films:
        video = cv2.VideoCapture(str(film))
        rate, count = video.get(cv2.CAP_PROP_FPS), int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        starts = range(0, count, max(1, int(EVERY * rate)))
        wanted = {s + int(g * rate) for s in starts for g in (0, *GAPS)}
        taken = {}
        for n in range(count):
            whole, frame = video.read()
            if whole and n in wanted:
                taken[n] = Image.fromarray(frame[:, :, ::-1])
        for s in (s for s in starts if s in taken):
            name = f"{Path(film).stem}-{s}"
            folder.original(taken[s], name)
            for g in GAPS:
                if s + int(g * rate) in taken:
                    folder.query(taken[s + int(g * rate)], name, "visit")
    return folder.queries


def judge(program, out: Path):
    """Recall by edit, false pairs, second exposures by what they were claimed to be."""
    photo, place = pictures.ours(program, out)
    labels = pictures.lines(out / "labels.jsonl")
    own = {d["query"]: (d["query"], d["register"]) for d in labels}
    edited = [d for d in labels if d["op"] != "visit"]
    visits = [own[d["query"]] for d in labels if d["op"] == "visit"]
    missed = sorted(f"{d['op']} {d['register']}" for d in edited if own[d["query"]] not in photo)
    # Frames of one film are one place, whichever of them is in the register.
    film = lambda name: name.rsplit("-", 1)[0] if not edited else name
    others = sorted({(q, r) for q, r in photo | place if film(r) != film(own[q][1])})
    return {
        "edits": len(edited),
        "recall": round(1 - len(missed) / max(1, len(edited)), 4),
        "second exposures": len(visits),
        "as same photo": sum(v in photo for v in visits),
        "as same place": sum(v in place for v in visits),
        "on other pictures": len(others),
        "missed": missed,
        "others": [(own[q][1], r, "photo" if (q, r) in photo else "place") for q, r in others],
    }


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "make":
        print(make(Path(rest[0]), Path(rest[1])))
    elif what == "frames":
        print(frames(Path(rest[0]), rest[1:]))
    else:
        print(json.dumps(judge(rest[0], Path(rest[1])), indent=1, ensure_ascii=False))
