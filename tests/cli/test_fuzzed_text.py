"""Text of any kind from the database, through the prompt, plain topset and the app's drawing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.hostile_text import TEXTS, is_harmless
from tests.support.pages import exercise, page, performed, plan, session, week
from tui.app.shell.text import cell_width, clip, wrap
from tui.cli.root import topset
from tui.cli.words import put
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.settings.paths import Paths
from tui.sync.protocol import LOCAL_LIFTER, PulledPage
from tui.training.rules import DEFAULT_RULES

NOW = datetime.now().astimezone()
HUGE = st.sampled_from(["x" * 50_000, "\x1b[" * 20_000, "wide 漢字 " * 5_000])
COMMANDS = (["today"], ["show", f"{NOW.date()}"], ["weeks"], ["changes"], ["status"])


def page_of(text: str) -> PulledPage:
    """Return a log with the text in every column that takes one."""
    sets = [performed(1, 1, 1, 82.5, 8)]
    words = {"notes": text, "reps": text, "target": text, "tips": text, "instructions": text}
    row = exercise(1, 1, text, sets, **words, muscle_group=text, equipment=text, tier=text)
    a_session = session(1, 1, NOW.date(), [row], notes=text, day_label=text, focus_area=text)
    monday = NOW.date() - timedelta(days=NOW.weekday())
    pulled = page([week(1, 1, [{**a_session, "completed": False}], starts=monday)], revision=1)
    return replace(pulled, plans=(plan(notes=text, split_type=text),))


@given(text=TEXTS)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_steers_the_prompt(text: str, topset_home: Path) -> None:
    file = Paths.under(topset_home).logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)
    for part in file.parent.glob(f"{file.name}*"):
        part.unlink()
    with Logbook.open(file) as book:
        book.base.apply(page_of(text))
    for command in COMMANDS:
        for options in ([], ["--json"]):
            result = CliRunner().invoke(topset, [*command, *options])
            assert result.exit_code in {0, 1}, result.output
            assert is_harmless(result.output)
            if options and result.exit_code == 0:
                json.loads(result.stdout)


@given(text=TEXTS, typed=TEXTS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_steers_plain_topset(
    text: str, typed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "book.sqlite3"
    for part in tmp_path.glob(f"{file.name}*"):
        part.unlink()
    with Logbook.open(file) as book:
        book.base.apply(page_of(text))
        controller = PlainController(book, lambda: NOW, DEFAULT_RULES)
        said = [*controller.begin()]
        for line in ("plan", "", typed, f"note {typed}", f"go {typed}", "undo", "help"):
            said += controller.take(line)
    for line in said:
        put(line)
    assert is_harmless(capsys.readouterr().out)


@given(text=TEXTS | HUGE, cells=st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_no_text_steers_the_app_or_leaves_its_place(text: str, cells: int) -> None:
    for drawn in (clip(text, cells), *wrap(text, cells, 3)):
        assert is_harmless(drawn)
        assert cell_width(drawn) <= cells
