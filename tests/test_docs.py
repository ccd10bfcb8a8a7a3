"""The documents say what is there: every path, link, command, setting and account that they name exists."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from accounts.demo import SIGN_INS

ROOT = Path(__file__).resolve().parent.parent
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|txt|toml|sh|html)")
FROM_ENVIRONMENT = re.compile(r"(?:env\.\w+\(|os\.environ\.get\()\s*\"([A-Z_]+)\"")
WRITTEN_AT_RUN_TIME = ("var/",)
NOT_FOR_OPERATORS = {"PORTAL_TEST"}  # set by the test suite alone


def tracked() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in names if (ROOT / name).is_file()]


TRACKED = tracked()
PLACES = {*TRACKED, *(f"{parent}/" for name in TRACKED for parent in Path(name).parents)}
DOCUMENTS = [name for name in TRACKED if name.endswith(".md") and name.startswith(("README", "CHANGELOG", "docs/"))]
every_document = pytest.mark.parametrize("name", DOCUMENTS)


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def named_paths(text: str) -> list[str]:
    words = (word.strip(".,;:()") for quoted in QUOTED.findall(text) for word in quoted.split())
    return [word for word in words if PATH.fullmatch(word) and not word.startswith(WRITTEN_AT_RUN_TIME)]


def is_there(path: str) -> bool:
    """As it stands, or below the folder that the sentence is about (`schemes/`, `questions.py`, `ci/run`)."""
    folder = path if path.endswith("/") else f"{path}/"
    return any(place in (path, folder) or place.endswith((f"/{path}", f"/{folder}", f".{path}")) for place in PLACES)


@every_document
def test_every_path_is_there(name):
    assert [path for path in named_paths(text_of(name)) if not is_there(path)] == []


def test_control_a_path_that_is_not_there_is_noticed():
    text = "see `tests/funds/test_nothing.py`, `nothing.py` and `tests/nowhere/`; `manage.py` is there"

    assert [path for path in named_paths(text) if not is_there(path)] == [
        "tests/funds/test_nothing.py",
        "nothing.py",
        "tests/nowhere/",
    ]


@every_document
def test_every_link_leads_somewhere(name):
    links = [link for link in LINK.findall(text_of(name)) if not re.match(r"[a-z]+:", link)]

    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_every_promise_names_the_test_files_that_prove_it():
    rows = text_of("docs/architecture.md").partition("## Where each promise is proven")[2].partition("\n## ")[0]
    table = [row.split("|") for row in rows.splitlines() if row.startswith("| ")][1:]
    proofs = {cells[1].strip(): QUOTED.findall(cells[3]) for cells in table}

    vague = {promise: files for promise, files in proofs.items() if not any(f.endswith(".py") for f in files)}
    assert len(proofs) >= 10
    assert vague == {}


@every_document
def test_every_command_is_there(name):
    text = text_of(name)
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))

    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) - set(get_commands()) == set()
    assert set(re.findall(r"(?:^|`|&& )make ([a-z]+)", text, re.MULTILINE)) - targets == set()


def test_every_command_of_the_portal_is_told_to_its_operators():
    ours = {Path(name).stem for name in TRACKED if re.fullmatch(r"\w+/management/commands/[a-z]\w+\.py", name)}
    told = text_of("README.md") + text_of("docs/operations.md") + text_of("docs/security.md")

    assert [command for command in sorted(ours) if not re.search(rf"\b{command}\b", told)] == []


def test_every_setting_stands_in_the_table_and_nothing_else_does():
    sources = [name for name in TRACKED if name.startswith("welfare_portal/") and name.endswith(".py")]
    read = {found for name in sources for found in FROM_ENVIRONMENT.findall(text_of(name))}
    table = text_of("docs/operations.md").partition("## Settings")[2].partition("\n## ")[0]
    told = {word for row in table.splitlines() if row.startswith("| `") for word in QUOTED.findall(row.split("|")[1])}

    assert told == read - NOT_FOR_OPERATORS


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_readmes_name_every_demo_account(name):
    text = text_of(name)

    assert [account.username for account in SIGN_INS if f"`{account.username}`" not in text] == []


def test_names_of_the_glossary_are_names_of_the_code():
    tested = [name for name in TRACKED if name.endswith(".py") and not name.startswith("tests/")]
    code = "\n".join(text_of(name) for name in tested)
    names = [name.rpartition(".")[2] for name in QUOTED.findall(text_of("docs/glossary.md"))]

    assert len(names) > 20
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", code)] == []


def test_decisions_are_numbered_once():
    numbers = [Path(name).name[:4] for name in TRACKED if name.startswith("docs/adr/")]

    assert sorted(numbers) == sorted(set(numbers))
    assert [n for n in numbers if not n.isdigit()] == []
