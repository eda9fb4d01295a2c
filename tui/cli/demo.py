"""demo: the app on a whole Supabase in a box, with a sample lifter."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from tui.cli.exits import ExitCode, Stopped
from tui.cli.opening import open_app, sandbox_is_lacking
from tui.cli.wiring import AppContext
from tui.cli.words import put_document, say
from tui.settings.file import read_settings
from tui.settings.model import Settings
from tui.settings.paths import Paths, private_folder

if TYPE_CHECKING:
    from types import FrameType

    from tui.sandbox.box import Box, BoxInfo
    from tui.sync.protocol import Identity


@click.command()
@click.option("--fresh", is_flag=True, help="Delete the sandbox with its log, and start over.")
@click.option("--serve", is_flag=True, help="Run the sandbox alone, until it is interrupted.")
@click.option("--plain", is_flag=True, help="Log line by line, without a screen.")
@click.option("--direct", is_flag=True, help="Connect to PostgreSQL itself, not to the Data API.")
@click.pass_obj
def demo(context: AppContext, fresh: bool, serve: bool, plain: bool, direct: bool) -> None:
    """Open the app on a sandbox with a sample lifter; nothing leaves this machine."""
    if serve and (plain or direct):
        raise click.UsageError("--serve opens nothing: leave --plain and --direct out.")
    open_demo(context, fresh=fresh, serve=serve, plain=plain, direct=direct)


def open_demo(
    context: AppContext,
    *,
    fresh: bool = False,
    serve: bool = False,
    plain: bool = False,
    direct: bool = False,
) -> None:
    """Run the sandbox, with the app on it unless it is to be served alone."""
    lacking = sandbox_is_lacking()
    if lacking is not None:
        raise Stopped(lacking, ExitCode.USAGE)
    private_folder(context.paths.data)
    home = private_folder(context.paths.demo_home)
    from tui.sandbox.box import Box

    box = Box(home)
    if fresh:
        _forget(box, Paths.under(home))
    with _running(box, quiet=serve) as info:
        if serve:
            _serve(info)
        elif plain:
            _open_plain(context_of_the_demo(context, info, direct=direct), info)
        else:
            _open(context_of_the_demo(context, info, direct=direct), info)


def _forget(box: Box, paths: Paths) -> None:
    """Forget the sandbox and the demo's own logbooks; the lifter's real ones lie elsewhere."""
    import shutil

    from tui.sandbox.box import BoxBusy

    try:
        box.wipe()
    except BoxBusy as error:
        raise Stopped(str(error)) from error
    for folder in (paths.data, paths.state, paths.config):
        if folder.is_dir():
            shutil.rmtree(folder)


@contextmanager
def _running(box: Box, *, quiet: bool) -> Iterator[BoxInfo]:
    from tui.sandbox.box import BoxBusy
    from tui.sandbox.programs import PostgresFailed
    from tui.sandbox.service import ServiceFailed

    if not quiet:
        say("Starting the sandbox: PostgreSQL, Auth and the Data API …")
    try:
        info = box.start()
    except (BoxBusy, PostgresFailed, ServiceFailed) as error:
        raise Stopped(f"The sandbox did not start: {error}") from error
    try:
        yield info
    finally:
        box.stop()


def _serve(info: BoxInfo) -> None:
    """Print where the sandbox is as one line of JSON, then wait for SIGINT or SIGTERM."""
    over = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        over.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        put_document(asdict(info))
        sys.stdout.flush()
        over.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def context_of_the_demo(context: AppContext, info: BoxInfo, *, direct: bool) -> AppContext:
    """Return the parts over the sandbox, in folders of its own, with the lifter's taste."""
    paths = Paths.under(context.paths.demo_home)
    mine = read_settings(context.paths.config_file, {}, {})
    if not paths.config_file.exists():  # from then on the demo has settings of its own
        _copy_taste(paths, mine)
    given = {
        "url": info.url,
        "publishable_key": info.publishable_key,
        "database_url": info.database_url if direct else None,
    }
    return AppContext(paths, {}, given)


def _open(context: AppContext, info: BoxInfo) -> None:
    """Open the app at the sign-in screen with the sample lifter filled in.

    Whoever has signed in before is to find the session that was brought to today.
    """
    from tui.workout.ports import SignInOffer

    identity = context.identity()
    if identity is not None:
        _fetch(context, identity)
    offer = SignInOffer(
        where="the sandbox",
        email=info.email,
        password=info.password,
        note="This is the sample lifter: press Enter.",
    )
    open_app(context, offer)


def _open_plain(context: AppContext, info: BoxInfo) -> None:
    """Log by lines as the sample lifter, who is signed in by itself."""
    from tui.cli.plain_mode import open_plain

    _fetch(context, context.identity() or context.account().sign_in(info.email, info.password))
    say(f"This is the sandbox, and you are its sample lifter, {info.email}.")
    open_plain(context, chooses_project=False)


def _fetch(context: AppContext, identity: Identity) -> None:
    """Run one round; what goes wrong is told by the next one, which runs inside."""
    from tui.sync.protocol import SyncError

    with suppress(SyncError), closing(context.rounds(identity)) as rounds:
        rounds.run()


def _copy_taste(paths: Paths, mine: Settings) -> None:
    from tui.settings.file import change_setting

    for name, value in {"unit": mine.unit, "theme": mine.theme}.items():
        change_setting(
            paths.config_file, (name,), value, check=lambda file: read_settings(file, {}, {})
        )
