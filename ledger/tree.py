"""What one number stands for every entry, and changes if any of them does?

The Merkle tree of RFC 9162, section 2.1: leaf SHA-256(0x00 || data), node SHA-256(0x01 || left || right),
split at the largest power of two below n, no duplication, empty root SHA-256 of nothing. Pure.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

EMPTY: Final = hashlib.sha256().digest()
_LEAF: Final = hashlib.sha256(b"\x00")
_NODE: Final = hashlib.sha256(b"\x01")


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf's bytes."""
    digest = _LEAF.copy()
    digest.update(data)
    return digest.digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    digest = _NODE.copy()
    digest.update(left + right)
    return digest.digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order, in one pass and memory for one path.

    The stack holds the roots of perfect subtrees; after leaf i as many pairs close
    as i + 1 has trailing zero bits.
    """
    stack: list[bytes] = []
    for count, leaf in enumerate(leaves, 1):
        stack.append(leaf)
        while not count & 1:
            right = stack.pop()
            stack[-1] = node_hash(stack[-1], right)
            count >>= 1
    if not stack:
        return EMPTY
    top = stack.pop()
    while stack:
        top = node_hash(stack.pop(), top)
    return top
