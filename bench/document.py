"""Writes the newest figures of each database into docs/performance.md, between its two marks.

`python -m bench.document` after `make bench`; a run that measured only a part replaces only that part, whether
the files of earlier runs are still there or not.
"""

import json
import re
from typing import Any

from bench.figures import VERDICTS
from bench.kept_rows import Chapter, merged, read
from bench.private_portal import FOLDER, ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
TIMES, GROWTH = ": times the bare page", "growth: "
HEADING = r"(?ms)^### (.+?)\n(.*?)(?=^### |\Z)"
SIZE = re.compile(r", ([\d,]+) cases$")


def main() -> None:
    text = DOCUMENT.read_text()
    DOCUMENT.write_text(written_into(text, {vendor: runs for vendor in TITLES if (runs := runs_of(vendor))}))


def runs_of(vendor: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(FOLDER.glob(f"{vendor}-*.json"))]


def written_into(text: str, runs: dict[str, list[dict[str, Any]]]) -> str:
    """The document with the figures of these runs by database; what they did not measure stays as it stands there."""
    before, old, after = re.split(f"{BEGIN}|{END}", text)
    chapters = dict(re.findall(HEADING, old))
    parts = []
    for vendor, title in TITLES.items():
        known = read(chapters.get(title, ""))
        found = merged(known, chapter(vendor, runs[vendor])) if vendor in runs else known
        parts += [f"### {title}", "", *found.lines()] if found.about else []
    return f"{before}{BEGIN}\n" + "\n".join(parts) + f"\n{END}{after}"


def chapter(vendor: str, runs: list[dict[str, Any]]) -> Chapter:
    figures = list({(f["subject"], f["what"]): f for run in runs for f in run["figures"]}.values())
    machine = runs[-1]["machine"]
    about = (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}, {TITLES[vendor]} {machine['database']}; {runs[-1]['at'][:10]}."
    )
    return Chapter(about, worklist=worklist(figures), others=others(figures, TITLES[vendor]))


def worklist(figures: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Page → number of cases → server time as a multiple of the bare page's, and its growth."""
    found: dict[str, dict[str, str]] = {}
    for figure in figures:
        if figure["what"].endswith(TIMES):
            [size] = SIZE.findall(figure["subject"])
            found.setdefault(figure["what"].removesuffix(TIMES), {})[f"{size} cases"] = marked(figure)
        elif figure["what"].startswith(GROWTH):
            found.setdefault(figure["what"].removeprefix(GROWTH), {})["growth"] = marked(figure)
    return found


def others(figures: list[dict[str, Any]], title: str) -> list[list[str]]:
    pages = {f["what"].removesuffix(TIMES) for f in figures if f["what"].endswith(TIMES)}
    kept = [f for f in figures if not f["what"].endswith(TIMES) and GROWTH not in f["what"] and f["what"] not in pages]
    return [[f["subject"].removeprefix(title).removeprefix(", "), f["what"], marked(f), f["goal"]] for f in kept]


def marked(figure: dict[str, Any]) -> str:
    return f"{figure['value']} **missed**" if VERDICTS[figure["met"]] == "MISSED" else figure["value"]


if __name__ == "__main__":
    main()
