"""`make check` finds what it says it finds."""

import subprocess
from pathlib import Path

import pytest

from scripts import check

CANARIES = {
    "access key": 'AWS_KEY = "' + "AKIA" + 'Q3EGWZ7XKRN5TB2M"',
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "password": 'DATABASE_PASSWORD = "' + "vT9-kqPz4!wLm" + '"',
}


@pytest.mark.parametrize("canary", CANARIES.values(), ids=CANARIES.keys())
def test_the_secrets_scan_finds_a_planted_secret(tmp_path, canary):
    (tmp_path / "planted.py").write_text(canary + "\n")
    hook = [str(check.BIN / "detect-secrets-hook"), "--baseline", ".secrets.baseline", str(tmp_path / "planted.py")]

    result = subprocess.run(hook, cwd=check.ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "planted.py" in result.stdout


def test_types_are_required_where_the_rules_live():
    names = check.inner_layers()

    assert "audit/recording.py" in names
    assert "workflow/machine.py" in names
    assert not [name for name in names if name.startswith("tests/") or "/migrations/" in name]


def test_every_check_names_a_program_that_is_installed():
    programs = {Path(command[0]).name for command in check.commands().values()}

    assert sorted(name for name in programs if not (check.BIN / name).exists()) == []
