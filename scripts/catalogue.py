"""The Chinese catalogues: one per app, complete, compiled without GNU gettext.

    python scripts/catalogue.py update volunteers   writes new msgids of volunteers/, templates/volunteers/ and
                                                    templates/admin/volunteers/ into its .po, drops unused ones
    python scripts/catalogue.py compile             writes every django.mo that is out of date (or: compile volunteers)
    python scripts/catalogue.py check               says what is missing, fuzzy, out of date or contradictory; exit 1

How to work: `update <app>`, fill in the empty msgstr, `compile <app>`, commit .po and .mo. A msgid that another app, or
Django, already translates arrives filled in; correct it if it does not fit, and give it a context (pgettext) when the
two must differ, because at run time all catalogues become one.

Base templates, components, admin and error pages belong to `web`; templates/account|mfa|allauth to `accounts`.
`thirdparty` fills gaps of libraries; nothing is extracted for it.
"""

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
THIRDPARTY = "thirdparty"
PLURAL_FORMS = "nplurals=1; plural=0;"
EXTRA_SOURCES = {
    "web": (
        "welfare_portal",
        "templates/*",
        "templates/_components",
        "templates/admin/*",
        "templates/registration",
        "templates/django",
    ),
    "accounts": ("templates/account", "templates/mfa", "templates/allauth"),
}
TEMPLATE_SUFFIXES = {".html", ".txt", ".js", ".webmanifest"}

# function → (places of context, singular, plural) among its arguments
CALLS = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
    "_": (None, 0, None),
}
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"(?<![\w.])(n?p?gettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%[sd]|\{(\w*)\}")


class Message(NamedTuple):
    context: str | None
    msgid: str
    plural: str | None

    @property
    def key(self) -> tuple[str | None, str]:
        return (self.context, self.msgid)


class NotAConstant(ValueError):
    """A msgid that is put together at run time: no catalogue can hold it."""


# --- Finding msgids --------------------------------------------------------------------------------------------------


def folders() -> dict[str, Path]:
    """Each app with its folder; those of delivery/ go by their own name."""
    found = (path.parent for pattern in ("*/apps.py", "delivery/*/apps.py") for path in ROOT.glob(pattern))
    return {folder.name: folder for folder in found if folder.name != "welfare_portal"}


def apps() -> list[str]:
    return sorted(folders())


def sources_of(app: str) -> Iterator[Path]:
    package = folders()[app].relative_to(ROOT).as_posix()
    for place in (package, f"templates/{app}", f"templates/admin/{app}", *EXTRA_SOURCES.get(app, ())):
        folder, deep = (ROOT / place[:-2], False) if place.endswith("/*") else (ROOT / place, True)
        for path in sorted(folder.rglob("*") if deep else folder.glob("*")):
            if path.is_file() and "migrations" not in path.parts:
                yield path


def messages_of(app: str) -> dict[tuple[str | None, str], tuple[Message, list[str]]]:
    """Every msgid of the app with the files that use it."""
    found: dict[tuple[str | None, str], tuple[Message, list[str]]] = {}
    for path in sources_of(app):
        name = path.relative_to(ROOT).as_posix()
        for message in messages_in(path):
            known, files = found.get(message.key, (message, []))
            if name not in files:
                files.append(name)
            found[message.key] = (message if message.plural else known, files)
    return found


def messages_in(path: Path) -> Iterator[Message]:
    if path.suffix == ".py":
        yield from messages_in_python(path.read_text(), path)
    elif path.suffix in TEMPLATE_SUFFIXES:
        yield from messages_in_template(path.read_text(), path)


def messages_in_python(text: str, path: Path) -> Iterator[Message]:
    tree = ast.parse(text)
    names = aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (function := function_of(node, names)):
            yield message_of(function, [constant(argument) for argument in node.args], path, node.lineno)


def aliases(tree: ast.AST) -> dict[str, str]:
    """Names that stand for a gettext function here: `from … import gettext_lazy as _` gives _ → gettext_lazy."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {
        alias.asname or alias.name: alias.name
        for node in imports
        if (node.module or "").endswith("translation")
        for alias in node.names
        if alias.name in CALLS
    }


def function_of(node: ast.Call, names: dict[str, str]) -> str:
    """The gettext function that this call calls, or ""."""
    if isinstance(node.func, ast.Name):
        return names.get(node.func.id, "")
    return node.func.attr if isinstance(node.func, ast.Attribute) and node.func.attr in CALLS else ""


def constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def messages_in_template(text: str, path: Path) -> Iterator[Message]:
    """Reads what Django's own templatize makes of the template, so trimming and %% are exactly as at run time."""
    for match in TEMPLATE_CALL.finditer(templatize(text, origin=str(path))):
        yield message_of(match[1], list(ast.literal_eval(f"({match[2]},)")), path, 0)


def message_of(function: str, arguments: list[str | None], path: Path, line: int) -> Message:
    parts = [None if place is None else (arguments + [None] * 3)[place] for place in CALLS[function]]
    if not parts[1]:
        raise NotAConstant(f"{path.relative_to(ROOT)}:{line}: the text for {function}() is not a plain string")
    return Message(*parts)


# --- Catalogues ------------------------------------------------------------------------------------------------------


def po_path(app: str) -> Path:
    return LOCALE / app / "zh_Hans" / "LC_MESSAGES" / "django.po"


def read(app: str) -> polib.POFile:
    return polib.pofile(str(po_path(app)), wrapwidth=0) if po_path(app).exists() else new_catalogue()


def new_catalogue() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS,
    }
    return catalogue


def entries(catalogue: polib.POFile) -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def texts(entry: polib.POEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural.values()) if entry.msgid_plural else (entry.msgstr,)


def update(app: str) -> None:
    old, known = entries(read(app)), translations_elsewhere(app)
    fresh = new_catalogue()
    for key, (message, files) in sorted(messages_of(app).items(), key=lambda item: (item[1][1][0], item[0][1])):
        text = next((found for found in (first_text(old.get(key)), known.get(key, "")) if found), "")
        fresh.append(entry_of(message, files, text))
    po_path(app).parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(po_path(app)))
    empty = [entry.msgid for entry in fresh if not all(texts(entry))]
    print(f"{app}: {len(fresh)} msgids, {len(empty)} to translate")


def first_text(entry: polib.POEntry | None) -> str:
    return texts(entry)[0] if entry else ""


def entry_of(message: Message, files: list[str], text: str) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=message.context, msgid=message.msgid, occurrences=[(name, "") for name in files])
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: text}
    else:
        entry.msgstr = text
    if PLACEHOLDER.search(message.msgid) and "%" in message.msgid:
        entry.flags.append("python-format")
    return entry


def translations_elsewhere(app: str) -> dict[tuple[str | None, str], str]:
    """What Django and the other apps already say."""
    folder = Path(django.__file__).parent / "conf" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    shipped = {(e.msgctxt, e.msgid): first_text(e) for e in polib.mofile(str(folder))}
    for other in catalogues():
        if other != app:
            shipped |= {key: first_text(entry) for key, entry in entries(read(other)).items() if first_text(entry)}
    return shipped


def catalogues() -> list[str]:
    return sorted(path.name for path in LOCALE.glob("*") if po_path(path.name).exists())


def compile_catalogue(app: str) -> None:
    """Writes the .mo where it differs, so that an unchanged catalogue keeps its file."""
    target, binary = po_path(app).with_suffix(".mo"), read(app).to_binary()
    if not target.exists() or target.read_bytes() != binary:
        target.write_bytes(binary)
        print(f"{app}: compiled")


# --- Checking --------------------------------------------------------------------------------------------------------


def problems() -> list[str]:
    """Everything that would show English, or the wrong words, to a Chinese reader."""
    found = [line for app in apps() for line in gaps(app)]
    found += [line for app in catalogues() for line in faults(app)]
    return found + contradictions()


def gaps(app: str) -> list[str]:
    used, present = messages_of(app), entries(read(app))
    missing = [f"{app}: not in the catalogue: {msgid!r}" for context, msgid in used if (context, msgid) not in present]
    unused = [f"{app}: no longer used: {msgid!r}" for context, msgid in present if (context, msgid) not in used]
    return missing + unused


def faults(app: str) -> list[str]:
    catalogue, lines = read(app), []
    for entry in catalogue:
        if entry.fuzzy or entry.obsolete or not all(texts(entry)):
            lines.append(f"{app}: not translated: {entry.msgid!r}")
        elif placeholders(entry.msgid_plural or entry.msgid) != placeholders(texts(entry)[0]):
            lines.append(f"{app}: other placeholders than its msgid: {entry.msgid!r}")
    if catalogue.metadata.get("Plural-Forms") != PLURAL_FORMS:
        lines.append(f"{app}: Plural-Forms is not {PLURAL_FORMS!r}")
    compiled = po_path(app).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        lines.append(f"{app}: django.mo is out of date; run `python scripts/catalogue.py compile`")
    return lines


def placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def contradictions() -> list[str]:
    """One msgid with two translations: which of them a reader gets would depend on the order of the catalogues."""
    said: dict[tuple[str | None, str], tuple[str, str]] = {}
    lines = []
    for app in catalogues():
        for key, entry in entries(read(app)).items():
            other, text = said.setdefault(key, (app, first_text(entry)))
            if text and first_text(entry) and text != first_text(entry):
                lines.append(f"{app} and {other} differ: {key[1]!r} is {first_text(entry)!r} and {text!r}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["update", "compile", "check"])
    parser.add_argument("apps", nargs="*", help="default: all")
    given = parser.parse_args()
    settings.configure(USE_I18N=True)
    if given.command == "update":
        for app in given.apps or apps():
            update(app)
    elif given.command == "compile":
        for app in given.apps or catalogues():
            compile_catalogue(app)
    else:
        wanted = [line for line in problems() if not given.apps or line.split(":")[0] in given.apps]
        print("\n".join(wanted) or "catalogues: complete")
        return 1 if wanted else 0
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
