import pytest
from django.db import IntegrityError

from accounts.models import User
from web.references import ALPHABET, insert_drawn, new_reference, normalise_reference


def test_a_reference_has_its_prefix_and_only_clear_characters():
    prefix, _dash, code = new_reference("SQ").partition("-")

    assert prefix == "SQ"
    assert len(code) == 6
    assert set(code) <= set(ALPHABET)
    assert not set("0O1ILU") & set(ALPHABET)


def test_references_do_not_follow_each_other():
    assert len({new_reference("SQ", 8) for _ in range(2000)}) == 2000


@pytest.mark.parametrize("typed", ["sq-7k2m9", " SQ-7K2M9 ", "SQ－７Ｋ２Ｍ９", "s q-7k 2m9"])
def test_what_people_type_is_understood(typed):
    assert normalise_reference(typed) == "SQ-7K2M9"


def test_what_another_row_has_is_drawn_again(db):
    User.objects.create(username="SQ-222222")
    drawn = iter(["SQ-222222", "SQ-333333"])
    row = User(username="SQ-222222")

    insert_drawn(row, lambda: next(drawn), field="username")

    assert (row.username, User.objects.count()) == ("SQ-333333", 2)


@pytest.mark.both_databases
def test_what_else_the_database_refuses_is_passed_on(db):
    first = User.objects.create(username="SQ-222222")

    with pytest.raises(IntegrityError):
        insert_drawn(User(pk=first.pk, username="SQ-333333"), lambda: "SQ-444444", field="username")

    assert list(User.objects.values_list("username", flat=True)) == ["SQ-222222"]


@pytest.mark.both_databases
def test_it_does_not_draw_for_ever(db):
    User.objects.create(username="SQ-222222")

    with pytest.raises(IntegrityError, match="5 values in a row"):
        insert_drawn(User(username="SQ-222222"), lambda: "SQ-222222", field="username")
