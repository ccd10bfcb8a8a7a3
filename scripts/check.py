"""`make check`: every check of the code without running it. One line per check; the output of those that fail."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
ENVIRONMENT = {**os.environ, "PORTAL_TEST": "1", "PORTAL_DATA_DIR": str(ROOT / "var" / "check"), "DATABASE_URL": ""}
TYPED_APPS = ("audit", "workflow", "protection", "funds", "database", "notifications")
TYPED_FILES = ("services", "selectors", "permissions", "eligibility", "rules", "workflow", "broker")
UNTYPED_FILES = ("admin", "apps", "views", "forms", "classification", "urls", "tasks")


def inner_layers() -> list[str]:
    """Where types are required: whole inner apps, and the rule-bearing files (or folders) of the others."""
    return [name for name in tracked("*.py") if _is_typed(Path(name))]


def _is_typed(path: Path) -> bool:
    if path.parts[0] in ("tests", "scripts", "bench") or {"migrations", "commands"} & set(path.parts):
        return False
    if path.stem in UNTYPED_FILES:
        return False
    return path.parts[0] in TYPED_APPS or any(Path(part).stem in TYPED_FILES for part in path.parts)


def tracked(*patterns: str) -> list[str]:
    """The files under version control, and new ones that are not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [name for name in names if name and (ROOT / name).is_file()]


def commands() -> dict[str, list[str]]:
    python = str(BIN / "python")
    templates = tracked("*.html")
    return {
        "types": [str(BIN / "mypy"), *inner_layers()],
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "lint": [str(BIN / "ruff"), "check", "."],
        "import order": [str(BIN / "lint-imports"), "--no-cache", "--no-logo"],
        "settings and models": [python, "manage.py", "check", "--fail-level", "WARNING"],
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "catalogues": [python, "scripts/catalogue.py", "check"],
        "template format": [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates],
        "template lint": [str(BIN / "djlint"), "--lint", "--quiet", "--warn", *templates],
        "secrets": [str(BIN / "detect-secrets-hook"), "--baseline", ".secrets.baseline", *tracked()],
    }


def run(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    result = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    good = result.returncode == 0
    line = f"{'ok    ' if good else 'FAILED'} {name} ({time.monotonic() - started:.1f} s)"
    print(line if good else f"{line}\n{result.stdout}{result.stderr}", flush=True)
    return good


def main() -> int:
    (ROOT / "var" / "check").mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda item: run(*item), commands().items()))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
