"""Options for PostgreSQL addresses, which hold a password: from a file, the environment, or asked.

What stands on a command line can be read by everyone on the machine, in the list of processes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from tui.cli.words import say

_MOST_BYTES = 10_000
ASK = "-"


def owner_url(*, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command `owner_url`: the address of the database's owner, checked, or None."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            file = options.pop("owner_url_file")
            options["owner_url"] = _owner_address(options["owner_url"], file, required=required)
            return command(*args, **options)

        wrapped = update_wrapper(run, command)
        wrapped = click.option(
            "--owner-url-file",
            envvar="TOPSET_OWNER_DATABASE_URL_FILE",
            type=click.Path(path_type=Path),
            help="A file that holds the address of the database's owner.",
        )(wrapped)
        return click.option(
            "--owner-url",
            envvar="TOPSET_OWNER_DATABASE_URL",
            help="A PostgreSQL address of the database's owner (TOPSET_OWNER_DATABASE_URL);"
            " - asks for it, or reads a line of standard input.",
        )(wrapped)

    return decorate


def database_url_of(given: str | None, file: Path | None) -> str | None:
    """Return the address of the direct connection that the root command's options give."""
    return _chosen("database-url", given, file)


def _owner_address(given: str | None, file: Path | None, *, required: bool) -> str | None:
    address = _chosen("owner-url", given, file)
    if address is None:
        if not required:
            return None
        if not sys.stdin.isatty():
            raise click.UsageError(
                "The address of the database's owner is missing: set TOPSET_OWNER_DATABASE_URL, or"
                " give --owner-url-file."
            )
        address = _asked("owner-url")
    if not address.startswith(("postgresql://", "postgres://")) and "host=" not in address:
        raise click.BadParameter(
            "expected an address like postgresql://postgres:…@host/postgres.",
            param_hint="--owner-url",
        )
    _refuse_weak_tls(address)
    return address


def _refuse_weak_tls(address: str) -> None:
    from tui.cli.wiring import AppContext
    from tui.supabase.encryption import refuse_weak_tls

    context = click.get_current_context().find_object(AppContext)
    refuse_weak_tls(address, context.may_be_read if context else lambda _: False)


def _chosen(name: str, given: str | None, file: Path | None) -> str | None:
    """Return the address that the command line gives, else the environment; None if neither."""
    context = click.get_current_context()
    parameter, of_file = name.replace("-", "_"), f"{name.replace('-', '_')}_file"
    named = context.get_parameter_source(parameter) is ParameterSource.COMMANDLINE
    file_named = context.get_parameter_source(of_file) is ParameterSource.COMMANDLINE
    if named and file_named:
        raise click.UsageError(f"--{name} and --{name}-file say the same thing: give one of them.")
    if file is not None and (file_named or not given):
        return _in_file(name, file)
    if given == ASK:
        return _asked(name)
    if named and given:
        _warn(name, given)
    return given


def _warn(name: str, given: str) -> None:
    from tui.supabase.direct import holds_password

    if holds_password(given):
        say(
            f"Others on this machine can read the password in --{name} while this runs:"
            f" --{name}-file FILE or --{name} - keep it to yourself."
        )


def _asked(name: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt("PostgreSQL address (hidden)", hide_input=True, err=True)).strip()
    found = sys.stdin.readline().strip()
    if not found:
        raise click.UsageError(f"--{name} -: there was no address on standard input.")
    return found


def _in_file(name: str, file: Path) -> str:
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise click.UsageError(f"--{name}-file {file}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"--{name}-file {file}: expected text in UTF-8.") from None
    lines = [line.strip().strip("\"'") for line in text.splitlines() if line.strip()]
    if len(lines) != 1:
        raise click.UsageError(f"--{name}-file {file}: expected one line, a PostgreSQL address.")
    return lines[0]
