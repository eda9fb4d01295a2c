"""An app that hears what its driver tells it: `python -m tests.support.told_app`.

`q` ends it: with 0 when every call from the driver's threads came with the app's own context, by
which whatever it draws or times knows its app; with 3 when one did not, with 4 when there was none.
"""

from __future__ import annotations

import sys

from textual._context import active_app
from textual.app import App
from textual.driver import Driver

from tui.app.shell.driver import TerminalDriver


class ToldApp(App[None]):
    """Takes note of each time that what was written has gone out."""

    def __init__(self) -> None:
        super().__init__()
        self._known: list[bool] = []

    def get_driver_class(self) -> type[Driver]:
        """Return the driver that is tried."""
        return TerminalDriver

    def line_drained(self) -> None:
        """Note whether this call knows its app."""
        self._known.append(active_app.get(None) is self)

    def end_by_signal(self, number: int) -> None:
        """End as the driver asks for."""
        self.exit(return_code=128 + number)

    def key_q(self) -> None:
        """Tell how the calls came."""
        self.exit(return_code=4 if not self._known else 0 if all(self._known) else 3)


if __name__ == "__main__":
    app = ToldApp()
    app.run()
    sys.exit(app.return_code)
