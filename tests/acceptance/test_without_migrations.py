"""The app on a database that nobody has prepared: what is missing, the command, and it goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.acceptance.laptop import TOPSET, Laptop
from tests.acceptance.terminal import Terminal
from tests.support.box import SandboxUnderTest
from tui.supabase.schema import migrations


def test_the_app_names_what_is_missing_and_the_command_and_goes_on_once_it_has_run(
    make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> None:
    box = make_box(migrated=False)
    lifter = box.add_lifter()
    settings = {"TOPSET_URL": box.url, "TOPSET_PUBLISHABLE_KEY": box.publishable_key}
    laptop = Laptop(tmp_path / "laptop", settings)
    signed_in = laptop.topset(
        "sign-in", "--email", lifter.email, "--password-stdin", stdin=lifter.password
    )
    assert signed_in.code == 0

    with Terminal([TOPSET], laptop.environment, columns=80, rows=24) as terminal:
        terminal.wait_for("topset db migrate")
        first = migrations()[0]
        terminal.wait_for(f"{len(migrations())}, from {first.version}_{first.name} on")
        terminal.wait_for("database needs migrations")
        terminal.type("q")
        assert terminal.wait_for_end() == 0

    assert laptop.topset("db", "migrate", "--owner-url", box.owner_database_url).code == 0
    with Terminal([TOPSET], laptop.environment, columns=80, rows=24) as terminal:
        terminal.wait_for("No session today")
        terminal.wait_for(lambda shown: "migrat" not in shown.text)
        terminal.type("q")
        assert terminal.wait_for_end() == 0
