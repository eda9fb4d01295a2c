"""The log file holds details and no secret."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from tui.cli.log_file import logging_to
from tui.secret_text import without_secrets

TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "line",
    [
        f"GET /user {TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        'answer {"refresh_token": "hidden-word", "expires_in": 3600}',
        "{'password': 'hidden-word', 'email': 'a@b.example'}",
        "password=hidden-word&email=a@b.example",
        "cannot reach postgresql://topset_direct:hidden-word@host/postgres",
        'SignIn(email="a", password="hidden-\\"word")',
    ],
)
def test_no_secret_reaches_a_line(line: str) -> None:
    kept = without_secrets(line)
    assert "hidden-" not in kept
    assert TOKEN.split(".")[1] not in kept


def test_what_is_no_secret_stays() -> None:
    line = "2 sent to postgresql://host/postgres in 40 ms, exercise Bench Press 82.5x7@9"
    assert without_secrets(line) == line


def test_a_traceback_goes_through_the_same_gate(tmp_path: Path) -> None:
    file = tmp_path / "state" / "topset.log"
    with logging_to(file):
        try:
            raise RuntimeError(f"bad answer for {TOKEN}")
        except RuntimeError:
            logging.getLogger("topset").exception("unexpected")
    text = file.read_text(encoding="utf-8")
    assert "RuntimeError: bad answer for [token]" in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_means_no_log(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands here")
    with logging_to(tmp_path / "state" / "topset.log") as kept:
        assert not kept


def test_afterwards_logging_is_as_it_was_before(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    with logging_to(tmp_path / "topset.log"):
        assert root.handlers != before[1]
    assert (root.level, list(root.handlers)) == before
