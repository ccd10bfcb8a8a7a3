"""The kept test database is the one that the migrations make, and another one when they change."""

from pathlib import Path

import pytest

from tests import migrated


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name, text in {
        "visits/migrations/0001_initial.py": "import visits.kinds\nfrom protection import fields",
        "delivery/bands/migrations/0001_initial.py": "",
        "database/operations.py": "",
        "visits/kinds.py": "",
        "visits/services.py": "",
        "protection/fields.py": "",
        "requirements.txt": "django==5.2",
        "welfare_portal/registries.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(migrated, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ("visits/migrations/0001_initial.py", True),
        ("delivery/bands/migrations/0001_initial.py", True),
        ("visits/migrations/0002_more.py", True),
        ("visits/kinds.py", True),
        ("protection/fields.py", True),
        ("database/operations.py", True),
        ("requirements.txt", True),
        ("visits/services.py", False),
    ],
)
def test_what_migrating_reads_decides(project: Path, changed: str, is_another: bool):
    before = migrated.digest()
    assert migrated.digest() == before

    with (project / changed).open("a") as file:
        file.write("\nX = 1\n")

    assert (migrated.digest() != before) is is_another
