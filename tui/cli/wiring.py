"""The composition root: the one place that knows which parts exist and builds them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from tui.cli.exits import ExitCode, Stopped
from tui.environment import local_now, random_id
from tui.private_files import remove
from tui.settings.file import place_in_file, read_settings
from tui.settings.model import FROM_OUTSIDE, Settings
from tui.settings.paths import ConfigError, Paths, private_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tui.cli.lifter_sync import LifterSync
    from tui.logbook import Logbook
    from tui.supabase.account import Account
    from tui.supabase.session_store import SessionStore
    from tui.sync.loop import SyncLoop
    from tui.sync.protocol import Credentials, Gateway, Identity
    from tui.sync.status import SyncStatus

NO_PROJECT = (
    "No Supabase project is set: `topset` alone asks for one; or give --url and --publishable-key"
    " once with `topset sign-in`, or try `topset demo`."
)
NO_KEY = (
    "The project's publishable key is not set: give --publishable-key once with `topset sign-in`;"
    " it is in the dashboard, Project Settings, API Keys."
)
NO_SERVER = (
    "This log stays on this laptop: there is no server to exchange with. `topset sign-in`, or"
    " `Connect a project` in the app, brings it to one."
)
NOT_SIGNED_IN = "Nobody is signed in on this laptop: `topset sign-in`."


class AppContext:
    """Builds the parts that a command asks for, out of places, settings, a clock and ids."""

    def __init__(
        self,
        paths: Paths,
        environment: Mapping[str, str],
        given: Mapping[str, str | None],
        *,
        now: Callable[[], datetime] = local_now,
        new_id: Callable[[], str] = random_id,
    ) -> None:
        """`given` is what the command line says; it goes before the environment and the file."""
        self.paths = paths
        self.now = now
        self.new_id = new_id
        self.environment = environment
        self.given = given

    @classmethod
    def of_this_process(cls, given: Mapping[str, str | None] | None = None) -> AppContext:
        """Build from the environment of this process."""
        return cls(Paths.find(os.environ), os.environ, given or {})

    @cached_property
    def settings(self) -> Settings:
        """The settings, read once, the project's URL and key made clean.

        Raises ConfigError, also for a URL or key that cannot be one.
        """
        from dataclasses import replace

        from tui.supabase.project import check_key, clean_url

        settings = read_settings(self.paths.config_file, self.environment, self.given)
        return replace(
            settings,
            url=self._checked("url", settings.url, clean_url),
            publishable_key=self._checked("publishable_key", settings.publishable_key, check_key),
        )

    def _checked(self, name: str, value: str | None, check: Callable[[str], str]) -> str | None:
        """Return a setting made clean. Raises ConfigError, which names its place."""
        from tui.sync.protocol import SignInRefused

        if not value:
            return None
        try:
            return check(value)
        except SignInRefused as refusal:
            place = self.goes_before_the_file(name) or place_in_file(self.paths.config_file, name)
            raise ConfigError(f"{place}: {refusal.words}") from refusal

    def read_settings_again(self) -> Settings:
        """Return the settings as the file has them now; project and account stay as they are."""
        from dataclasses import replace

        now = read_settings(self.paths.config_file, self.environment, self.given)
        before = self.settings
        self.settings = replace(
            now,
            url=before.url,
            publishable_key=before.publishable_key,
            database_url=before.database_url,
            email=before.email,
            insecure=before.insecure,
            keyring=before.keyring,
        )
        return self.settings

    def goes_before_the_file(self, name: str) -> str | None:
        """Return what decides a setting whatever the file says, such as `TOPSET_UNIT`."""
        if name not in FROM_OUTSIDE:
            return None
        if self.given.get(name):
            return f"--{name.replace('_', '-')}"
        variable = f"TOPSET_{name.upper()}"
        return variable if self.environment.get(variable) else None

    @property
    def url(self) -> str:
        """The project's URL. Raises Stopped if none is set."""
        if not self.settings.url:
            raise Stopped(NO_PROJECT, ExitCode.NOT_SIGNED_IN)
        return self.settings.url

    @property
    def publishable_key(self) -> str:
        """The project's publishable key. Raises Stopped if none is set."""
        if not self.settings.publishable_key:
            raise Stopped(NO_KEY if self.settings.url else NO_PROJECT, ExitCode.NOT_SIGNED_IN)
        return self.settings.publishable_key

    @property
    def project(self) -> str | None:
        """The name of the project's folder, None while no project is set."""
        from tui.supabase.project import project_name

        return project_name(self.settings.url) if self.settings.url else None

    @cached_property
    def session_store(self) -> SessionStore:
        """The sessions kept on this machine for this project."""
        from tui.supabase.session_store import SessionStore

        secrets = None
        if self.settings.keyring:
            from tui.supabase.keyring_secrets import KeyringSecrets

            secrets = KeyringSecrets()
        return SessionStore(private_folder(self.paths.data), self.url, secrets=secrets)

    def today(self) -> date:
        """Return the day that it is for the lifter."""
        return self.now().date()

    def may_be_read(self, host: str) -> bool:
        """Tell whether the lifter said by name that the way to a host needs no encryption."""
        return bool(self.given.get("insecure")) or self.settings.insecure == host

    def refuse_plain_http(self) -> None:
        """Raise SignInRefused where the project's address sends passwords for all to read."""
        from tui.supabase.encryption import refuse_plain_http

        refuse_plain_http(self.url, self.may_be_read)

    def account(self) -> Account:
        """Return the way to Supabase Auth; imports its client. Raises SignInRefused."""
        from tui.supabase.account import Account

        self.refuse_plain_http()

        return Account(self.url, self.publishable_key, self.session_store)

    def identity(self) -> Identity | None:
        """Return who is signed in, else who trains on this laptop alone; from disk alone."""
        signed_in = self.session_store.identity() if self.settings.url else None
        return signed_in or self.local_lifter()

    def local_lifter(self) -> Identity | None:
        """Return who trains on this laptop alone, None if there is no such log."""
        from tui.logbook.replacing import has_traces
        from tui.sync.protocol import LOCAL_LIFTER

        return LOCAL_LIFTER if has_traces(self._local_file) else None

    @property
    def _local_file(self) -> Path:
        from tui.sync.protocol import LOCAL_LIFTER

        return self.paths.logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)

    def make_local_log(self) -> None:
        """Make the log of this laptop, with the starter catalogue in it. Raises LogbookError."""
        from tui.supabase.catalogue import starter_catalogue
        from tui.sync.protocol import LOCAL_LIFTER

        with self.logbook(LOCAL_LIFTER) as book:
            if book.base.catalogue_digest() is None:
                book.base.replace_catalogue(starter_catalogue())

    def lifter(self) -> Identity:
        """Return whose log is kept here. Raises Stopped if nobody has one."""
        identity = self.identity()
        if identity is None:
            raise Stopped(
                NOT_SIGNED_IN if self.settings.url else NO_PROJECT, ExitCode.NOT_SIGNED_IN
            )
        return identity

    def signed_in(self) -> Identity:
        """Return who is signed in to a project. Raises Stopped if nobody is."""
        identity = self.lifter()
        if identity == self.local_lifter():
            raise Stopped(NO_SERVER, ExitCode.NOT_SIGNED_IN)
        return identity

    def session_ended(self, identity: Identity) -> bool:
        """Tell, from disk alone, whether Auth has ended the session of a lifter for good."""
        from tui.sync.protocol import LOCAL_LIFTER, SyncError

        if identity == LOCAL_LIFTER:
            return False
        try:
            return self.session_store.load(identity.user_id).ended is not None
        except SyncError:
            return False

    def logbook(self, identity: Identity) -> Logbook:
        """Open the logbook of a lifter; whoever opens it closes it, in the same thread.

        The log of this laptop is bound to no account: the first account that is opened takes it
        over, and everything in it is sent.
        """
        from tui.logbook import Logbook
        from tui.sync.protocol import LOCAL_LIFTER

        private_folder(self.paths.data)
        file = self.paths.logbook_file(identity.project, identity.user_id)
        local = identity == LOCAL_LIFTER
        if not local and self.local_lifter() is not None:
            self._adopt_local_log(file)
        return Logbook.open(
            file,
            now=self.now,
            new_id=self.new_id,
            unit=self.settings.shown_unit,
            owner="" if local else f"{identity.user_id}@{identity.project}",
        )

    def _adopt_local_log(self, file: Path) -> None:
        from filelock import FileLock

        from tui.logbook.adoption import adopt

        with FileLock(self._local_file.with_suffix(".lock"), mode=0o600):
            if self.local_lifter() is not None:
                adopt(self._local_file, file)

    def forget(self, identity: Identity) -> int:
        """Remove a lifter's log, its copies and what is left of the session; return how many files.

        What is set aside and what was before a restore goes as well.
        """
        folder = self.paths.project_folder(identity.project)
        # The copy of what waits goes first: a log that it survived would be taken for a lost one.
        kept = sorted(
            folder.glob(f"{identity.user_id}.*"), key=lambda file: file.suffix != ".unsent"
        )
        for file in kept:
            remove(file)
        return len(kept)

    def refuse_to_forget_what_is_open(self, identity: Identity) -> None:
        """Raise Stopped while another topset has the log open."""
        from tui.logbook import LogbookError
        from tui.logbook.replacing import sole_access

        book = self.paths.logbook_file(identity.project, identity.user_id)
        try:
            if book.exists():
                with sole_access(book):
                    pass
        except LogbookError as error:
            raise Stopped(f"Nothing was done: {error}.") from error

    def credentials(self, identity: Identity) -> Credentials:
        """Return what hands out this lifter's access token. Raises SignInRefused."""
        from tui.supabase.credentials import StoredCredentials

        self.refuse_plain_http()

        return StoredCredentials(
            self.url, self.publishable_key, self.session_store, identity.user_id
        )

    def gateway(self, identity: Identity) -> Gateway:
        """Return the door that the settings name; whoever asked for it closes it.

        Raises SignInRefused where it would send secrets for all to read.
        """
        credentials = self.credentials(identity)
        if self.settings.database_url:
            from tui.supabase.direct import DirectGateway
            from tui.supabase.encryption import refuse_weak_tls

            refuse_weak_tls(self.settings.database_url, self.may_be_read)
            return DirectGateway(self.settings.database_url, credentials)
        from tui.supabase.data_api import DataApiGateway

        return DataApiGateway(self.url, self.publishable_key, credentials)

    def rounds(self, identity: Identity) -> LifterSync:
        """Return what runs rounds with the database, for the thread that calls this.

        Raises Stopped for the log of this laptop.
        """
        from tui.cli.lifter_sync import LifterSync, book_failures
        from tui.sync.protocol import LOCAL_LIFTER

        if identity == LOCAL_LIFTER:
            raise Stopped(NO_SERVER, ExitCode.NOT_SIGNED_IN)

        with book_failures():
            book = self.logbook(identity)
        try:
            return LifterSync(
                book,
                self.gateway(identity),
                lock_file=self.paths.project_folder(identity.project)
                / f"{identity.user_id}.sync.lock",
            )
        except BaseException:
            book.close()
            raise

    def start_sync(
        self,
        identity: Identity,
        on_status: Callable[[SyncStatus], None],
        on_changed: Callable[[], None],
    ) -> SyncLoop:
        """Start the exchange with the database in its own thread."""
        from tui.sync.loop import SyncLoop

        loop = SyncLoop(
            lambda: self.rounds(identity),
            on_status=on_status,
            on_changed=on_changed,
            now=self.now,
        )
        loop.start()
        return loop

    def schema_version(self) -> str:
        """Return the version of the last migration that this topset knows."""
        from tui.supabase import schema

        return schema.LATEST
