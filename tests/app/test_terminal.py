"""The app and the terminal it runs in: colours, signals, a terminal that goes away, a slow line."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from tests.bench.line import Line
from tests.bench.slow_line import SlowReader, crawl
from tests.support.sample_book import write_sample_book

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")

APP = "tests.bench.app_under_test"
PATIENCE = 60.0
LEAST_OF_A_FRAME, MOST_OF_A_FRAME = 8_000, 12_000  # bytes of the whole screen
COLOURS = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
FRAME = b"\x1b[1;1H"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A logbook with a session of the real today."""
    return write_sample_book(tmp_path / "book.sqlite3", datetime.now().astimezone().date())


def opened(line: Line) -> bytes:
    """Wait for the session, and return what came."""
    return line.until("set 1") + line.settle()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for a condition, with a deadline."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.02)  # between two looks at another process


@pytest.mark.parametrize("colour", [{}, {"NO_COLOR": "1"}])
def test_without_colour_no_colour_is_sent_on_any_screen(
    file: Path, colour: Mapping[str, str]
) -> None:
    with Line(APP, str(file), environment=colour) as line:
        came = opened(line)
        for key, shown in (("h", "older"), ("\x1b", ""), ("?", "What the line"), ("\x1b", "")):
            line.press(key)
            came += line.until(shown) + line.settle()
        line.press("W")
        came += line.settle()
    assert bool(COLOURS.search(came)) == (not colour)


def test_opening_draws_one_frame(file: Path) -> None:
    with Line(APP, str(file)) as line:
        came, end = opened(line), time.monotonic() + PATIENCE
        while came.count(FRAME) < 2 and time.monotonic() < end:  # a busy machine writes in parts
            came += line.settle()
        came += line.settle()
    assert len(came) <= MOST_OF_A_FRAME
    assert came.count(FRAME) == 2  # the frame's beginning, and the cursor put back


def test_sigterm_puts_the_terminal_back(file: Path) -> None:
    with Line(APP, str(file)) as line:
        before = line.attributes()
        opened(line)
        assert line.attributes() != before
        os.kill(line.process_id, signal.SIGTERM)
        came = line.until_end()
        assert line.exit_code() == 128 + signal.SIGTERM
        assert line.attributes() == before
    assert b"\x1b[?1049l" in came
    assert b"\x1b[?25h" in came


def test_a_terminal_that_goes_away_without_a_word_ends_the_app(file: Path) -> None:
    with Line(APP, str(file), ignoring=(signal.SIGHUP,)) as line:
        opened(line)
        line.hang_up()
        wait_until(line.has_ended, "the app to end without its terminal")


def test_ctrl_z_suspends_and_fg_comes_back_whole(file: Path) -> None:
    with Line(APP, str(file)) as line:
        before = line.attributes()
        opened(line)
        line.press("\x1a")
        wait_until(line.has_stopped, "the app to stop")
        assert b"\x1b[?1049l" in line.settle()
        assert line.attributes()[3] == before[3]
        os.kill(line.process_id, signal.SIGCONT)
        again = line.until("set 1") + line.settle()
        assert b"\x1b[?1049h" in again
        assert len(again) > LEAST_OF_A_FRAME
        line.press("x7")
        assert line.until("7")


def test_stopped_without_a_warning_it_comes_back_whole_and_still_closes(file: Path) -> None:
    """As by SIGSTOP, which no program hears of."""
    with Line(APP, str(file)) as line:
        before = line.attributes()
        opened(line)
        os.kill(line.process_id, signal.SIGSTOP)
        wait_until(line.has_stopped, "the app to stop")
        os.kill(line.process_id, signal.SIGCONT)
        opened(line)
        line.press("q")
        wait_until(line.has_ended, "the app to end")
        assert line.attributes()[3] == before[3]


def test_typing_goes_on_after_coming_back(file: Path) -> None:
    with Line(APP, str(file)) as line:
        opened(line)
        line.press("\x1a")
        wait_until(line.has_stopped, "the app to stop")
        os.kill(line.process_id, signal.SIGCONT)
        opened(line)
        line.press("\r")
        line.until("1/3")


@pytest.mark.parametrize("answers", [True, pytest.param(False, marks=pytest.mark.soak)])
def test_over_a_slow_line_frames_that_nobody_would_see_are_not_sent(
    file: Path, answers: bool
) -> None:
    # Of a silent line nothing is known before the system's own buffer, over a frame, is full.
    most_frames = 1.5 if answers else 2.2
    crawls = []
    for _ in range(3):  # on a busy machine a part of a frame may be late, and make another
        crawls.append(crawl(file, pace=6_000, answers=answers, presses=20))
        if crawls[-1].opening_bytes <= MOST_OF_A_FRAME and crawls[-1].frames_after <= most_frames:
            return
    pytest.fail(f"too much was sent each time: {crawls}")


def test_after_a_slow_line_the_app_still_closes_in_order(file: Path) -> None:
    with Line(APP, str(file)) as line:
        opened(line)
        reader = SlowReader(line, 3_000, answers=False)
        for key in "hW?" * 4:  # whole frames, with the key that leaves each
            line.press(key)
            reader.read_for(0.15)
            line.press("\x1b")
            reader.read_for(0.15)
        line.press_until_end("q")
        assert line.exit_code() == 0


def test_what_the_drivers_threads_tell_comes_with_the_apps_own_context() -> None:
    with Line("tests.support.told_app") as line:
        line.until("\x1b[?2048$p")
        line.press("\x1b[?2048;0$y" * 2)  # answers, of which the first says that it gives them
        line.settle()
        line.press("q")
        line.until_end()
        assert line.exit_code() == 0
