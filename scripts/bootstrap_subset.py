"""Writes static/portal/bootstrap.css: the rules of the vendored Bootstrap whose classes the portal uses.

    .venv/bin/python scripts/bootstrap_subset.py

The whole file is 23 kB on a weak network, most of it for parts that no page has. A class counts as used when its name
stands anywhere in a template, a script or Python code of the portal or in the form templates of crispy; also when what
is before one of its hyphens stands there followed by a variable ("btn-{{ tone }}"). A test compares the file with what
this makes, so whoever uses a class for the first time is told to run it.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import crispy_bootstrap5

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "static" / "vendor" / "bootstrap-5.3.9" / "bootstrap.min.css"
TARGET = ROOT / "static" / "portal" / "bootstrap.css"
WORD = re.compile(r"[A-Za-z_][\w-]*")
DYNAMIC = re.compile(r"([A-Za-z_][\w-]*-)(?=\{|\"\s*\+|'\s*\+|\$\{|%s)")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def corpus() -> str:
    """Everything that can name a class."""
    crispy = Path(crispy_bootstrap5.__file__).parent
    files = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "templates").rglob("*.txt"),
        *(ROOT / "static" / "portal").glob("*.js"),
        *(path for app in apps() for path in app.rglob("*.py") if "migrations" not in path.parts),
        *crispy.rglob("*.html"),
        *crispy.rglob("*.py"),
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(files))


def apps() -> list[Path]:
    patterns = ("*/apps.py", "delivery/*/apps.py")
    return sorted({path.parent for pattern in patterns for path in ROOT.glob(pattern)} | {ROOT / "welfare_portal"})


def rules(css: str) -> Iterator[tuple[str, str]]:
    """("selector or @rule", "body") of one level; a statement without a body has "" and ends in ;"""
    at = 0
    while at < len(css):
        opens, ends = css.find("{", at), css.find(";", at)
        if opens < 0:
            return
        if 0 <= ends < opens:
            yield css[at : ends + 1].strip(), ""
            at = ends + 1
            continue
        depth, close = 1, opens
        while depth:
            close += 1
            depth += {"{": 1, "}": -1}.get(css[close], 0)
        yield css[at:opens].strip(), css[opens + 1 : close]
        at = close + 1


def selectors(text: str) -> list[str]:
    """Split at the commas outside parentheses."""
    parts, depth, begin = [], 0, 0
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append(text[begin:place])
            begin = place + 1
    return [*parts, text[begin:]]


def is_used(name: str, words: set[str], dynamic: set[str]) -> bool:
    return name in words or any(name[: place + 1] in dynamic for place, letter in enumerate(name) if letter == "-")


def subset(css: str, words: set[str], dynamic: set[str]) -> str:
    kept = []
    for head, body in rules(css):
        if head.startswith(("@media", "@supports", "@layer")):
            inner = subset(body, words, dynamic)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif head.startswith("@") or not body:
            kept.append(f"{head}{{{body}}}" if body else head)
        else:
            left = [one for one in selectors(head) if all(is_used(c, words, dynamic) for c in CLASS.findall(one))]
            kept += [f"{','.join(left)}{{{body}}}"] if left else []
    return "\n".join(kept)


def without_idle_animations(css: str) -> str:
    kept = [(head, body) for head, body in rules(css)]
    used = "".join(body for head, body in kept if not head.startswith("@keyframes"))
    names = {head: head.split()[-1] for head, _body in kept if head.startswith("@keyframes")}
    return "\n".join(
        f"{head}{{{body}}}" if body else head for head, body in kept if head not in names or names[head] in used
    )


def made() -> str:
    source = re.sub(r"/\*[^!].*?\*/", "", SOURCE.read_text(encoding="utf-8"), flags=re.DOTALL)
    source = source.split("/*# sourceMappingURL")[0]
    text = corpus()
    words, dynamic = set(WORD.findall(text)), set(DYNAMIC.findall(text))
    notice, rest = source.split("*/", 1)
    return f"{notice}*/\n" + without_idle_animations(subset(rest, words, dynamic)) + "\n"


if __name__ == "__main__":
    TARGET.write_text(made(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes\n")
