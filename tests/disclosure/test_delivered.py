"""What programs that deliver things tell the public: their figures, without numbers that point at somebody."""

from datetime import date

import pytest

from disclosure.delivered import delivered_rows
from disclosure.spans import Span
from programs.delivered import DeliveredFigure

PEOPLE = {1: 3, 2: 9, 3: 0, 4: 0}  # per quarter; a test changes them


def figures(first: date, last: date):
    quarters = [quarter for quarter in PEOPLE if first <= date(2026, 3 * quarter - 1, 1) <= last]
    people = sum(PEOPLE[quarter] for quarter in quarters)
    return [
        DeliveredFigure("meals", "Porridge house", "Breakfasts", 40 * len(quarters)),
        DeliveredFigure("meals", "Porridge house", "People fed", people, counts_people=True),
    ]


@pytest.fixture(autouse=True)
def source(settings):
    settings.DELIVERED_FIGURES = ["tests.disclosure.test_delivered.figures"]


def numbers(span: Span) -> list[int | None]:
    return [row["number"] for row in delivered_rows(span, 5)]


def test_rows_are_in_both_languages():
    row = delivered_rows(Span(2026), 5)[0]

    assert row == {
        "program": {"zh-hans": "Porridge house", "en": "Porridge house"},
        "figure": {"zh-hans": "Breakfasts", "en": "Breakfasts"},
        "number": 160,
        "people": None,
    }
    assert [row["people"] for row in delivered_rows(Span(2026, 2), 5)] == [None, 9]


@pytest.mark.parametrize(
    ("per_quarter", "quarters", "year"),
    [
        ((9, 9, 9, 9), [9, 9, 9, 9], 36),
        ((9, 0, 0, 9), [9, 0, 0, 9], 18),  # nobody is no group
        ((3, 9, 0, 0), [None, 9, 0, 0], None),  # 12 - 9 would tell the first quarter
        ((2, 2, 9, 0), [None, None, 9, 0], None),  # two together are still too few
        ((3, 4, 9, 0), [None, None, 9, 0], 16),  # seven people, nobody knows in which quarter
        ((1, 1, 1, 1), [None] * 4, None),
        ((0, 0, 0, 0), [0] * 4, 0),
    ],
)
def test_small_numbers_of_people_stay_untold_and_cannot_be_computed(monkeypatch, per_quarter, quarters, year):
    for quarter, number in enumerate(per_quarter, 1):
        monkeypatch.setitem(PEOPLE, quarter, number)

    assert [numbers(Span(2026, quarter))[1] for quarter in range(1, 5)] == quarters
    assert numbers(Span(2026))[1] == year
    assert numbers(Span(2026))[0] == 160


def test_the_page_says_that_there_are_too_few(client, db):
    client.cookies["portal_language"] = "en"

    response = client.get("/transparency/delivered/?year=2026")

    assert response.status_code == 200
    text = response.content.decode()
    assert "People fed" in text
    assert "too few people" in text
    assert '<td data-label="Number" class="r num">3' not in text
