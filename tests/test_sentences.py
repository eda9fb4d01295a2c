"""Every sentence of the program, as its source has it: plurals, and words that nobody would say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import tui

SOURCE = Path(tui.__file__).parent
NOUNS = (
    "sets|weeks|sessions|exercises|changes|files|records|lines|days|rows|migrations|plates|problems"
    "|muscles|conflicts|letters|times|places|minutes|seconds|reps|lifters|plans|gyms|steps|copies"
)
COUNTED = re.compile(rf"^ (?:[a-z]+ )?({NOUNS})\b")
# What stands before the noun is never one there, or is no count.
NEVER_ONE = {
    "{len(agenda.today)} sessions",
    "{counts.unsent} {noun}",
    "{ahead} days",
    "{days} days",
    "{len(rest)} muscles",
    "{len(fitting) or 'No'} places",
    "{len(open_ones)} files",
    "{LONGEST_PASSWORD_BYTES} letters",
    "{entry.count} sets",
    "{first} sets",
    "{second} sets",
    "{len(changes)} changes",
    "{len(read)} lines",
    "{later} times",
    "{len(times)} times",
    "{count} changes",
    "{'Several' if found else 'No'} exercises",
    "{stuck} changes",
    "{count} exercises",
    "{count.left} sets",
    "{left} seconds",  # Auth's own words
    "{seconds} seconds",
    "{MOST_RATIO} times",
    "{token.text} reps",
    "{token.text} changes",
    "{entry.reps} reps",
    "{self._planned(last)} sets",
}
NOBODY_SAYS = (
    "works no more",
    "calls it no more",
    "Shall your",
    "shall your",
    "unwanted e-mail",
    "Nothing waits",
    "a day to come",
    "go on logging",
    "Go on logging",
    "that is settled already",
    "is no text",
    "no clear set",
)


@cache
def sentences() -> tuple[tuple[str, str], ...]:
    """Return where each text of the source stands, and the text; values are in braces."""
    return tuple(_sentences())


def _sentences() -> Iterator[tuple[str, str]]:
    for file in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        parts: set[int] = set()
        for node in ast.walk(tree):
            place = f"{file.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                parts.add(id(node.value))  # a docstring
            elif isinstance(node, ast.JoinedStr):
                parts.update(id(one) for one in node.values)
                yield (
                    place,
                    "".join(
                        str(one.value) if isinstance(one, ast.Constant) else f"{{{_value(one)}}}"
                        for one in node.values
                    ),
                )
            elif (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in parts
            ):
                yield place, node.value


def _value(node: ast.expr) -> str:
    return ast.unparse(node.value) if isinstance(node, ast.FormattedValue) else ""


def uncounted() -> Iterator[str]:
    """Return each value before a noun in the plural that may be one."""
    for place, text in sentences():
        for found in re.finditer(r"\{([^{}]*)\}", text):
            noun = COUNTED.match(text[found.end() :])
            if noun is None or "counted(" in found[1] or "_word(" in found[1]:
                continue
            words = f"{{{found[1]}}} {noun[1]}"
            if words not in NEVER_ONE:
                yield f"{place}: {words}"


def test_no_sentence_says_1_weeks() -> None:
    assert list(uncounted()) == []


@pytest.mark.parametrize("words", NOBODY_SAYS)
def test_no_sentence_has_words_that_nobody_would_say(words: str) -> None:
    assert [place for place, text in sentences() if words in text] == []
