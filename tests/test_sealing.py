"""Is an entry read only by the holder of one woman's key, and only in its own place?"""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import sealing

KEY, OTHER = AESGCM(b"k" * 32), AESGCM(b"o" * 32)
PLACE = sealing.place(b"L" * 16, "stream", 7)


def test_what_was_sealed_opens() -> None:
    """The payload comes back, and its commitment is its own."""
    state = sealing.seal(KEY, b"payload", PLACE)
    assert sealing.open_sealed(KEY, state, PLACE) == b"payload"
    assert sealing.open_checked(KEY, state, PLACE) == (b"payload", True)


def test_the_state_is_commitment_nonce_and_ciphertext() -> None:
    """The stored bytes are those of the design, and can be opened by its words alone."""
    state = sealing.seal(KEY, b"payload", PLACE)
    opened = KEY.decrypt(state[32:44], state[44:], PLACE)
    assert opened[16:] == b"payload"
    assert state[:32] == hashlib.sha256(b"outcomes-ledger commitment v1\x00" + opened).digest()
    assert len(state) == 32 + 12 + 16 + len(b"payload") + 16


def test_two_seals_of_the_same_words_have_nothing_in_common() -> None:
    """Salt and nonce are drawn anew, so that equal entries do not show as equal."""
    one, two = sealing.seal(KEY, b"payload", PLACE), sealing.seal(KEY, b"payload", PLACE)
    assert one[:32] != two[:32]
    assert one[32:44] != two[32:44]
    assert one[44:] != two[44:]


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(32, 82), st.integers(1, 255))
def test_no_byte_of_a_sealed_state_can_be_changed(at: int, mask: int) -> None:
    """A change of nonce or ciphertext does not open."""
    state = bytearray(sealing.seal(KEY, b"payload", PLACE))
    state[at] ^= mask
    with pytest.raises(sealing.DoesNotOpen):
        sealing.open_sealed(KEY, bytes(state), PLACE)


def test_a_changed_commitment_is_seen() -> None:
    """The commitment lies in front of the seal, and is compared with what is sealed."""
    state = sealing.seal(KEY, b"payload", PLACE)
    changed = bytes([state[0] ^ 1]) + state[1:]
    assert sealing.open_checked(KEY, changed, PLACE) == (b"payload", False)


@pytest.mark.parametrize("where", [
    sealing.place(b"M" * 16, "stream", 7), sealing.place(b"L" * 16, "stream", 8), sealing.place(b"L" * 16, "streams", 7)],
    ids=["another ledger", "another version", "another woman"])
def test_a_seal_opens_in_its_own_place_only(where: bytes) -> None:
    """Moved to another ledger, row or woman, it does not open."""
    with pytest.raises(sealing.DoesNotOpen):
        sealing.open_sealed(KEY, sealing.seal(KEY, b"payload", PLACE), where)


def test_another_womans_key_opens_nothing() -> None:
    """One key opens one woman's entries."""
    with pytest.raises(sealing.DoesNotOpen):
        sealing.open_sealed(OTHER, sealing.seal(KEY, b"payload", PLACE), PLACE)


@pytest.mark.parametrize("length", [0, 31, 32, 40, 44, 59])
def test_too_few_bytes_do_not_open(length: int) -> None:
    """What is cut short is said not to open, whatever the length."""
    with pytest.raises(sealing.DoesNotOpen):
        sealing.open_sealed(KEY, sealing.seal(KEY, b"", PLACE)[:length], PLACE)


def test_places_cannot_be_taken_for_each_other() -> None:
    """Stream and version are told apart by a length, so no two rows share their associated data."""
    names = ["", "1", "11", "111", "stream", "strea"]
    assert len({sealing.place(b"L" * 16, name, version) for name in names for version in (0, 1, 256)}) == 18


def test_the_place_is_written_as_the_design_says() -> None:
    """Id, length of the stream in two bytes, stream, version in eight: every seal of every ledger was made with these bytes."""
    assert PLACE == b"L" * 16 + b"\x00\x06" + b"stream" + b"\x00\x00\x00\x00\x00\x00\x00\x07"


def test_what_is_shown_of_an_entry_is_what_was_committed_to() -> None:
    """Salt and payload, by which anybody works out the commitment that is stored."""
    state = sealing.seal(KEY, b"payload", PLACE)
    salt, payload = sealing.open_salted(KEY, state, PLACE)
    assert (len(salt), payload, sealing.commitment(salt, payload)) == (16, b"payload", state[:32])


def test_a_stamp_is_kept_in_its_place_by_the_holder_of_the_secret() -> None:
    """A plain entry reads without keys; only the secret could have written it, and only here."""
    state = sealing.stamp(b"s" * 32, b"payload", PLACE)
    assert state[:32] == hmac.digest(b"s" * 32, PLACE + b"payload", "sha256")
    assert sealing.open_plain(state) == b"payload"
    assert sealing.keeps_stamp(b"s" * 32, state, PLACE)
    assert not sealing.keeps_stamp(b"t" * 32, state, PLACE)
    assert not sealing.keeps_stamp(b"s" * 32, state, PLACE[:-1] + b"\x08")
    assert not sealing.keeps_stamp(b"s" * 32, state[:-1] + b"D", PLACE)
    assert not sealing.keeps_stamp(b"s" * 32, b"", PLACE)


def test_a_stream_is_met_by_all_who_know_the_secret_and_guessed_by_nobody() -> None:
    """The same reference gives the same stream; another secret or reference gives another."""
    assert sealing.stream_of(b"s" * 32, "W-0007") == sealing.stream_of(b"s" * 32, "W-0007")
    assert len({sealing.stream_of(b"s" * 32, "W-0007"), sealing.stream_of(b"t" * 32, "W-0007"),
                sealing.stream_of(b"s" * 32, "W-0008"), sealing.stream_of(b"s" * 32, "w-0007")}) == 4
    assert sealing.stream_of(b"s" * 32, "W-0007") == hmac.digest(b"s" * 32, b"stream\x00W-0007", "sha256").hex()[:32]
