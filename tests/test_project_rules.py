"""Rules about the whole project: new code joins them by existing."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from protection.classification import unclassified_fields

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {name.partition(".")[0] for name in settings.PORTAL_APPS}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "core"}

# Foreign keys protect what they point to. These go with their parent, and the reason is part of the rule.
MAY_CASCADE = {
    "volunteers.ShiftWatch.shift": "the wish to hear of a shift that is planned no more means nothing",
    "notifications.Preference.user": "a choice of a person who no longer exists means nothing",
    "applications.ApplicationDraft.owner": "what somebody typed and never handed in goes with the account",
    "applications.DraftPaper.draft": "a file of a draft is nothing without the draft",
    "beneficiaries.ComparedPerson.person": "a note of the nightly search, made again at will",
    "beneficiaries.PersonToken.person": "a search token is made from the person and made again at will",
}
MAY_FIND_FORMER_HOLDERS = {
    "accounts/admin.py": "the filter of the accounts shows everybody who was ever given a role",
    "beneficiaries/forms_of_affiliates.py": "ties of the committee last longer than a seat on it",
}
MAY_READ_THE_CLOCK = {
    "accounts/permissions.py": "a right is always asked for now",
    "accounts/forms.py": "allauth calls the sign-up form as its door",
    "accounts/security_events.py": "allauth's signals are a door",
    "home/templatetags/dashboard.py": "the index of the admin has no view of ours, so its tag is the door",
    "welfare_portal/celery.py": "a task begins here",
    "welfare_portal/schedule.py": "a page of the admin begins here",
    "volunteers/intake_admin.py": "pages of the admin begin here",
    "volunteers/people_admin.py": "parts of pages of the admin begin here",
    "volunteers/places_admin.py": "pages of the admin begin here",
    "notifications/sms/recording.py": "the fake provider has a clock of its own, as a real one has",
}
# Django or a library asks for these by name.
TEMPLATES_FOUND_BY_NAME = re.compile(
    r"^(400|403|403_csrf|404|413|429|500)\.html$|^(admin|account|mfa|allauth|registration|django|bootstrap5|socialaccount"
    r"|usersessions)/"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|work|home/\w+|Users/\w+|opt/(?!portal))/")


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [Path(name) for name in names if (ROOT / name).is_file()]


def our_python() -> list[Path]:
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def portal_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in settings.PORTAL_LABELS]


def relations() -> Iterator[tuple[str, models.Field]]:
    for model in portal_models():
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if field.is_relation and not model._meta.auto_created:
                yield f"{model._meta.label}.{field.name}", field


# --- Models -----------------------------------------------------------------------------------------------------------


def layers() -> dict[str, int]:
    """App to its height, from the import contract: 0 is the lowest."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = reversed(contracts[0]["layers"])
    heights = {app.strip(): height for height, row in enumerate(rows) for app in row.split("|")}
    return {label: heights[package(name)] for label, name in settings.PORTAL_LABELS.items() if package(name) in heights}


def package(app: str) -> str:
    """Where the code lies: `delivery` for each of its apps, which are of one height."""
    return app.partition(".")[0]


def test_every_app_has_a_place_in_the_import_order():
    assert sorted(set(settings.PORTAL_LABELS) - set(layers())) == []


def test_foreign_keys_point_downwards():
    """The one exception is the user model: who did it may be asked everywhere."""
    height = layers()
    upwards = [
        f"{name} -> {field.related_model._meta.label}"
        for name, field in relations()
        if field.related_model._meta.label != settings.AUTH_USER_MODEL
        and field.related_model._meta.app_label in height
        and field.related_model._meta.app_label != field.model._meta.app_label
        and height[field.related_model._meta.app_label] >= height[field.model._meta.app_label]
    ]

    assert upwards == []


def test_foreign_keys_protect_what_they_point_to():
    unprotected = [
        name
        for name, field in relations()
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is not models.PROTECT
        and name not in MAY_CASCADE
    ]

    assert unprotected == []


def test_no_exception_to_protection_is_left_over():
    cascading = {
        name
        for name, field in relations()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    }

    assert sorted(set(MAY_CASCADE) - cascading) == []


def test_every_field_is_classified():
    assert unclassified_fields() == []


def test_every_model_has_a_readable_name_and_a_text():
    nameless = [m._meta.label for m in portal_models() if not m._meta.auto_created and "__str__" not in _defined(m)]

    assert nameless == []


def _defined(model: type[models.Model]) -> set[str]:
    return {name for cls in model.__mro__ if cls is not models.Model and cls is not object for name in vars(cls)}


def test_no_money_or_share_is_a_float():
    floats = [
        f"{m._meta.label}.{f.name}"
        for m in portal_models()
        for f in m._meta.local_fields
        if isinstance(f, models.FloatField)
    ]

    assert floats == []


def test_migrations_say_what_changed():
    careless = [
        str(path)
        for path in tracked("*/migrations/*.py")
        if re.search(r"_auto_\d|and_more|_alter_\w+_\w+_and_|^\d{4}_(alter|remove|rename)_", path.stem)
    ]

    assert careless == []


# --- Files ------------------------------------------------------------------------------------------------------------


def test_no_module_is_named_after_nothing():
    nothing = [str(path) for path in our_python() if {path.stem, *path.parts[:-1]} & NAMES_THAT_SAY_NOTHING]

    assert nothing == []


def test_files_stay_readable():
    """A test file may be longer: it is a list, read one entry at a time."""
    lengths = {
        str(path): len((ROOT / path).read_text().splitlines()) for path in our_python() if path.parts[0] != "tests"
    }
    long = {name: length for name, length in lengths.items() if length > LONGEST_FILE}

    assert long == {}


def test_functions_stay_readable():
    long = [
        f"{path}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for path in our_python()
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long == []


def test_no_file_names_a_folder_of_one_machine():
    found = [
        f"{path}:{number}"
        for path in tracked()
        if path.suffix in {".py", ".md", ".toml", ".txt", ".in", ".sh", ".yml", ".yaml", ".html", ".js", ".css", ""}
        and path != Path("tests/test_project_rules.py")
        and "vendor" not in path.parts
        for number, line in enumerate((ROOT / path).read_text(errors="replace").splitlines(), 1)
        if MACHINE_PATHS.search(line)
    ]

    assert found == []


def test_every_template_is_used():
    """By name in Python or in another template; a name with a variable part counts for all that fit it."""
    templates = [path.relative_to("templates") for path in tracked("templates/*.html", "templates/*.txt")]
    sources = [path for path in tracked("*.py", "*.html", "*.txt") if path.parts[0] not in ("tests", "scripts")]
    text = "\n".join((ROOT / path).read_text() for path in sources)

    unused = [
        str(name)
        for name in templates
        if not TEMPLATES_FOUND_BY_NAME.match(str(name)) and str(name) not in text and "messages" not in name.parts
    ]

    assert unused == []


@pytest.mark.parametrize("word", ["signals", "receivers"])
def test_no_rule_hides_in_a_signal_handler(word):
    assert [str(path) for path in our_python() if path.stem == word] == []


def test_no_save_is_overridden():
    """Rules live in services; a save() with rules is walked past by update() and bulk_create()."""
    overridden = [
        model._meta.label
        for model in portal_models()
        for cls in model.__mro__
        if cls.__module__.partition(".")[0] in PACKAGES and {"save", "delete"} & set(vars(cls))
    ]

    assert overridden == []


def test_nobody_is_found_by_a_role_that_may_have_ended():
    """Grants that ended stay as rows: who holds a role is asked of accounts.selectors.holding."""
    found = [
        str(path)
        for path in our_python()
        if path.parts[0] in PACKAGES and "role_grants__role" in (ROOT / path).read_text()
    ]

    assert sorted(found) == sorted(MAY_FIND_FORMER_HOLDERS)


def test_nothing_reads_the_clock_below_a_door():
    """Services, selectors, rules and workflows take at= or on=; views, tasks and commands read the clock."""
    doors = {"views", "tasks", "admin", "commands", "middleware", "context", "health", "managers", "idempotency"}
    readers = [
        str(path)
        for path in our_python()
        if path.parts[0] in PACKAGES
        and re.search(r"timezone\.now\(\)|timezone\.localdate\(\)|date\.today\(\)", (ROOT / path).read_text())
        and not doors & {path.stem, *path.parts[:-1]}
        and str(path) not in MAY_READ_THE_CLOCK
    ]

    assert readers == []
