"""A pattern that is compiled late finds what the same pattern finds."""

from __future__ import annotations

import re

import pytest

from tui.late_pattern import compile_next, late_pattern


def test_it_finds_splits_and_replaces_as_the_pattern_does() -> None:
    late, now = late_pattern(r"(\d+)x", re.IGNORECASE), re.compile(r"(\d+)x", re.IGNORECASE)
    text = "80X5, 82x3"
    assert late.findall(text) == now.findall(text) == ["80", "82"]
    assert late.sub("-", text) == now.sub("-", text)
    assert late.split(text) == now.split(text)
    found = late.search(text)
    assert found is not None
    assert found[1] == "80"
    assert (late.pattern, late.flags, late.groups) == (now.pattern, now.flags, now.groups)


def test_it_is_compiled_by_the_first_question_and_not_before() -> None:
    wrong = late_pattern("(")
    try:
        with pytest.raises(re.error):
            wrong.match("")
    finally:
        with pytest.raises(re.error):  # taken from what waits: the newest comes first
            compile_next()


def test_what_waits_is_compiled_one_by_one_until_nothing_does() -> None:
    late_pattern("a+")
    assert compile_next()
    while compile_next():
        pass
    assert not compile_next()
