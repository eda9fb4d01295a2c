"""The root command: its options, the commands by name, and what an error turns into."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import click
from click.core import ParameterSource

from tui import __version__
from tui.cli.exits import ExitCode, Stopped, code_of
from tui.cli.hardening import look_after_files
from tui.cli.streams import describe_refusal
from tui.cli.words import say
from tui.settings.paths import ConfigError, Paths

# Where each command stands; its module is only imported when it is asked for.
COMMANDS = {
    "demo": "demo:demo",
    "sign-in": "account:sign_in",
    "sign-up": "account:sign_up",
    "sign-out": "account:sign_out",
    "whoami": "account:whoami",
    "new-password": "account:new_password",
    "second-factor": "second_factor:second_factor",
    "today": "training:today",
    "log": "training:log",
    "finish": "training:finish",
    "set": "sets:sets",
    "exercise": "exercises:exercise",
    "session": "sessions:session",
    "undo": "undo:undo",
    "redo": "undo:redo",
    "plates": "loads:plates",
    "warm-up": "loads:warm_up",
    "weeks": "history:weeks",
    "show": "history:show",
    "sync": "sync:sync",
    "status": "sync:status",
    "changes": "changes:changes",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "rescue": "backup:rescue",
    "db": "database:db",
    "catalogue": "database:catalogue",
    "doctor": "doctor:doctor",
}


# Over before there is garbage worth looking for.
AT_ONCE = ("today", "log", "status", "whoami")


class RootCommand(click.Group):
    """A group whose commands are imported late and whose errors end in topset's exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are told."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command and return it."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        if cmd_name not in AT_ONCE:
            gc.enable()
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"tui.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and say at the end of every command where changes wait that no log has any more."""
        try:
            return super().invoke(ctx)
        finally:
            if ctx.invoked_subcommand is not None and ctx.obj is not None:
                from tui.cli.backup import tell_stranded

                tell_stranded(ctx.obj)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run, turn every error into words and an exit code, and exit."""
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            _show(error)
            code = error.exit_code
        except click.Abort:
            say("Stopped: nothing was entered.")
            code = ExitCode.REFUSED
        except Stopped as stopped:
            say(stopped.words)
            code = stopped.code
        except ConfigError as error:
            say(str(error))
            code = ExitCode.USAGE
        except Exception as error:  # noqa: BLE001  # the last resort: told in one line, kept in the log
            code = _end_of(error)
        sys.exit(int(code or 0))


def _show(error: click.ClickException) -> None:
    """Say what was wrong with the command line, which may hold anything that was pasted."""
    words = StringIO()
    error.show(words)
    for line in words.getvalue().splitlines():
        say(line)


def _end_of(error: Exception) -> ExitCode:
    code = code_of(error)
    if code is not None:
        say(str(error))
        return code
    words = describe_refusal(error) if isinstance(error, OSError) else None
    if words is not None:
        say(words)
        return ExitCode.REFUSED
    from tui.cli.log_file import keep_bug

    say(keep_bug(error, Paths.find(os.environ).log_file))
    return ExitCode.BUG


@click.group(cls=RootCommand, invoke_without_command=True)
@click.option("--url", help="The Supabase project, like https://abcd.supabase.co.")
@click.option("--publishable-key", help="The project's publishable key.")
@click.option(
    "--database-url",
    help="A PostgreSQL address: go there instead of the Data API; - asks for it.",
)
@click.option(
    "--database-url-file",
    envvar="TOPSET_DATABASE_URL_FILE",
    type=click.Path(path_type=Path),
    help="A file that holds that address.",
)
@click.option(
    "--insecure",
    is_flag=True,
    help="Let passwords and the log go unencrypted: only in a network of your own.",
)
@click.option("--plain", is_flag=True, help="Log line by line, with no screen: for screen readers.")
@click.version_option(__version__, prog_name="topset")
@click.pass_context
def topset(
    ctx: click.Context,
    /,
    plain: bool,
    insecure: bool,
    database_url: str | None,
    database_url_file: Path | None,
    **given: str | None,
) -> None:
    """A workout log for the terminal. Without a command it opens the app."""
    from tui.cli.wiring import AppContext

    given["insecure"] = "yes" if insecure else None
    given["database_url"] = database_url
    by_name = ctx.get_parameter_source("database_url_file") is ParameterSource.COMMANDLINE
    if database_url or by_name or not os.environ.get("TOPSET_DATABASE_URL"):
        from tui.cli.addresses import database_url_of

        given["database_url"] = database_url_of(database_url, database_url_file)
    ctx.obj = AppContext.of_this_process(given)
    if ctx.invoked_subcommand != "doctor":  # which tells, and changes nothing
        look_after_files(ctx.obj.paths)
    if plain and ctx.invoked_subcommand is not None:
        raise click.UsageError("--plain goes with no command but demo: `topset demo --plain`.")
    if plain:
        gc.enable()
        from tui.cli.plain_mode import open_plain

        open_plain(ctx.obj)
    elif ctx.invoked_subcommand is None:
        from tui.cli.opening import open_app

        open_app(ctx.obj)
