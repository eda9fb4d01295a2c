"""What the program says on the terminal once the app has closed."""

from __future__ import annotations

import pytest

from tests.acceptance.laptop import TOPSET, Laptop, Sandbox
from tests.acceptance.terminal import Terminal
from tests.acceptance.training import enter
from tests.support.damage import make_newer


@pytest.mark.parametrize("laptop", ["data_api"], indirect=True)
def test_closing_offline_says_what_remains_and_a_newer_log_is_not_opened(
    laptop: Laptop, sandbox: Sandbox
) -> None:
    assert laptop.topset("sign-in", "--password-stdin", stdin=sandbox.info["password"]).code == 0
    assert laptop.topset("sync").code == 0
    sandbox.stop()
    with Terminal([TOPSET], laptop.environment) as terminal:
        terminal.wait_for("0/3")
        enter(terminal, "80x9", "1/3")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
        assert "1 set still to send; it is sent next time." in terminal.text

    (file,) = (laptop.home / "data").glob("*/*.sqlite3")
    make_newer(file)
    with Terminal([TOPSET], laptop.environment) as terminal:
        assert terminal.wait_for_end() == 1
        assert "The logbook cannot be opened: this logbook was written by a newer" in terminal.text
