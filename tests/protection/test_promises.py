"""What verify says when a key is missing."""

import base64
import os

import pytest

from protection import keys, promises
from tests.factories.beneficiaries import PersonFactory


@pytest.mark.django_db
def test_missing_keys_and_their_values_are_named(settings):
    PersonFactory(phone="19900000001")
    assert [line for _sentence, look in promises.CHECKS for line in look()] == []
    old = keys.newest_key().kid
    settings.PORTAL_FIELD_KEYS = [f"other:{base64.b64encode(os.urandom(32)).decode()}"]
    keys.forget()

    assert [line for _sentence, look in promises.CHECKS for line in look()] == [
        f"field key {old}: missing from PORTAL_FIELD_KEYS, or another secret under this name",
        "beneficiaries.Person.phone: 1 values under a key that is not here",
    ]
