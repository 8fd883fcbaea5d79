"""Does one number stand for every entry, and change if any of them does?"""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import tree

LEAVES = [bytes.fromhex(data) for data in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [   # Certificate Transparency's reference implementation, the roots over the first 1 to 8 of them
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"]
DIGESTS = st.lists(st.binary(min_size=32, max_size=32), max_size=70)


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word for word: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_the_book(leaves[:split]) + by_the_book(leaves[split:])).digest()


def test_roots_are_those_of_certificate_transparency() -> None:
    """The published roots over 1 to 8 leaves come out."""
    leaves = [tree.leaf_hash(data) for data in LEAVES]
    assert [tree.root(leaves[:size]).hex() for size in range(1, 9)] == ROOTS


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    """An empty log has a root too, and no leaf can have it."""
    assert tree.root([]) == tree.EMPTY == hashlib.sha256(b"").digest()
    assert tree.leaf_hash(b"") != tree.EMPTY


def test_a_leaf_cannot_pass_for_a_node() -> None:
    """Leaves and nodes are hashed under different first bytes."""
    left, right = tree.leaf_hash(b"left"), tree.leaf_hash(b"right")
    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)


@settings(derandomize=True, deadline=None)
@given(DIGESTS)
def test_the_stack_gives_the_root_of_the_book(leaves: list[bytes]) -> None:
    """One pass with a stack is the recursion of RFC 9162, at every size."""
    assert tree.root(iter(leaves)) == by_the_book(leaves)


@settings(derandomize=True, deadline=None)
@given(DIGESTS, st.data())
def test_any_change_of_any_leaf_changes_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    """Changed, dropped, doubled or swapped: the root is another."""
    leaves = leaves or [bytes(32)]
    at = data.draw(st.integers(0, len(leaves) - 1))
    whole = tree.root(leaves)
    assert tree.root([*leaves[:at], bytes(b ^ 1 for b in leaves[at]), *leaves[at + 1:]]) != whole
    assert tree.root([*leaves[:at], *leaves[at + 1:]]) != whole
    assert tree.root([*leaves[:at], leaves[at], *leaves[at:]]) != whole
    if at and leaves[at] != leaves[at - 1]:
        assert tree.root([*leaves[:at - 1], leaves[at], leaves[at - 1], *leaves[at + 1:]]) != whole


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_tree_shows_nothing_of_what_it_does_not_have(size: int) -> None:
    """No path for a leaf before its first or behind its last; no beginning longer than itself."""
    leaves = [tree.leaf_hash(data) for data in LEAVES[:size]]
    for index in (-1, size):
        with pytest.raises(IndexError):
            tree.inclusion(tree.levels(leaves), index)
    for first in (-1, size + 1):
        with pytest.raises(IndexError):
            tree.consistency(leaves, first)
    assert tree.consistency(leaves, 0) == tree.consistency(leaves, size) == []
