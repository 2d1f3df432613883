"""Checks the sizes of files and that text for people stays out of Rust source; names what does not fit."""
import pathlib
import re
import sys

LINES_MAX = 500
HAN = re.compile(r"[\u4e00-\u9fff]")
root = pathlib.Path(__file__).parent.parent
bad = []
for path in sorted(root.glob("crates/**/*.rs")):
    name = path.relative_to(root)
    lines = path.read_text().splitlines()
    if len(lines) > LINES_MAX:
        bad.append(f"{name}: {len(lines)} lines, {LINES_MAX} are allowed")
    parts = name.parts
    if parts[2] != "src" or "testing" in parts:
        continue
    for number, line in enumerate(lines, 1):
        if "#[cfg(test)]" in line:
            break
        if HAN.search(line.split("//")[0]) and name.as_posix() not in (root / "scripts/han.txt").read_text().split():
            bad.append(f"{name}:{number}: text that people read belongs into locales")
            break
print("\n".join(bad) or "every file fits")
sys.exit(bool(bad))
