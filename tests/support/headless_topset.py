"""Opens the app without a terminal for whoever is signed in, logs a set, and looks at the parts."""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.cli.wiring import AppContext


def import_everything() -> None:
    """Import each module but the driver and the sandbox, which are for other systems."""
    root = Path(__file__).parents[2]
    for file in sorted((root / "tui").rglob("*.py")):
        name = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        if name != "tui.app.shell.driver" and not name.startswith("tui.sandbox"):
            import_module(name)


async def log_a_set() -> int:
    """Open the app on today's session, log what is planned, and return how many sets there are."""
    from tui.app.app import TopsetApp
    from tui.cli.opening import ProjectOnboarding, ports_of
    from tui.cli.wiring import AppContext

    context = AppContext.of_this_process({})
    door = ProjectOnboarding(context)
    said = door.look_around()
    assert said is not None and "WSL" in said, said
    before = sets_of_today(context)
    app = TopsetApp(ports_of(context, door=door))
    async with app.run_test(size=(100, 30)) as pilot:
        deadline = monotonic() + 60
        while sets_of_today(context) == before:
            assert monotonic() < deadline, app.screen
            await pilot.press("enter")
            await pilot.pause(0.5)
        await pilot.press("q")
    assert not app.return_code
    return sets_of_today(context)


def sets_of_today(context: AppContext) -> int:
    """Return how many sets the logbook has of today's session."""
    with context.logbook(context.lifter()) as book:
        session = book.workouts.session(book.workouts.agenda(context.now().date()).today[0].id)
        assert session is not None
        return sum(len(exercise.performed) for exercise in session.exercises)


if __name__ == "__main__":
    assert sys.platform == "win32"
    import_everything()
    print(f"{asyncio.run(log_a_set())} sets")  # noqa: T201
