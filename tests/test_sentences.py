"""Every sentence of the program, as its source has it: plurals, and words that nobody would say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import tui
from tui.plain.account import FIRST_QUESTION
from tui.training.wording import day_and_date, short_date

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
    "{planned} sets",
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


def test_no_sentence_has_words_that_nobody_would_say() -> None:
    found = [
        (words, place) for place, text in sentences() for words in NOBODY_SAYS if words in text
    ]
    assert found == []


# -- dates, and the order of what is chosen from

_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(rf"\b(?:(?:{_DAYS})[a-z]* )?[0-9]{{1,2}} (?:{_MONTHS})[a-z]*\b", re.IGNORECASE)
_AS_ENGLISH_HAS_IT = re.compile(rf"(?:(?:{_DAYS}) )?[0-9]{{1,2}} (?:{_MONTHS})")


def test_days_and_months_are_named_in_one_place() -> None:
    named = {
        place.partition(":")[0]
        for place, text in sentences()
        if text in _DAYS.split("|") or text in _MONTHS.split("|") or re.search("%-?[aAbB]", text)
    }
    assert named == {"training/wording.py"}


def test_every_day_of_a_year_is_written_as_english_has_it() -> None:
    for number in range(366):
        day = date(2026, 1, 1) + timedelta(days=number)
        assert _AS_ENGLISH_HAS_IT.fullmatch(day_and_date(day)), day
        assert _AS_ENGLISH_HAS_IT.fullmatch(short_date(day)), day


def test_no_screen_shows_a_date_in_small_letters() -> None:
    pictures = Path(__file__).parent / "app" / "pictures"
    shown = "\n".join(file.read_text(encoding="utf-8") for file in sorted(pictures.iterdir()))
    dates = [found[0] for found in _DATE.finditer(shown)]
    assert len(dates) > 20
    assert [one for one in dates if not _AS_ENGLISH_HAS_IT.fullmatch(one)] == []


def test_no_sentence_is_put_into_small_letters_after_it_was_made() -> None:
    """`capitalize` makes small letters of all but the first, of "Wed 9 Dec" too."""
    lowered = [
        f"{file.relative_to(SOURCE)}: {ast.unparse(node)}"
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args
        if node.func.attr in ("capitalize", "title")
        if ast.unparse(node.func.value).rpartition(".")[2] not in _SINGLE_WORDS
    ]
    assert lowered == []


_SINGLE_WORDS = ("word", "label")  # of a plan's name, and of a command in the palette
_PROJECT_FIRST = re.compile(r"Supabase project.*this laptop", re.DOTALL)


def test_what_one_can_choose_begins_with_the_project_and_then_the_laptop() -> None:
    pictures = Path(__file__).parent / "app" / "pictures"
    shown = [file.read_text() for file in sorted(pictures.glob("welcome-*"))]
    readme = (SOURCE.parent / "README.md").read_text(encoding="utf-8")
    [asked] = re.findall(r"It asks where your log shall live: ([^;]*)", readme)
    assert shown
    for text in (*shown, "\n".join(FIRST_QUESTION), asked):
        assert _PROJECT_FIRST.search(text), text
