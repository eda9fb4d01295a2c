"""docs/operators.md: its checklist is short, and names commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from tui.cli.root import COMMANDS, topset

PAGE = Path(__file__).parents[2] / "docs" / "operators.md"


def test_the_checklist_has_at_most_twelve_commands_and_each_is_there() -> None:
    checklist = PAGE.read_text(encoding="utf-8").partition("## Checklist for a real project")[2]
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", checklist, re.MULTILINE)
    assert 0 < len(rows) <= 12
    assert [int(number) for number, _, _ in rows] == list(range(1, len(rows) + 1))
    for _, command, expected in rows:
        assert expected
        for words in re.findall(r"`topset ([^`]+)`", command):
            name, *rest = [word for word in words.split() if word not in ("--database-url", "-")]
            assert name in COMMANDS, words
            if name == "db":
                name = f"db {rest[0]}"
            shown = CliRunner().invoke(topset, [*name.split(), "--help"])
            assert shown.exit_code == 0, words
            for option in (word for word in rest if word.startswith("--")):
                assert option in shown.output, words
