"""SECURITY.md promises nothing that no test shows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    line
    for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and line.count("|") == 3 and "shown by" not in line
]
TRUST = 7  # rows of the first table, which says whom one has to trust
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_each_line_about_an_attacker_names_a_test() -> None:
    without = [row for row in ROWS if not NAMED.search(row)]
    assert len(without) == TRUST + 1, without


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall("\n".join(ROWS)))))
def test_the_test_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    tests = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert name in tests
