"""What a start imports of ours: a new module that all wait for has to be worth it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.bench.decade import write_decade
from tui.settings.paths import Paths, private_folder
from tui.sync.protocol import LOCAL_LIFTER

# Opens the app as `topset` does, and tells what is loaded when the exchange would begin.
OPENED = """
import asyncio, sys
from dataclasses import replace
from tui.cli import main, root
from tui.cli.opening import ports_of
from tui.cli.wiring import AppContext
from tui.app.app import TopsetApp

async def opened():
    app = TopsetApp(ports_of(AppContext.of_this_process()))
    async with app.run_test(size=(80, 24)):
        assert type(app.screen).__name__ == "TodayScreen", app.screen
        tell()

asyncio.run(opened())
"""
RUN = """
from tui.cli import main
try:
    main()
finally:
    tell()
"""
TELL = """
import json, sys
def tell():
    ours = [name for name in sorted(sys.modules) if name.partition(".")[0] == "tui"]
    print("\\n" + json.dumps(ours))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose log, of this laptop alone, has a session for today."""
    home = tmp_path_factory.mktemp("home")
    paths = Paths.under(home)
    file = paths.logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)
    private_folder(file.parent)
    write_decade(file, datetime.now().astimezone().date(), weeks_before=4)
    return home


@pytest.mark.parametrize(
    ("arguments", "script", "most"),
    [
        ((), OPENED, 159),
        (("log", "80x5"), RUN, 83),
        (("today", "--json"), RUN, 81),
        (("status",), RUN, 74),
        (("--version",), RUN, 2),
    ],
)
def test_a_start_loads_no_more_of_our_modules_than_it_needs(
    home: Path, arguments: tuple[str, ...], script: str, most: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{TELL}\nsys.argv[1:] = {arguments!r}\n{script}"],
        env={**os.environ, "TOPSET_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert len(loaded) <= most, "\n".join(loaded)


def test_the_version_is_told_before_click_is_loaded() -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "from tui.cli import main; main()", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith("topset, version ")
    assert "click" not in told.stderr
