"""Options that several commands share."""

from __future__ import annotations

from datetime import date

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


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
