"""Opens the app once and writes down where its processor time went: see `tests.bench.startup`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

INTERPRETER = process_time()
gc.disable()  # as `topset` does


class Phases:
    """Processor time by phase, in the order of their first appearance."""

    def __init__(self) -> None:
        self.spent = {"interpreter": INTERPRETER}
        self._since = INTERPRETER
        self._inside: list[str] = []

    def end(self, name: str) -> None:
        """Book what was spent since the last booking."""
        now = process_time()
        self.spent[name] = self.spent.get(name, 0.0) + now - self._since
        self._since = now

    def within(self, owner: type, method: str, name: str) -> None:
        """Book under a name what a method takes, and what is around it elsewhere."""
        called = getattr(owner, method)

        def booked(*given: Any, **named: Any) -> Any:
            self.end(self._inside[-1] if self._inside else "layout and first text")
            self._inside.append(name)
            try:
                return called(*given, **named)
            finally:
                self.end(self._inside.pop())

        setattr(owner, method, booked)


def main(told: Path) -> None:
    """Open the app on the home of the environment, and close it when it is painted."""
    phases = Phases()
    from tui.cli.wiring import AppContext

    context = AppContext.of_this_process()
    _ = context.settings
    phases.end("click and config")
    import textual.app
    import textual.widgets._input  # noqa: F401

    phases.end("Textual")
    from tui.app.app import TopsetApp
    from tui.app.onboarding import Onboarding
    from tui.cli.opening import ports_of

    phases.end("our modules")
    from textual._compositor import Compositor
    from textual.css.stylesheet import Stylesheet

    for owner, method, name in (
        (Stylesheet, "parse", "CSS"),
        (Stylesheet, "apply", "CSS"),
        (Onboarding, "_open", "SQLite and reading"),
        (TopsetApp, "home", "SQLite and reading"),
        (Compositor, "render_update", "frames"),
        (TopsetApp, "_display", "frames"),
    ):
        phases.within(owner, method, name)
    app = TopsetApp(ports_of(context))
    phases.end("our modules")
    _close_when_painted(app)
    app.run()
    whole = sum(phases.spent.values())
    told.write_text(
        "".join(f"  {name:22} {spent * 1000:6.0f} ms\n" for name, spent in phases.spent.items())
        + f"  {'in all':22} {whole * 1000:6.0f} ms\n"
    )


def _close_when_painted(app: Any) -> None:
    shown: Callable[..., None] = type(app)._display

    def display(self: Any, screen: Any, frame: Any) -> None:
        shown(self, screen, frame)
        if not self._opening and frame is not None:
            self.exit()

    type(app)._display = display


if __name__ == "__main__":
    main(Path(sys.argv[1]))
