"""The tables of docs/performance.md after a run that measured only a part."""

from bench.document import BEGIN, DOCUMENT, END, written_into

MACHINE = {
    "processor": "P", "cores": 2, "memory_gb": 8, "system": "Linux", "python": "3.11", "database": "3.40",
}  # fmt: skip
ABOUT = "P, 2 cores, 8 GB, Linux, Python 3.11, SQLite 3.40; 2026-11-29."
OLD = f"""# Performance

{BEGIN}
### SQLite

{ABOUT}

| page of the worklist | 10,000 cases | 100,000 cases | growth |
|---|---|---|---|
| first page (reviewer) | 1.57 | 1.69 | 1.08 |
| last page (reviewer) | 1.60 | 1.59 | 0.99 |

| with | what | measured | goal |
|---|---|---|---|
| 10,000 cases | queries of a page, at most | 9 | ≤ 12 |
|  | 100,012 reminders recorded as events | 5,267/s |  |
|  | 200 for 20, raw SQL, 8 processes | 508 sign-ups/s |  |

### PostgreSQL

Q; 2026-11-28.

| with | what | measured | goal |
|---|---|---|---|
| 10,000 cases | queries of a page, at most | 6 | ≤ 12 |

{END}
## After
"""


def figure(subject: str, what: str, value: str, goal: str = "", met: bool | None = None) -> dict:
    return {"subject": subject, "what": what, "value": value, "goal": goal, "met": met}


def run(*figures: dict, at: str = "2026-12-01") -> list[dict]:
    return [{"machine": MACHINE, "at": f"{at}T08:00:00", "figures": list(figures)}]


def test_a_document_without_a_new_run_stays_as_it_is():
    assert written_into(OLD, {}) == OLD
    assert written_into(DOCUMENT.read_text(), {}) == DOCUMENT.read_text()


def test_a_part_that_was_measured_takes_the_place_of_the_old_and_the_rest_stays():
    new = run(
        figure("SQLite, 10,000 cases", "first page (reviewer): times the bare page", "2.60", "≤ 2.5", False),
        figure("SQLite, 1,000,000 cases", "first page (reviewer): times the bare page", "1.70", "≤ 2.5", True),
        figure("SQLite", "100,003 reminders recorded as events", "6,000/s"),
        figure("SQLite", "something new", "1"),
    )

    text = written_into(OLD, {"sqlite": new})

    expected = (
        OLD.replace(f"{ABOUT}\n", f"{ABOUT.replace('11-29', '12-01')}\n\nRows that were not measured then: {ABOUT}\n")
        .replace("100,000 cases | growth |\n|---", "100,000 cases | 1,000,000 cases | growth |\n|---|---")
        .replace("| 1.57 | 1.69 | 1.08 |", "| 2.60 **missed** | 1.69 | 1.70 | 1.08 |")
        .replace("| 1.60 | 1.59 | 0.99 |", "| 1.60 | 1.59 |  | 0.99 |")
        .replace("100,012 reminders recorded as events | 5,267/s", "100,003 reminders recorded as events | 6,000/s")
        .replace("| 508 sign-ups/s |  |\n", "| 508 sign-ups/s |  |\n|  | something new | 1 |  |\n")
    )
    assert text == expected


def test_a_run_that_measured_everything_leaves_no_word_of_the_earlier_ones():
    first = written_into(
        OLD, {"postgresql": run(figure("PostgreSQL, 10,000 cases", "queries of a page, at most", "9"))}
    )

    assert "### SQLite\n\n" + ABOUT in first
    assert "queries of a page, at most | 6" not in first
    assert "Rows that were not measured then" not in first


def test_two_partial_runs_name_both_days():
    first = written_into(OLD, {"sqlite": run(figure("SQLite", "something new", "1"))})

    second = written_into(first, {"sqlite": run(figure("SQLite", "something new", "2"), at="2026-12-02")})

    days = [ABOUT.replace("11-29", "12-01"), ABOUT]
    assert f"Rows that were not measured then: {' · '.join(days)}\n" in second
    assert second.count("something new") == 1
