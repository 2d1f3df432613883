"""Checks the licence of every crate that is built in against scripts/licences.txt; names those that do not fit."""
import json
import pathlib
import re
import subprocess
import sys

here = pathlib.Path(__file__).parent
allowed, excepted = set(), {}
for line in (here / "licences.txt").read_text().splitlines():
    line = line.split("#")[0].strip()
    if line.startswith("crate "):
        _, name, licence = line.split(None, 2)
        excepted[name] = licence
    elif line:
        allowed.add(line)


def fits(expression):
    """Evaluates an SPDX expression: OR needs one side, AND both; `/` is an old way to write OR."""
    expression = expression.replace("/", " OR ")
    tokens = re.findall(r"\(|\)|[^\s()]+", re.sub(r"\s+WITH\s+", "+WITH+", expression))

    def either(at):
        value, at = both(at)
        while at < len(tokens) and tokens[at] == "OR":
            other, at = both(at + 1)
            value = value or other
        return value, at

    def both(at):
        value, at = one(at)
        while at < len(tokens) and tokens[at] == "AND":
            other, at = one(at + 1)
            value = value and other
        return value, at

    def one(at):
        if tokens[at] == "(":
            value, at = either(at + 1)
            return value, at + 1
        return tokens[at].replace("+WITH+", " WITH ") in allowed, at + 1

    return either(0)[0]


metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1"]))
bad = []
for package in metadata["packages"]:
    if package["source"] is None:
        continue
    licence = package["license"] or ""
    if excepted.get(package["name"]) == licence and licence:
        continue
    if not licence or not fits(licence):
        bad.append(f"{package['name']} {package['version']}: {licence or 'no licence stated'}")
print("\n".join(sorted(bad)) or f"{len(metadata['packages'])} crates, every licence allowed")
sys.exit(bool(bad))
