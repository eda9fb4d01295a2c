"""topset --plain: what is not settled with the database is read out and mended by lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.support.app_ports import ME, AccountInMemory, Clock, SilentSync
from tests.support.sample_book import write_sample_book
from tests.support.unsettled import GONE, leave_unsettled
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.plain.sync import sync_talk
from tui.sync.protocol import Counts
from tui.sync.status import SyncStatus
from tui.training.rules import DEFAULT_RULES
from tui.workout.ports import Ports
from tui.workout.signed_in import SignedIn

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def exchange() -> SilentSync:
    """A silent server."""
    return SilentSync()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Logbook]:
    """A log in which something of every kind waits."""
    file = write_sample_book(tmp_path / "book.sqlite3", EVENING.date())
    with Logbook.open(file, now=lambda: EVENING) as opened:
        leave_unsettled(opened, EVENING.date())
        yield opened


@pytest.fixture
def lifter(book: Logbook, exchange: SilentSync) -> SignedIn:
    """The lifter, in touch with the server."""
    ports = Ports(
        account=AccountInMemory(),
        open_logbook=lambda _: book,
        start_sync=exchange,
        now=Clock(EVENING),
        door="Data API",
    )
    opened = SignedIn(ME, ports)
    opened.start_sync(lambda _: None, lambda: None)
    return opened


@pytest.fixture
def review(lifter: SignedIn) -> PlainController:
    """Plain topset with the sync list open."""
    rooms = [(("app.sync",), lambda: sync_talk(lifter))]
    opened = PlainController(lifter.book, lifter.now, DEFAULT_RULES, rooms)
    opened.begin()
    opened.take("y")
    return opened


def counts(book: Logbook) -> tuple[int, int, int]:
    found = book.changes.counts()
    return found.unsent, found.refused, found.conflicts


def choose(review: PlainController, said: list[str], words: str) -> list[str]:
    """Choose what begins with these words by the number before it."""
    [line] = [one for one in said if one.partition(". ")[2].startswith(words)]
    return review.take(line.partition(".")[0])


def test_what_waits_is_read_out_and_what_can_be_mended_is_numbered(review: PlainController) -> None:
    said = review.take("?")
    assert "In conflict, 1." in said
    assert [one[0] for one in said if one[0].isdigit()] == ["1", "2", "3", "4"]
    assert "To send, 5, oldest first." in said
    assert said[-1] == (
        "A number says all about one. s sends and fetches now. w saves them all to a file."
        " R tries everything refused again. q goes back."
    )


@pytest.mark.parametrize(("words", "left"), [("Use mine", (6, 4, 0)), ("Keep theirs", (5, 4, 0))])
def test_a_conflict_is_answered(
    review: PlainController,
    book: Logbook,
    exchange: SilentSync,
    words: str,
    left: tuple[int, int, int],
) -> None:
    detail = review.take("1")
    assert "Weight: mine 82.5 kg, theirs 77.5 kg." in detail
    assert choose(review, detail, words)[0].endswith(("mine is sent.", "theirs is kept."))
    assert counts(book) == left
    assert exchange.wakes == 1


def test_a_refusal_is_sent_again_edited_or_given_up(review: PlainController, book: Logbook) -> None:
    detail = review.take("2")
    assert any(GONE in line for line in detail)
    choose(review, detail, "Retry")
    assert counts(book) == (6, 3, 1)
    detail = review.take("2")
    asked = choose(review, detail, "Edit")
    assert "now 82.5" in asked[0]
    for line in ("a lot", "", ""):
        asked = review.take(line)
    assert len(asked) == 2  # why it cannot be kept, and the one value again
    assert review.take("80")[0].endswith("fixed and queued again.")
    assert counts(book) == (7, 2, 1)


def test_discarding_asks_and_takes_nothing_but_yes(review: PlainController, book: Logbook) -> None:
    detail = review.take("4")
    assert choose(review, detail, "Discard") == [
        "yes discards it for good and 1 with it; anything else keeps it."
    ]
    assert review.take("")[0] == "Nothing was discarded."
    assert counts(book) == (5, 4, 1)
    choose(review, review.take("4"), "Discard")
    assert review.take("yes")[0].endswith("discarded.")
    assert counts(book) == (5, 2, 1)


def test_a_refused_set_is_moved(review: PlainController, book: Logbook) -> None:
    paths = choose(review, review.take("2"), "Move")
    assert ": moved to " in review.take("1")[0] or "moved to" in paths[0]
    assert counts(book)[1] < 4


def test_everything_refused_is_tried_again(review: PlainController, book: Logbook) -> None:
    assert review.take("R")[0] == "3 queued again."
    assert counts(book) == (9, 0, 1)


def test_what_was_refused_is_saved_to_a_file(review: PlainController, tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text("taken")
    review.take("w")
    assert "exists" in review.take(str(file))[0]
    other = tmp_path / "other.json"
    review.take(str(other))
    assert len(json.loads(other.read_text())["changes"]) == 5


@pytest.mark.parametrize("line", ["100x5", "", "d", "u", "f", "9"])
def test_no_line_becomes_a_set_or_a_command_here(
    review: PlainController, book: Logbook, line: str
) -> None:
    for step in (line, "1", line):
        before = counts(book)
        review.take(step)
        assert counts(book) == before


def test_it_names_no_key_of_the_app(lifter: SignedIn, review: PlainController) -> None:
    for status in (
        SyncStatus(state="signed_out", ended=True),
        SyncStatus(state="signed_out"),
        SyncStatus(state="local"),
    ):
        lifter.take(status)
        said = " ".join(review.take("?"))
        review.take("q")
        said += " ".join(review.take("y"))
        assert "ctrl" not in said
        assert "account" in said


def test_nothing_waiting_says_so(lifter: SignedIn, review: PlainController, book: Logbook) -> None:
    for change in [*book.changes.conflicts(), *book.changes.refused()]:
        if change.parked_with is None:
            book.changes.discard(change.change.id)
    review.take("q")
    assert review.take("y")[-1] == "s sends and fetches now. q goes back."
    assert book.changes.counts() == Counts(unsent=5)
