"""Checks a receipt as its specifications say, and shares no line with the product.

    python3 check_receipt.py RECEIPT KEY

C2SP tlog-proof (the receipt), signed-note (key and signature), tlog-checkpoint (the signed text), RFC 6962 section 2.1.1
with the verification of RFC 9162 section 2.1.3.2 (the path). Prints the sequence, the size and the SHA-256 of the event.
"""

import base64
import hashlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def fail(reason):
    print(reason, file=sys.stderr)
    sys.exit(1)


def key_of(line):
    name, identity, encoded = line.strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    if raw[0] != 1 or len(raw) != 33:
        fail("the key is not Ed25519")
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if expected.hex() != identity:
        fail("the key has another id")
    return name, expected, Ed25519PublicKey.from_public_bytes(raw[1:])


def signed_text(note, key_line):
    name, identity, key = key_of(key_line)
    text, _, signatures = note.rpartition(b"\n\n")
    text += b"\n"
    for line in signatures.decode().splitlines():
        dash, signer, encoded = line.split(" ")
        raw = base64.b64decode(encoded, validate=True)
        if dash == "\u2014" and signer == name and raw[:4] == identity:
            try:
                key.verify(raw[4:], text)
            except InvalidSignature:
                fail("the signature does not fit the text")
            return name, text.decode()
    fail("no signature of this key")


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf, index, size, path):
    if index >= size:
        fail("the index lies beyond the tree")
    first, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            fail("the path is too long")
        if first & 1 or first == last:
            root = node(sibling, root)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            root = node(root, sibling)
        first, last = first >> 1, last >> 1
    if last:
        fail("the path is too short")
    return root


def main():
    receipt = open(sys.argv[1], "rb").read()
    head, _, note = receipt.partition(b"\n\n")
    lines = head.decode().splitlines()
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        fail("this is no receipt")
    event = base64.b64decode(lines[1][6:], validate=True)
    index = int(lines[2][6:])
    path = [base64.b64decode(line, validate=True) for line in lines[3:]]
    name, text = signed_text(note, open(sys.argv[2]).read())
    origin, size, root = text.splitlines()[:3]
    if origin != name:
        fail("the checkpoint is of another log")
    leaf = hashlib.sha256(b"\x00" + event).digest()
    if root_of(leaf, index, int(size), path) != base64.b64decode(root, validate=True):
        fail("the event is not under the signed root")
    print(index, size, hashlib.sha256(event).hexdigest())


main()
