"""topset --plain: what is not settled with the database is read out and mended by lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.support.app_ports import ME, Clock, Door, Exchange
from tests.support.sample_book import write_sample_book
from tests.support.unsettled import GONE, leave_unsettled
from tui.logbook import Logbook
from tui.plain.desk import PlainDesk
from tui.plain.sync import sync_talk
from tui.sync.protocol import Counts
from tui.sync.status import SyncStatus
from tui.training.rules import DEFAULT_RULES
from tui.workout.ports import Ports
from tui.workout.signed_in import SignedIn

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def exchange() -> Exchange:
    """A silent server."""
    return Exchange()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Logbook]:
    """A log in which something of every kind waits."""
    file = write_sample_book(tmp_path / "book.sqlite3", EVENING.date())
    with Logbook.open(file, now=lambda: EVENING) as opened:
        leave_unsettled(opened, EVENING.date())
        yield opened


@pytest.fixture
def lifter(book: Logbook, exchange: Exchange) -> SignedIn:
    """The lifter, in touch with the server."""
    ports = Ports(
        account=Door(),
        open_logbook=lambda _: book,
        start_sync=exchange,
        now=Clock(EVENING),
        door="Data API",
    )
    opened = SignedIn(ME, ports)
    opened.start_sync(lambda _: None, lambda: None)
    return opened


@pytest.fixture
def desk(lifter: SignedIn) -> PlainDesk:
    """Plain topset with the sync list open."""
    rooms = [(("y", "sync"), lambda: sync_talk(lifter))]
    opened = PlainDesk(lifter.book, lifter.now, DEFAULT_RULES, rooms)
    opened.begin()
    opened.take("y")
    return opened


def counts(book: Logbook) -> tuple[int, int, int]:
    found = book.changes.counts()
    return found.unsent, found.refused, found.conflicts


def choose(desk: PlainDesk, said: list[str], words: str) -> list[str]:
    """Choose what begins with these words by the number before it."""
    [line] = [one for one in said if one.partition(". ")[2].startswith(words)]
    return desk.take(line.partition(".")[0])


def test_what_waits_is_read_out_and_what_can_be_mended_is_numbered(desk: PlainDesk) -> None:
    said = desk.take("?")
    assert "In conflict, 1." in said
    assert [one[0] for one in said if one[0].isdigit()] == ["1", "2", "3", "4"]
    assert "To send, 5, oldest first." in said
    assert said[-1] == (
        "A number says all about one. s sends and fetches now. w saves them all to a file."
        " R tries everything refused again. q goes back."
    )


@pytest.mark.parametrize(("words", "left"), [("Use mine", (6, 4, 0)), ("Keep theirs", (5, 4, 0))])
def test_a_conflict_is_answered(
    desk: PlainDesk, book: Logbook, exchange: Exchange, words: str, left: tuple[int, int, int]
) -> None:
    detail = desk.take("1")
    assert "Weight: mine 82.5 kg, theirs 77.5 kg." in detail
    assert choose(desk, detail, words)[0].endswith(("mine is sent.", "theirs is kept."))
    assert counts(book) == left
    assert exchange.wakes == 1


def test_a_refusal_is_sent_again_edited_or_given_up(desk: PlainDesk, book: Logbook) -> None:
    detail = desk.take("2")
    assert any(GONE in line for line in detail)
    choose(desk, detail, "Retry")
    assert counts(book) == (6, 3, 1)
    detail = desk.take("2")
    asked = choose(desk, detail, "Edit")
    assert "now 82.5" in asked[0]
    for line in ("a lot", "", ""):
        asked = desk.take(line)
    assert len(asked) == 2  # why it cannot be kept, and the one value again
    assert desk.take("80")[0].endswith("fixed and queued again.")
    assert counts(book) == (7, 2, 1)


def test_discarding_asks_and_takes_nothing_but_yes(desk: PlainDesk, book: Logbook) -> None:
    detail = desk.take("4")
    assert choose(desk, detail, "Discard") == [
        "yes discards it for good and 1 with it; anything else keeps it."
    ]
    assert desk.take("")[0] == "Nothing was discarded."
    assert counts(book) == (5, 4, 1)
    choose(desk, desk.take("4"), "Discard")
    assert desk.take("yes")[0].endswith("discarded.")
    assert counts(book) == (5, 2, 1)


def test_a_refused_set_is_moved(desk: PlainDesk, book: Logbook) -> None:
    places = choose(desk, desk.take("2"), "Move")
    assert ": moved to " in desk.take("1")[0] or "moved to" in places[0]
    assert counts(book)[1] < 4


def test_everything_refused_is_tried_again(desk: PlainDesk, book: Logbook) -> None:
    assert desk.take("R")[0] == "3 queued again."
    assert counts(book) == (9, 0, 1)


def test_what_was_refused_is_saved_to_a_file(desk: PlainDesk, tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text("taken")
    desk.take("w")
    assert "exists" in desk.take(str(file))[0]
    other = tmp_path / "other.json"
    desk.take(str(other))
    assert len(json.loads(other.read_text())["changes"]) == 5


@pytest.mark.parametrize("line", ["100x5", "", "d", "u", "f", "9"])
def test_no_line_becomes_a_set_or_a_command_here(desk: PlainDesk, book: Logbook, line: str) -> None:
    for step in (line, "1", line):
        before = counts(book)
        desk.take(step)
        assert counts(book) == before


def test_it_names_no_key_of_the_app(lifter: SignedIn, desk: PlainDesk) -> None:
    for status in (
        SyncStatus(state="signed_out", ended=True),
        SyncStatus(state="signed_out"),
        SyncStatus(state="local"),
    ):
        lifter.take(status)
        said = " ".join(desk.take("?"))
        desk.take("q")
        said += " ".join(desk.take("y"))
        assert "ctrl" not in said
        assert "account" in said


def test_nothing_waiting_says_so(lifter: SignedIn, desk: PlainDesk, book: Logbook) -> None:
    for change in [*book.changes.conflicts(), *book.changes.refused()]:
        if change.parked_with is None:
            book.changes.discard(change.change.id)
    desk.take("q")
    assert desk.take("y")[-1] == "s sends and fetches now. q goes back."
    assert book.changes.counts() == Counts(unsent=5)
