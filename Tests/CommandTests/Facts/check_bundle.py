"""Checks the events of a bundle against its checkpoint as the format says, and shares no line with the product.

    python3 check_bundle.py BUNDLE KEY

The page Bundles of the documentation (the file `events`), C2SP signed-note and tlog-checkpoint (key, signature, signed
text), RFC 6962 section 2.1 (the tree). Prints the size of the tree, how many events are there, and the SHA-256 of all of
them, one behind the other.
"""

import base64
import hashlib
import json
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def fail(reason):
    print(reason, file=sys.stderr)
    sys.exit(1)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def believed(note, key_line):
    name, identity, encoded = key_line.decode().strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if raw[0] != 1 or len(raw) != 33 or expected.hex() != identity:
        fail("the key is not Ed25519, or has another id")
    text, _, signatures = note.rpartition(b"\n\n")
    text += b"\n"
    for line in signatures.decode().splitlines():
        dash, signer, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        if dash == "\u2014" and signer == name and signature[:4] == expected:
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature[4:], text)
            except InvalidSignature:
                fail("the signature does not fit the text")
            return name, text.decode().splitlines()
    fail("no signature of this key")


class Tree:
    """The right edge of the tree: the roots of its perfect subtrees."""

    def __init__(self):
        self.size = 0
        self.peaks = []

    def add(self, node, level):
        if self.size % (1 << level):
            fail("a subtree does not begin at a multiple of its size")
        rest = self.size >> level
        while rest & 1:
            node = hashlib.sha256(b"\x01" + self.peaks.pop() + node).digest()
            rest >>= 1
        self.peaks.append(node)
        self.size += 1 << level

    def root(self):
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = hashlib.sha256(b"\x01" + peak + node).digest()
        return node


class Bytes:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if self.at + count > len(self.data):
            fail("the events are cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize(form)))[0]


def events_of(block, first):
    if block[:4] != b"MCB1" or struct.unpack_from("<H", block, 4)[0] != 1:
        fail("a block without its mark")
    peaks, count, length, sequence = struct.unpack_from("<HIIQ", block, 6)
    if sequence != first:
        fail("a block of another place")
    offsets = struct.unpack_from("<%dI" % (count + 1), block, 64 + 32 * peaks)
    body = block[64 + 32 * peaks + 4 * (count + 1) :]
    if len(body) != length or offsets[-1] != length:
        fail("a block of another length")
    return [body[offsets[index] : offsets[index + 1]] for index in range(count)]


def main():
    bundle, key = sys.argv[1], read(sys.argv[2])
    name, lines = believed(read(bundle + "/checkpoint"), key)
    if lines[0] != name:
        fail("the checkpoint is of another log")
    size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    data = Bytes(read(bundle + "/events"))
    if data.take(8) != b"MCPRUNE1" or data.number("Q") != size:
        fail("no events of this checkpoint")
    tree, chosen = Tree(), []

    def add(event):
        if event[:1] != b"\x09" or struct.unpack_from("<Q", event, 1)[0] != tree.size:
            fail("an event of another place")
        leaf = hashlib.sha256(b"\x00" + event).digest()
        tree.add(leaf, 0)
        chosen.append(event)
        return leaf

    while tree.size < size:
        kind = data.number("B")
        if kind == 1:
            item = bytes([1]) + data.take(33)
            if data.take(4) != hashlib.sha256(item).digest()[:4]:
                fail("a subtree with another check")
            tree.add(item[2:], item[1])
        elif kind == 2:
            for event in events_of(data.take(data.number("I")), tree.size):
                add(event)
        elif kind == 3:
            event = data.take(data.number("H"))
            if data.take(4) != add(event)[:4]:
                fail("an event with another check")
        else:
            fail("an item of no kind")
    if tree.size != size or data.at != len(data.data):
        fail("the events do not end with the tree")
    if tree.root() != root:
        fail("the events are not under the signed root")
    manifest = read(bundle + "/bundle.json")
    for file in json.loads(manifest)["files"]:
        content = read(bundle + "/" + file["name"])
        if len(content) != file["size"] or hashlib.sha256(content).hexdigest() != file["sha256"]:
            fail(file["name"] + " is not what the manifest says")
    signer, words = believed(read(bundle + "/bundle.note"), key)
    if words != ["motcham bundle 1", signer, "sha256 " + hashlib.sha256(manifest).hexdigest()]:
        fail("the manifest is not what was signed")
    print(size, len(chosen), hashlib.sha256(b"".join(chosen)).hexdigest())


main()
