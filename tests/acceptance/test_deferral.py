"""What is heavy is imported after the first paint, in the thread that needs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.acceptance.laptop import Laptop, Sandbox, direct_first

HEAVY = ("psycopg", "supabase_auth", "httpx", "keyring")

# Opens the app as `topset` does, and tells what is loaded when it asks for the exchange to begin.
OPENED = """
import asyncio, json, sys
from tui.cli.wiring import AppContext
from tui.cli.opening import ports_of
from tui.app.app import TopsetApp
from dataclasses import replace

loaded = []
class Started:
    def wake(self): pass
    def stop(self, flush_seconds): pass

async def main():
    begun = asyncio.Event()
    def start_sync(identity, on_status, on_changed):
        loaded.extend(sys.modules)
        begun.set()
        return Started()
    context = AppContext.of_this_process()
    app = TopsetApp(replace(ports_of(context), start_sync=start_sync))
    async with app.run_test(size=(80, 24)):
        await asyncio.wait_for(begun.wait(), 20)
        print(json.dumps({"screen": type(app.screen).__name__, "loaded": loaded}))

asyncio.run(main())
"""


def run(script: str, laptop: Laptop) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=laptop.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def signed_in(laptop: Laptop, sandbox: Sandbox) -> Laptop:
    """A laptop on which the sample lifter is signed in and everything is fetched."""
    assert laptop.topset("sign-in", "--password-stdin", stdin=sandbox.info["password"]).code == 0
    assert laptop.topset("sync").code == 0
    return laptop


@direct_first
def test_no_client_is_loaded_after_the_first_paint_and_before_sync(signed_in: Laptop) -> None:
    told = json.loads(run(OPENED, signed_in))
    assert told["screen"] == "TodayScreen"
    assert [name for name in told["loaded"] if name.partition(".")[0] in HEAVY] == []


OFFLINE = (["today"], ["log", "80x5"], ["status"], ["whoami"])


@pytest.mark.parametrize("laptop", ["data_api"], indirect=True)
def test_commands_that_need_no_network_load_neither_app_nor_client(signed_in: Laptop) -> None:
    script = f"""
import sys
from tui.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
heavy = {(*HEAVY, "textual", "rich", "pydantic")!r}
print("loaded:", [name for name in heavy if name in sys.modules])
"""
    for command in OFFLINE:
        said = run(f"import sys\nsys.argv[1:] = {command!r}\n{script}", signed_in)
        assert said.endswith("loaded: []\n"), command
    said = run(f"import sys\nsys.argv[1:] = ['sync']\n{script}", signed_in)
    assert "httpx" in said
    assert "supabase_auth" not in said, "only what signs in or renews a token needs half a second"
