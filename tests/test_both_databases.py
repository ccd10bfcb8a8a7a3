"""What the database itself refuses is tried on SQLite and on PostgreSQL: tests that expect it are marked so."""

import ast
from collections.abc import Iterator
from pathlib import Path

REFUSALS = ("IntegrityError", "DatabaseError")
MARK = "both_databases"


def _unmarked(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    marks = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Assign)]
    if any(mark.startswith("pytestmark") and MARK in mark for mark in marks):
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            said, decorators = ast.unparse(node), " ".join(map(ast.unparse, node.decorator_list))
            is_of_one = MARK in decorators or "skipif" in decorators or "monkeypatch" in said
            if not is_of_one and "pytest.raises" in said and any(name in said for name in REFUSALS):
                yield f"{path.name}::{node.name}"


def test_a_refusal_of_the_database_is_tried_on_both():
    files = sorted(Path(__file__).parent.rglob("test_*.py"))

    assert [name for path in files if path != Path(__file__) for name in _unmarked(path)] == []
    assert len(files) > 300
