"""Options that several commands share."""

from __future__ import annotations

from datetime import date

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def _database_address(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not value.startswith(("postgresql://", "postgres://")) and "host=" not in value:
        raise click.BadParameter("expected an address like postgresql://postgres:…@host/postgres.")
    return value


owner_url = click.option(
    "--owner-url",
    envvar="TOPSET_OWNER_DATABASE_URL",
    required=True,
    callback=_database_address,
    help="A PostgreSQL address of the database's owner (TOPSET_OWNER_DATABASE_URL).",
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
            self.fail(f"{value!r} is no date, expected one like 2025-11-24.", param, ctx)
