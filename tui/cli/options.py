"""Options that several commands share."""

from __future__ import annotations

from datetime import date

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
which_session = click.option(
    "--session",
    "session_name",
    metavar="DATE|LABEL|ID",
    help="A session by its day, its label or its id; otherwise the one last written to,"
    " or today's.",
)
which_exercise = click.option(
    "--exercise",
    "name",
    metavar="NAME",
    help='An exercise of the session, like "Pull-Up", its number there, or "Pull-Up#2" for the'
    " second of two; else the current one.",
)


class Day(click.ParamType["date"]):
    """A date given as 2025-11-24."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the date; the error says what was expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write one like 2025-11-24.", param, ctx)
