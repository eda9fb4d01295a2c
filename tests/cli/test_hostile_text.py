"""Escape sequences, markup and odd letters in any text column reach no terminal as they are."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import sql

from tests.support.box import SandboxUnderTest
from tests.support.cluster import Database
from tests.support.faulty import SayingServer, answer
from tests.support.pages import exercise, page, performed, plan, session, week
from tests.support.plans import plant_plan
from tui.cli.root import topset
from tui.logbook import Logbook
from tui.settings.paths import Paths
from tui.sync.protocol import LOCAL_LIFTER, Row

TODAY = datetime.now().astimezone().date()
# Clears the screen, names the window, colours, an 8-bit escape, a bell, a backspace, a line of its
# own, text turned around, and what markup of several kinds would make of it.
EVIL = (
    "\x1b[2J\x1b]0;gone\x07\x1b[31mred\x9b1m\x08\rover\nline\u2028\u202egnol\u2066"
    "[bold]b[/] [@click=app.quit]x[/] <b>& %s {0} \x7f"
)


# Days stand in the names of tests as words: every worker has to collect the same names.
DAYS = {"TODAY": f"{TODAY}", "LAST WEEK": f"{TODAY - timedelta(days=7)}"}


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(topset, [DAYS.get(one, one) for one in arguments], input=stdin)


def is_harmless(printed: str) -> bool:
    """Tell whether nothing in a print steers a terminal, line breaks apart."""
    return all(
        character == "\n"
        or (
            unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
            and unicodedata.bidirectional(character) not in {"RLO", "LRO", "RLE", "LRE", "RLI"}
        )
        for character in printed
    )


def evil(row: Row) -> Row:
    """Return a row with every text column replaced, those that are ids, dates or counts kept."""
    kept = ("id", "session_date", "week_start", "recorded_at", "tier", "status")
    return {
        name: EVIL
        if isinstance(value, str) and name not in kept and not name.endswith("_id")
        else value
        for name, value in row.items()
    }


@pytest.fixture
def log(topset_home: Path) -> Path:
    """A log that holds nothing but hostile text, with a session of last week and one for today."""
    file = Paths.under(topset_home).logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)
    file.parent.mkdir(parents=True)
    before = TODAY - timedelta(days=7)
    sets = [performed(1, 1, 1, 82.5, 8)]
    past = session(1, 1, before, [evil(exercise(1, 1, "", sets, notes="x", reps="x"))], notes="x")
    planned = session(
        2, 1, TODAY, [evil(exercise(2, 2, "", [], notes="x", target="x", tips="x"))], notes="x"
    )
    pulled = page([week(1, 1, [evil(past), evil(planned)], starts=before)], revision=1)
    with Logbook.open(file) as book:
        book.base.apply(replace(pulled, plans=(evil(plan(notes="x")),)))
    return file


@pytest.mark.parametrize(
    "command",
    [
        ["today"],
        ["weeks"],
        ["show", "LAST WEEK"],
        ["log", "80x8"],
        ["log", "80x8", "--exercise", "\x1b[2J"],
        ["finish", "--note", EVIL],
        ["changes"],
        ["status"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("log")
def test_hostile_text_is_printed_harmless(command: list[str]) -> None:
    run("log", "82,5x8")
    result = run(*command)
    assert result.exit_code in (0, 1), result.output
    assert is_harmless(result.output)


@pytest.mark.parametrize("command", [["today"], ["weeks"], ["show", "TODAY"], ["changes"]])
@pytest.mark.usefixtures("log")
def test_hostile_text_is_whole_in_a_document_and_escaped_there(command: list[str]) -> None:
    run("log", "82,5x8")
    result = run(*command, "--json")
    assert result.exit_code == 0
    assert is_harmless(result.stdout)
    assert result.stdout.isascii()
    text = json.dumps(json.loads(result.stdout), ensure_ascii=False)
    if command != ["changes"]:
        assert json.dumps(EVIL, ensure_ascii=False)[1:-1] in text


def test_what_the_server_says_is_shown_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = {"code": 400, "error_code": EVIL, "msg": EVIL, "message": EVIL}
    for status in (400, 401, 403, 404, 422, 429, 500):
        with SayingServer(answer(status, refusal)) as server:
            monkeypatch.setenv("TOPSET_URL", server.url)
            monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
            result = run("sign-in", "--email", "a@b.example", "--password-stdin", stdin="secret")
            assert result.exit_code in (1, 3, 4)
            assert is_harmless(result.output)
            assert is_harmless(run("doctor").output)


def test_what_the_database_refuses_with_is_shown_harmless(
    make_box: Callable[..., SandboxUnderTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make_box()
    lifter = box.add_lifter()
    plant_plan(box.database.superuser_url, lifter.user_id)
    with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
        superuser.execute("update public.modular_training_session set session_date = %s", [TODAY])
        superuser.execute(
            sql.SQL(
                "create function public.evil() returns trigger language plpgsql as"
                " $$ begin raise exception using message = {}; end $$"
            ).format(sql.Literal(EVIL))
        )
        superuser.execute(
            "create trigger evil before insert on public.training_set"
            " for each row execute function public.evil()"
        )
    monkeypatch.setenv("TOPSET_URL", box.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", box.publishable_key)
    run("sign-in", "--email", lifter.email, "--password-stdin", stdin=lifter.password)
    assert run("sync").exit_code == 0
    assert run("log", "80x8").exit_code == 0
    assert "1 refused" in run("sync").stderr
    for options in ([], ["--json"]):
        result = run("changes", *options)
        assert "gone" in result.stdout
        assert is_harmless(result.output)


def test_what_the_owner_is_told_is_harmless(bare_database: Database) -> None:
    run("db", "migrate", "--owner-url", bare_database.owner_url)
    with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
        owner.execute(
            sql.SQL("create policy {} on public.training_set for select using (true)").format(
                sql.Identifier("\x1b[2J\u202eevil")
            )
        )
    for options in ([], ["--json"]):
        result = run("db", "check", "--owner-url", bare_database.owner_url, *options)
        assert result.exit_code == 1
        assert "evil" in result.stdout
        assert is_harmless(result.output)


@pytest.mark.parametrize(
    "arguments",
    [["\x1b[2J"], ["--\x1b[2J"], ["today", "--date", "\x1b[2J"], ["--url", "\x1b[2J", "status"]],
)
def test_what_was_mistyped_is_shown_harmless(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code in (1, 2, 3)
    assert is_harmless(result.output)


def test_hostile_text_in_the_settings_is_shown_harmless(topset_home: Path) -> None:
    file = Paths.under(topset_home).config_file
    file.parent.mkdir(parents=True)
    file.write_text('"\\u001b[2J" = 1\n', encoding="utf-8")
    assert is_harmless(run("status").output)
    file.write_text('theme = "\\u001b[2J"\nemail = "\\u202ea@b"\n', encoding="utf-8")
    assert is_harmless(run("doctor").output)
