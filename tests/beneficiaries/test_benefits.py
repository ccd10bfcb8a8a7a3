"""The ledger of a household: what it asked for, received, was refused; sums by year; what a new application meets."""

from datetime import date

import pytest

from beneficiaries import benefits
from beneficiaries.benefits import ASKED, ENDED, RECEIVED, REFUSED, Benefit, by_year, ledger_of, overlaps
from tests.factories.beneficiaries import PersonFactory

ON = date(2023, 9, 5)


def line(on=ON, outcome=RECEIVED, fen=100_000, kind="student_aid", person=1, source="a:1") -> Benefit:
    return Benefit(on, person, "助学", "已发放", fen, "/x/", outcome, kind, source)


def test_sums_by_year_the_newest_first():
    lines = [
        line(),
        line(fen=50_000),
        line(outcome=ASKED, fen=None),
        line(outcome=REFUSED, fen=None),
        line(outcome=ENDED, fen=70_000),
        line(on=date(2022, 12, 31), fen=30_000),
    ]

    assert [(y.year, y.received_fen, y.received, y.asked, y.refused) for y in by_year(lines)] == [
        (2023, 150_000, 2, 1, 1),
        (2022, 30_000, 1, 0, 0),
    ]


def test_a_new_application_meets_what_is_open_and_what_was_received_this_year():
    other = line(kind="illness", outcome=ASKED, on=date(2021, 1, 1), source="a:2")
    same = line(source="a:3")
    long_ago = line(on=date(2022, 12, 31), source="a:4")
    refused = line(outcome=REFUSED, source="a:5")
    itself = line(outcome=ASKED, source="a:6")

    assert overlaps([other, same, long_ago, refused, itself], kind="student_aid", on=ON, without="a:6") == [same, other]


@pytest.mark.django_db
def test_the_ledger_holds_every_record_of_the_people(monkeypatch):
    kept = PersonFactory(name="张演一")
    absorbed = PersonFactory(name="张演伊", merged_into=kept)
    PersonFactory()
    monkeypatch.setattr(benefits, "_sources", {})
    asked = []

    def source(user, ids):
        asked.append(sorted(ids))
        return [line(person=absorbed.pk, on=date(2022, 1, 1)), line(person=kept.pk)]

    benefits.register_benefits(source)
    ledger = ledger_of(None, [kept.pk])

    assert asked == [[kept.pk, absorbed.pk]]
    assert [row.name for row in ledger.lines] == ["张演一", "张演伊"]
    assert ledger.received_fen == 200_000
