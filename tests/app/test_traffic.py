"""What goes over the line to the terminal: nothing while nothing happens, and little for a set."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.bench.line import Line
from tests.bench.traffic import measure
from tests.support.sample_book import write_sample_book

APP = "tests.bench.app_under_test"
WINDOW = 1.5  # seconds in which a blinking cursor would have blinked twice
BYTES_FOR_A_SET = 3_500  # with the footer, which is another while a line is typed
BYTES_FOR_THE_LAST_SET = 6_000  # the next exercise is painted with it
BYTES_FOR_A_SECOND_OF_REST = 700


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A logbook with a session of the real today."""
    return write_sample_book(tmp_path / "book.sqlite3", datetime.now().astimezone().date())


def test_an_idle_session_sends_nothing_and_a_set_little_and_a_rest_one_line(file: Path) -> None:
    traffic = measure(file, sets=3, seconds=WINDOW)
    *in_between, last = traffic.logged
    assert traffic.idle == 0
    assert max(in_between) <= BYTES_FOR_A_SET
    assert last <= BYTES_FOR_THE_LAST_SET
    assert len(traffic.rest_rows) == 1
    assert 0 < traffic.resting <= 2 * BYTES_FOR_A_SECOND_OF_REST


OVERLAYS = {
    "palette": ("\x10", "Show the keys"),
    "comment": ("c", "Comment on"),
    "help": ("?", "What the line"),
    "jump": ("\x0f", "go to"),
}


def test_what_lies_over_the_session_sends_nothing_while_idle(file: Path) -> None:
    with Line(APP, str(file)) as line:
        line.until("set 1")
        line.settle(1.0)
        for name, (key, shown) in OVERLAYS.items():
            line.press(key)
            line.until(shown)
            line.settle(0.5)
            assert line.calm(WINDOW) == b"", name
            line.press("\x1b")
            line.settle(0.5)


def test_the_sign_in_screen_sends_nothing_while_idle(file: Path) -> None:
    with Line(APP, str(file), "--signed-out") as line:
        line.until("Password")
        line.settle(1.0)
        assert line.calm(WINDOW) == b""
