"""The app on a logbook, for a bench: `python -m tests.bench.app_under_test FILE`.

With `--steps` each look at the clock takes a second, so that two Enters in a row are never taken
for a bounce; with `--signed-out` nobody is signed in.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

from tests.support.app_ports import AccountInMemory, SilentSync
from tui.app.app import TopsetApp
from tui.logbook import Logbook
from tui.settings.model import Settings
from tui.workout.ports import Ports


class Clock:
    """The real clock, or one that goes a second further with each look."""

    def __init__(self, *, steps: bool) -> None:
        self._ahead = timedelta()
        self._step = timedelta(seconds=1 if steps else 0)

    def __call__(self) -> datetime:
        self._ahead += self._step
        return datetime.now().astimezone() + self._ahead


def main(file: Path, *, steps: bool, signed_in: bool) -> None:
    """Run the app until it is closed, and end with its code."""
    now = Clock(steps=steps)
    app = TopsetApp(
        Ports(
            account=AccountInMemory() if signed_in else AccountInMemory(None),
            open_logbook=lambda _: Logbook.open(file, now=now),
            start_sync=SilentSync(),
            now=now,
            preferences=Settings(rest_bell=False),
        )
    )
    app.run()
    if app.failure is not None:
        raise app.failure
    sys.exit(app.return_code or 0)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        steps="--steps" in sys.argv,
        signed_in="--signed-out" not in sys.argv,
    )
