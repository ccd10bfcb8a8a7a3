"""Several rows by their keys: what cannot be a key is refused like any other key that is not offered."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from tests.factories.accounts import UserFactory
from web.forms import RowsField


def test_rows_are_chosen_by_their_keys(db):
    one, _other = UserFactory(), UserFactory()

    assert list(RowsField(User.objects.all()).clean([str(one.pk)])) == [one]


@pytest.mark.parametrize("key", ["9" * 19, "-" + "9" * 30, "1" * 5000, "0", "a\x00b"])
def test_what_is_no_key_is_refused(db, key):
    with pytest.raises(ValidationError) as refused:
        RowsField(User.objects.all()).clean([key])

    assert refused.value.error_list[0].code in ("invalid_choice", "invalid_pk_value", "null_characters_not_allowed")
