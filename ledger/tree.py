"""What one number stands for every entry, and changes if any of them does?

The Merkle tree of RFC 9162, section 2.1: leaf SHA-256(0x00 || data), node SHA-256(0x01 || left || right),
split at the largest power of two below n, no duplication, empty root SHA-256 of nothing. Pure.
"""

import hashlib
from collections.abc import Iterable, Sequence
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
    """The root over leaf hashes in order, in one pass and memory for one path."""
    return top(frontier(leaves))


def frontier(leaves: Iterable[bytes], before: Sequence[bytes] = (), size: int = 0) -> list[bytes]:
    """The roots of the perfect subtrees that a tree is made of, the largest first.

    before, size: the frontier of the `size` leaves that came before these. After leaf i as many pairs close
    as i + 1 has trailing zero bits.
    """
    stack = list(before)
    for count, subtree in enumerate(leaves, size + 1):
        while not count & 1:
            subtree = node_hash(stack.pop(), subtree)
            count >>= 1
        stack.append(subtree)
    return stack


def top(stack: Sequence[bytes]) -> bytes:
    """The root over a frontier."""
    if not stack:
        return EMPTY
    *others, made = stack
    for left in reversed(others):
        made = node_hash(left, made)
    return made


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The tree from its leaves up, a list a level: a node without a neighbour moves up as it is, so the last is the root."""
    made = [list(leaves)]
    while len(made[-1]) > 1:
        below = made[-1]
        above = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        made.append(above + below[len(above) * 2:])
    return made


def inclusion(made: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """The path of a leaf, from its neighbour up (RFC 9162, 2.1.3.1), of a tree made by `levels`.

    Raises IndexError for an index that the tree does not have.
    """
    if not 0 <= index < len(made[0]):
        raise IndexError(index)
    path = []
    for level in made[:-1]:
        if index ^ 1 < len(level):
            path.append(level[index ^ 1])
        index >>= 1
    return path


def consistency(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """What shows that a log begins with its first `first` entries (RFC 9162, 2.1.4.1).

    Raises IndexError where there are fewer.
    """
    if not 0 <= first <= len(leaves):
        raise IndexError(first)
    return _consistency(leaves, first, True) if 0 < first < len(leaves) else []


def _consistency(leaves: Sequence[bytes], first: int, known: bool) -> list[bytes]:
    """known: whether the verifier knows the root of these leaves already, as the old root."""
    if first == len(leaves):
        return [] if known else [root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if first <= split:
        return [*_consistency(leaves[:split], first, known), root(leaves[split:])]
    return [*_consistency(leaves[split:], first - split, False), root(leaves[:split])]
