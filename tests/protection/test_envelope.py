"""AES-256-GCM bound to its place."""

import base64
import os

import pytest

from protection import envelope, keys
from protection.keys import FieldKey

PLACE = "beneficiaries.person.phone|0001"
NUMBER = "410199193802149016"


@pytest.fixture
def two_keys(settings):
    given = [f"k2:{base64.b64encode(os.urandom(32)).decode()}", f"k1:{base64.b64encode(os.urandom(32)).decode()}"]
    settings.PORTAL_FIELD_KEYS = given
    keys.forget()
    return given


def test_a_value_comes_back_from_its_place(two_keys):
    sealed = envelope.close(NUMBER, PLACE)

    assert sealed.startswith("A1|k2|")
    assert NUMBER not in sealed
    assert len(sealed) < 80
    assert envelope.open_(sealed, PLACE) == NUMBER


def test_the_same_value_never_looks_the_same(two_keys):
    assert envelope.close(NUMBER, PLACE) != envelope.close(NUMBER, PLACE)


@pytest.mark.parametrize("elsewhere", ["beneficiaries.person.phone|0002", "beneficiaries.person.address|0001", ""])
def test_a_value_does_not_open_elsewhere(two_keys, elsewhere):
    sealed = envelope.close(NUMBER, PLACE)

    with pytest.raises(envelope.Tampered):
        envelope.open_(sealed, elsewhere)


def test_every_flipped_bit_is_noticed(two_keys):
    parsed = envelope.parse(envelope.close("13800000000", PLACE))
    for place in range(len(parsed.body)):
        body = bytearray(parsed.body)
        body[place] ^= 1
        with pytest.raises(envelope.Tampered):
            envelope.open_(str(envelope.Envelope(parsed.suite, parsed.kid, parsed.nonce, bytes(body))), PLACE)


def test_an_older_key_still_opens(two_keys):
    old = keys.key_named("k1")

    assert envelope.open_(envelope.close(NUMBER, PLACE, old), PLACE) == NUMBER


def test_an_unknown_key_is_named_and_nothing_else(two_keys):
    sealed = envelope.close(NUMBER, PLACE, FieldKey("k9", os.urandom(32)))

    with pytest.raises(keys.UnknownKey, match=r"^k9$"):
        envelope.open_(sealed, PLACE)


@pytest.mark.parametrize(
    "text", ["", NUMBER, "A1|k2|x|y", "B7|k2|AAAAAAAAAAAAAAAA|AAAA", "A1||AAAAAAAAAAAAAAAA|AAAA", "a|b|c|d|e"]
)
def test_what_is_no_envelope_is_told_apart(text):
    assert envelope.is_envelope(text) is False


def test_a_field_key_does_not_print_its_secret():
    assert repr(FieldKey("k1", b"s" * 32)) == "FieldKey('k1')"
