"""What the app is handed by the composition root, and nothing more.

The app knows no Supabase, no sandbox and no configuration file. Whoever starts it builds a
`Ports` value and passes it to `TopsetApp`. Nothing here may be slow: what touches the network
is called from a thread, what is called before the first paint is marked so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tui.lazy_dataclass import dataclass
from tui.settings.model import Settings

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.sync.protocol import Identity
    from tui.sync.status import SyncStatus


class AccountPort(Protocol):
    """Who is signed in on this laptop."""

    def identity(self) -> Identity | None:
        """Return who is signed in, from disk alone.

        Called on the UI thread before the first paint: it may import nothing heavy
        (no supabase_auth, httpx, keyring, pydantic) and never waits for a network.
        """
        ...

    def sign_in(self, email: str, password: str) -> Identity:
        """Sign in over the network; called in a thread. Raises a SyncError with `words`."""
        ...

    def sign_out(self) -> None:
        """Forget the session; works offline; called in a thread."""
        ...

    def lifters(self) -> tuple[Identity, ...]:
        """Return everyone who is signed in to this project on this laptop, from disk alone."""
        ...

    def switch(self, user_id: str) -> Identity:
        """Go on as another lifter who is signed in. Raises SignedOut."""
        ...

    # The ways in besides the password. All ask the network, are called in a thread, and raise a
    # SyncError with `words`. With SignInRefused of the code "second_factor_needed" the sign-in
    # goes on with `second_factor`.

    def second_factor(self, code: str) -> Identity:
        """Finish a sign-in with the code that the lifter's authenticator shows."""
        ...

    def send_code(self, email: str) -> None:
        """Have a code sent for `sign_in_with_code`."""
        ...

    def sign_in_with_code(self, email: str, code: str) -> Identity:
        """Sign in with the code that was sent."""
        ...

    def sign_up(self, email: str, password: str) -> Identity | None:
        """Make an account; None if `confirm_sign_up` has to prove the address first."""
        ...

    def confirm_sign_up(self, email: str, code: str) -> Identity:
        """Prove the address with the code that was sent, and sign in."""
        ...

    def resend_confirmation(self, email: str) -> None:
        """Have the code for `confirm_sign_up` sent once more."""
        ...

    def send_recovery(self, email: str) -> None:
        """Have a code sent for `recover`."""
        ...

    def recover(self, email: str, code: str, new_password: str) -> Identity:
        """Set a new password with the code that was sent, and sign in."""
        ...


class OnboardingPort(Protocol):
    """What stands before the account: which project, or none."""

    def connect(self, url: str, publishable_key: str) -> Ports:
        """Ask the project whether URL and key are right, remember them, and return what is next.

        Called in a thread. Raises a SyncError with `words`; SignInRefused's code tells which of
        the two is wrong.
        """
        ...

    def stay_local(self) -> Ports:
        """Return what the app goes on with without a server; called in a thread.

        Raises LogbookError.
        """
        ...

    def look_around(self) -> str | None:
        """Have the sandbox opened once the app has closed, or return why that is not possible."""
        ...


class RecoveryPort(Protocol):
    """Looks after the file that a lifter's logbook is in."""

    def check(self, identity: Identity) -> None:
        """Read the whole file; called in a thread. Raises DamagedLogbook."""
        ...

    def stranded(self, identity: Identity) -> tuple[int, str]:
        """Return how many changes only old logs, put aside, still hold, and that in words.

        Called in a thread. Raises LogbookError.
        """
        ...

    def salvage(self, identity: Identity) -> str:
        """Set the damaged file aside, begin a new one with what could be read, and say so.

        Called while nobody has the logbook open. Raises LogbookError.
        """
        ...


class SyncHandle(Protocol):
    """A running exchange with the database, in its own thread."""

    def wake(self) -> None:
        """Say that something was entered; returns at once."""
        ...

    def stop(self, flush_seconds: float) -> None:
        """Stop; first try for at most `flush_seconds` to send what is waiting.

        Called in a thread while the app closes, or when the lifter signs out.
        """
        ...


class StartSync(Protocol):
    """Starts the exchange for a lifter and returns at once."""

    def __call__(
        self,
        identity: Identity,
        on_status: Callable[[SyncStatus], None],
        on_changed: Callable[[], None],
    ) -> SyncHandle:
        """Start a thread that opens its own logbook and its own door.

        Called on the UI thread after the first paint; heavy imports belong in the thread.
        `on_status` and `on_changed` (something new was pulled or settled) are called from that
        thread; they only post a message and never raise.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInOffer:
    """What the sign-in screen is filled with."""

    where: str = ""  # the project in words, such as "abcd.supabase.co" or "the sandbox"
    email: str = ""
    password: str = ""  # only ever the sample lifter's
    note: str = ""  # one line above the fields, such as "This is the sample lifter: press Enter."


class SettingRefused(ValueError):
    """A setting was not kept; the text says why, in one sentence for the lifter."""


class SettingsPort(Protocol):
    """Where the settings are kept."""

    @property
    def place(self) -> str:
        """The file, as the lifter finds it."""
        ...

    def where(self, path: tuple[str, ...]) -> str:
        """Return where a setting stands: the file and the line."""
        ...

    def change(self, path: tuple[str, ...], text: str) -> Settings:
        """Keep a setting as it was typed, an empty text for the usual value; return what holds now.

        `path` leads to it in the file: `("gyms", "home", "bar")`. Called on the UI thread; on disk
        when it returns. Raises SettingRefused.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything that the app is handed.

    `open_logbook` is called on the UI thread, before the first paint when somebody is signed in
    already; the app closes what it opened. `start_sync` is None when there is no server, `account`
    while no project is set. `local` is who trains on this laptop alone, if there is such a log;
    `entrance` is None where the project is not for the lifter to choose. `door` says by which way
    the database is reached.
    """

    account: AccountPort | None
    open_logbook: Callable[[Identity], Logbook]
    start_sync: StartSync | None
    now: Callable[[], datetime]
    local: Identity | None = None
    onboarding: OnboardingPort | None = None
    recovery: RecoveryPort | None = None
    door: str = ""
    offer: SignInOffer = field(default_factory=SignInOffer)
    preferences: Settings = field(default_factory=Settings)
    settings: SettingsPort | None = None
