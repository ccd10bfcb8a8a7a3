"""Writes the newest figures of each database into docs/performance.md, between its two marks.

`python -m bench.document` after `make bench`; a run that measured only a part replaces only that part.
"""

import json
import re
from typing import Any

from bench.figures import VERDICTS
from bench.private_portal import FOLDER, ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
TIMES, GROWTH = ": times the bare page", "growth: "
SIZE = re.compile(r", ([\d,]+) cases$")


def main() -> None:
    before, _old, after = re.split(f"{BEGIN}|{END}", DOCUMENT.read_text())
    parts = [chapter(vendor) for vendor in TITLES if any(FOLDER.glob(f"{vendor}-*.json"))]
    tables = "\n".join(parts)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{tables}\n{END}{after}")


def chapter(vendor: str) -> str:
    runs = [json.loads(path.read_text()) for path in sorted(FOLDER.glob(f"{vendor}-*.json"))]
    figures = list({(f["subject"], f["what"]): f for run in runs for f in run["figures"]}.values())
    machine = runs[-1]["machine"]
    about = (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}, {TITLES[vendor]} {machine['database']}; {runs[-1]['at'][:10]}."
    )
    lines = [f"### {TITLES[vendor]}", "", about, "", *worklist(figures), "", *others(figures, TITLES[vendor]), ""]
    return "\n".join(lines)


def worklist(figures: list[dict[str, Any]]) -> list[str]:
    """One row per page, one column per number of cases: server time as a multiple of the bare page's."""
    ratios: dict[str, dict[str, str]] = {}
    for figure in figures:
        if figure["what"].endswith(TIMES):
            [size] = SIZE.findall(figure["subject"])
            ratios.setdefault(figure["what"].removesuffix(TIMES), {})[size] = marked(figure)
    growth = {f["what"].removeprefix(GROWTH): marked(f) for f in figures if f["what"].startswith(GROWTH)}
    sizes = list(dict.fromkeys(size for row in ratios.values() for size in row))
    head = ["page of the worklist", *(f"{size} cases" for size in sizes), "growth"]
    rows = [[page, *(row.get(size, "") for size in sizes), growth.get(page, "")] for page, row in ratios.items()]
    return markdown([head, *rows]) if rows else []


def others(figures: list[dict[str, Any]], title: str) -> list[str]:
    pages = {f["what"].removesuffix(TIMES) for f in figures if f["what"].endswith(TIMES)}
    kept = [f for f in figures if not f["what"].endswith(TIMES) and GROWTH not in f["what"] and f["what"] not in pages]
    rows = [[f["subject"].removeprefix(title).removeprefix(", "), f["what"], marked(f), f["goal"]] for f in kept]
    return markdown([["with", "what", "measured", "goal"], *rows]) if rows else []


def marked(figure: dict[str, Any]) -> str:
    return f"{figure['value']} **missed**" if VERDICTS[figure["met"]] == "MISSED" else figure["value"]


def markdown(rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


if __name__ == "__main__":
    main()
