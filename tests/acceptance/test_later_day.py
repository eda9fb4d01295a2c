"""The demo on a day on which its plan had a rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.laptop import TOPSET, Laptop
from tests.acceptance.terminal import Terminal
from tests.acceptance.training import all_sent, enter
from tui.sandbox.box import Box


@pytest.mark.soak  # the demo's later days: tests/sandbox/test_sample_days.py
def test_a_demo_on_a_later_day_opens_on_the_next_session(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = datetime.now().astimezone().date() - timedelta(days=2)
    box = Box(home / "data" / "demo", today=before)
    info = box.start()
    try:
        demo = home / "data" / "demo"
        project = {"TOPSET_URL": info.url, "TOPSET_PUBLISHABLE_KEY": info.publishable_key}
        laptop = Laptop(demo, project)
        signing_in = ("sign-in", "--email", info.email, "--password-stdin")
        assert laptop.topset(*signing_in, stdin=info.password).code == 0
        assert laptop.topset("sync").code == 0
        assert laptop.topset("today", "--json").document["session"] is None
    finally:
        box.stop()
    with Terminal([TOPSET, "demo"], Laptop(home).environment) as terminal:
        terminal.wait_for("Push-H").wait_for("0/3")
        enter(terminal, "80x9", "1/3")
        terminal.wait_for(all_sent)
        terminal.type("q")
        assert terminal.wait_for_end() == 0
