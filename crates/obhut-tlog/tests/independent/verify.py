#!/usr/bin/env python3
"""Verifies an exported journal without Obhut.

Written from the public specifications alone: RFC 6962, RFC 9162 (section 2.1.3.2), RFC 8032, and
the C2SP documents tlog-tiles, tlog-checkpoint, signed-note, tlog-proof. It shares no code with
Obhut; besides Python's standard library it needs only the package `cryptography`, for Ed25519.

    verify.py DIRECTORY [VKEY]

DIRECTORY holds `log.vkey`, `checkpoint`, `tile/...` and perhaps `entry-<i>.leaf` with
`entry-<i>.tlog-proof`. Give the log's key as VKEY if you have it from elsewhere, as you should:
a key that lies beside the log proves nothing to someone who does not know it.

Prints one line and ends with 0 if everything holds, with 1 and the reason if not.
"""

import base64
import binascii
import hashlib
import re
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Refused(Exception):
    """Something does not hold."""


def check(condition, reason):
    if not condition:
        raise Refused(reason)


def unbase64(text, what):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(f"{what}: not base64") from None
    check(base64.b64encode(data).decode() == text, f"{what}: not canonical base64")
    return data


def decimal(text, what):
    check(re.fullmatch(r"0|[1-9][0-9]*", text, re.ASCII), f"{what}: not a plain decimal number")
    return int(text)


# RFC 6962, section 2.1


def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_head(hashes):
    """MTH over leaf hashes (or over roots of complete subtrees of one height)."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(tree_head(hashes[:k]), tree_head(hashes[k:]))


def check_inclusion(leaf, index, size, path, root):
    """RFC 9162, section 2.1.3.2."""
    check(index < size, "inclusion proof: index not below the size")
    fn, sn, r = index, size - 1, leaf
    for p in path:
        check(sn != 0, "inclusion proof: too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            if not fn & 1:
                while fn and not fn & 1:
                    fn >>= 1
                    sn >>= 1
        else:
            r = node_hash(r, p)
        fn >>= 1
        sn >>= 1
    check(sn == 0, "inclusion proof: too short")
    check(r == root, "inclusion proof: leads to another root")


# C2SP signed-note and tlog-checkpoint


class Key:
    def __init__(self, vkey):
        parts = vkey.strip().split("+", 2)
        check(len(parts) == 3, "vkey: not of three parts")
        self.name, key_id, data = parts[0], parts[1], unbase64(parts[2], "vkey")
        check(len(data) == 33 and data[0] == 1, "vkey: not an Ed25519 key")
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        check(key_id == self.id.hex(), "vkey: wrong key id")
        self.public = Ed25519PublicKey.from_public_bytes(data[1:])

    def open(self, note):
        """The text of a signed note, after its signature is checked."""
        check(not re.search("[\x00-\x09\x0b-\x1f]", note), "note: control characters")
        check("\n\n" in note, "note: no signatures")
        text, signatures = note.rsplit("\n\n", 1)
        text += "\n"
        check(signatures.endswith("\n"), "note: no final newline")
        verified = False
        for line in signatures[:-1].split("\n"):
            match = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
            check(match, "note: malformed signature line")
            data = unbase64(match[2], "signature")
            if match[1] != self.name or data[:4] != self.id:
                continue
            try:
                self.public.verify(data[4:], text.encode())
            except InvalidSignature:
                raise Refused("note: the signature is wrong") from None
            verified = True
        check(verified, "note: not signed by the log")
        return text


def checkpoint(note, key):
    """Size and root of a signed checkpoint."""
    lines = key.open(note).split("\n")
    check(len(lines) >= 4 and lines[-1] == "" and all(lines[:-1]), "checkpoint: malformed")
    check(lines[0] == key.name, "checkpoint: of another log")
    root = unbase64(lines[2], "root")
    check(len(root) == 32, "checkpoint: the root is no SHA-256 hash")
    return decimal(lines[1], "size"), root


# C2SP tlog-tiles


def tile_path(level, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/" + "/".join(groups) + (f".p/{width}" if width < 256 else "")


def widths(count):
    """The widths of the tiles that hold `count` hashes of one level."""
    return [256] * (count // 256) + ([count % 256] if count % 256 else [])


def read(directory, path):
    try:
        return (directory / path).read_bytes()
    except OSError:
        raise Refused(f"{path}: missing") from None


def read_text(directory, path):
    try:
        return read(directory, path).decode()
    except UnicodeDecodeError:
        raise Refused(f"{path}: not UTF-8") from None


def read_leaves(directory, size):
    leaves = []
    for index, width in enumerate(widths(size)):
        path = tile_path("entries", index, width)
        data, at, found = read(directory, path), 0, 0
        while at < len(data):
            check(at + 2 <= len(data), f"{path}: cut")
            length = int.from_bytes(data[at : at + 2], "big")
            at += 2
            check(at + length <= len(data), f"{path}: cut")
            leaves.append(data[at : at + length])
            at += length
            found += 1
        check(found == width, f"{path}: {found} leaves, not {width}")
    return leaves


def check_tiles(directory, hashes):
    """Compares each tile with the hashes below it, level by level."""
    level = 0
    while hashes:
        above = []
        for index, width in enumerate(widths(len(hashes))):
            path = tile_path(level, index, width)
            expected = hashes[index * 256 : index * 256 + width]
            check(read(directory, path) == b"".join(expected), f"{path}: other hashes")
            if width == 256:
                above.append(tree_head(expected))
        hashes, level = above, level + 1
    return level


# C2SP tlog-proof


def check_proof(text, leaf, key):
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    check(lines.pop(0) == "c2sp.org/tlog-proof@v1", "proof: another format")
    if lines and lines[0].startswith("extra "):
        unbase64(lines.pop(0)[6:], "extra")
    check(lines and lines[0].startswith("index "), "proof: no index")
    index = decimal(lines.pop(0)[6:], "index")
    path = [unbase64(line, "proof hash") for line in lines]
    check(all(len(hash) == 32 for hash in path), "proof: not SHA-256 hashes")
    size, root = checkpoint(note, key)
    check_inclusion(leaf_hash(leaf), index, size, path, root)
    return index


def verify(directory, vkey):
    key = Key(vkey or read_text(directory, "log.vkey"))
    size, root = checkpoint(read_text(directory, "checkpoint"), key)
    leaves = read_leaves(directory, size)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    check(tree_head(hashes) == root, "checkpoint: the leaves have another root")
    levels = check_tiles(directory, hashes)
    proofs = 0
    for file in sorted(directory.glob("entry-*.tlog-proof")):
        number = int(re.fullmatch(r"entry-([0-9]+)\.tlog-proof", file.name)[1])
        leaf = read(directory, f"entry-{number}.leaf")
        check(check_proof(read_text(directory, file.name), leaf, key) == number, "proof: index")
        check(number < size and leaves[number] == leaf, f"entry-{number}.leaf: another leaf")
        proofs += 1
    return f"ok: {key.name}, {size} leaves, {levels} levels of tiles, {proofs} proofs"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        print(verify(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else None))
    except Refused as refused:
        print(f"refused: {refused}")
        sys.exit(1)
