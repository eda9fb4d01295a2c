"""What the app can, the prompt and the line mode can, or each says why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.support.pages import exercise, session
from tests.support.prompt import NOW, make_log
from tests.support.prompt import TODAY as THE_DAY
from tui.cli.root import topset
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.plain.names import IN_A_SESSION, OF_LINES, Names
from tui.training.rules import DEFAULT_RULES
from tui.workout.commands.command import Command, Lacks
from tui.workout.commands.today import HISTORY, TODAY
from tui.workout.keymap import COMMANDS, GROUPS, keymap_of

EVERY = {one.id: one for one in (*COMMANDS.values(), *HISTORY, *OF_LINES)}
# The talks, which need more than a log; their own tests hold them.
ROOMS = ("app.sync", "app.gym", "app.settings", "app.sign_in", "app.sign_out", "app.lifters")


def test_every_group_of_commands_is_walked() -> None:
    walked = {id(one) for _, group in GROUPS for one in group} | {id(one) for one in HISTORY}
    declared = {
        id(one)
        for module in ("command", "today", "weeks", "sync", "settings")
        for found in vars(__import__(f"tui.workout.commands.{module}", fromlist=["x"])).values()
        if isinstance(found, tuple)
        for one in found
        if isinstance(one, Command)
    }
    assert declared == walked


@pytest.mark.parametrize("command", EVERY.values(), ids=EVERY)
def test_what_is_lacking_has_a_reason(command: Command) -> None:
    for said in (command.word, command.prompt):
        assert len(said.why.split()) > 3 if isinstance(said, Lacks) else said.strip()


PROMPTS = sorted({one.prompt for one in EVERY.values() if isinstance(one.prompt, str)})


@pytest.mark.parametrize("prompt", PROMPTS)
def test_every_command_line_that_is_named_exists_and_can_answer_in_json(prompt: str) -> None:
    written = [word for word in prompt.split() if word != "--help"]
    result = CliRunner().invoke(topset, [*written, "--help"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith(
        f"Usage: topset {prompt.replace('--help', '[OPTIONS]')}".rstrip()
    )
    assert "--json" in result.output or prompt in ("--help", "sign-out")


def test_every_command_of_the_prompt_that_changes_training_is_named_by_one_of_the_app() -> None:
    """The other way round: what a script can do to a session, a key does as well."""
    context = click.Context(topset)
    found = set()
    for noun in ("set", "exercise", "session"):
        group = topset.get_command(context, noun)
        assert isinstance(group, click.Group)
        found |= {f"{noun} {verb}" for verb in group.commands}
    # The app amends a chosen set with enter, shows what could be opened, and f reopens.
    assert found - set(PROMPTS) == {"set edit", "session list", "session reopen"}


@pytest.fixture
def controller(topset_home: Path) -> Iterator[PlainController]:
    """The line mode on a session of two exercises."""
    rows = [exercise(1, 1, "Squat", []), exercise(2, 1, "Row", [])]
    with Logbook.open(make_log(topset_home, session(1, 1, THE_DAY, rows))) as book:
        opened = PlainController(book, now, DEFAULT_RULES)
        opened.begin()
        yield opened


def now() -> datetime:
    return NOW


def test_every_word_of_the_line_mode_does_something(controller: PlainController) -> None:
    doing = {*controller.alone(), *controller.with_words(), *ROOMS}
    names = Names()
    for command in IN_A_SESSION:
        if isinstance(command.word, str):
            assert names.id_of(command.word) in doing, command.id
    for command in EVERY.values():
        if isinstance(command.word, str):
            assert names.id_of(command.word) is not None, command.id


def test_no_letter_or_word_of_the_line_mode_stands_for_two() -> None:
    apart = {"past.back", "app.quit"}  # q goes back, and from training it leaves
    lists = {"app.lifters", "app.connect"}  # both are in the talk about the account
    steps = {"today.up", "today.down"}  # both choose a set
    named: dict[str, set[str]] = {}
    for command in IN_A_SESSION:
        keys = [key for key in command.keys.split(",") if len(key) == 1]
        words = [command.word] if isinstance(command.word, str) else []
        for name in (*keys, *words):
            named.setdefault(name, set()).add(command.id)
    for name, ids in named.items():
        assert len(ids) == 1 or ids <= apart or ids <= lists or ids <= steps or name == "W", name


def test_every_command_with_a_letter_in_the_app_has_it_in_the_line_mode(
    controller: PlainController,
) -> None:
    names = Names()
    done = {*controller.alone(), *controller.with_words(), *ROOMS}
    for command in TODAY:
        for key in command.keys.split(","):
            if len(key) == 1:
                assert names.id_of(key) == command.id
                assert command.id in done


def test_a_key_of_ones_own_holds_in_lines_and_in_what_they_say(topset_home: Path) -> None:
    names = Names(keymap_of({"today.undo": "z", "today.skip": "e", "today.next": "ctrl+n"}))
    rows = [exercise(1, 1, "Squat", []), exercise(2, 1, "Row", [])]
    with Logbook.open(make_log(topset_home, session(1, 1, THE_DAY, rows))) as book:
        lines = PlainController(book, now, DEFAULT_RULES, names=names)
        lines.begin()
        assert lines.take("e")[0] == "Squat skipped · z undoes."
        assert lines.take("z")[0] == "Undone: Squat skipped."
        assert lines.take("u")[0] == "“u” is not a command, and nothing was done. ? lists them all."
        assert "not a command" in lines.take("n")[0]
        assert lines.take("next")[0].startswith("2 of 2: Row.")
        told = " ".join(lines.take("?"))
        assert "z undoes. U does it again. e skips." in told
        assert "next next exercise" in told
        assert "exercises all exercises" in told
