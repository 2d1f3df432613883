"""Reads an exported log with nothing of this project and lets pymerkle judge its roots and proofs.

Arguments: the exported folder, and a file of lines `size root` and `size index hash,hash,...` in hex.
"""
import pathlib
import struct
import sys

from pymerkle import InclusionProof, InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.core import _inclusion_path_layout


def entries(folder):
    """Leaves in the order of the bundles; every path element but the last begins with x."""
    base = folder / "tile" / "entries"
    files = [path for path in base.rglob("*") if path.is_file()]

    def number(path):
        text = path.relative_to(base).as_posix().split(".p/")[0]
        return int(text.replace("x", "").replace("/", ""))

    for path in sorted(files, key=number):
        data, at = path.read_bytes(), 0
        while at < len(data):
            (length,) = struct.unpack_from(">H", data, at)
            yield data[at + 2 : at + 2 + length]
            at += 2 + length


def main():
    folder, claims = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    tree = InmemoryTree(algorithm="sha256")
    for leaf in entries(folder):
        tree.append_entry(leaf)
    roots, proofs = {}, 0
    for line in claims.read_text().splitlines():
        words = line.split(" ")
        size = int(words[0])
        if len(words) == 2:
            roots[size] = bytes.fromhex(words[1])
            assert tree.get_root(size) == roots[size], f"root at size {size}"
            continue
        index = int(words[1])
        leaf = tree.get_leaf(index + 1)
        path = [leaf] + [bytes.fromhex(word) for word in words[2].split(",") if word]
        rule, _ = _inclusion_path_layout(index + 1, size)
        proof = InclusionProof("sha256", True, size, index + 1, rule, path)
        verify_inclusion(leaf, roots[size], proof, index=index + 1, size=size, algorithm="sha256")
        proofs += 1
    sizes = sorted(roots)
    for old, new in zip(sizes, sizes[1:]):
        verify_consistency(roots[old], roots[new], tree.prove_consistency(old, new), prior_size=old, later_size=new)
    print(f"pymerkle accepted {len(roots)} roots, {proofs} inclusion proofs, {len(sizes) - 1} consistencies of {tree.get_size()} entries")


main()
