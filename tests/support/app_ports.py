"""What the app is handed in tests and for pictures: an account in memory, a silent server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.support.sample_book import SAMPLE_LIFTER
from tui.logbook.rescue import in_words, stranded
from tui.logbook.salvage import check, salvage
from tui.sync.protocol import Identity, SignedOut, SignInRefused
from tui.sync.status import SyncStatus

ME = Identity(user_id=SAMPLE_LIFTER, email="lifter@topset.example", project="gym")
PASSWORD = "topset-demo"


@dataclass
class Clock:
    """The lifter's clock: it stands still unless each look at it takes a `step`."""

    moment: datetime
    step: timedelta = timedelta()

    def __call__(self) -> datetime:
        self.moment += self.step
        return self.moment


@dataclass
class AccountInMemory:
    """The sample lifter's account: one password is right, no code ever is."""

    signed_in: Identity | None = ME
    tried: list[str] = field(default_factory=list)

    def identity(self) -> Identity | None:
        return self.signed_in

    def lifters(self) -> tuple[Identity, ...]:
        return () if self.signed_in is None else (self.signed_in,)

    def switch(self, user_id: str) -> Identity:
        if self.signed_in is None or self.signed_in.user_id != user_id:
            raise SignedOut("Nobody of that name is signed in here.")
        return self.signed_in

    def sign_in(self, email: str, password: str) -> Identity:
        self.tried.append(password)
        if password != PASSWORD:
            raise SignInRefused(
                "E-mail and password do not go together.", code="invalid_credentials"
            )
        self.signed_in = ME
        return ME

    def sign_out(self) -> None:
        self.signed_in = None

    def second_factor(self, code: str) -> Identity:
        return self._wrong_code()

    def send_code(self, email: str) -> None:
        """Send nothing."""

    def sign_in_with_code(self, email: str, code: str) -> Identity:
        return self._wrong_code()

    def sign_up(self, email: str, password: str) -> Identity | None:
        return None

    def confirm_sign_up(self, email: str, code: str) -> Identity:
        return self._wrong_code()

    def resend_confirmation(self, email: str) -> None:
        """Send nothing."""

    def send_recovery(self, email: str) -> None:
        """Send nothing."""

    def recover(self, email: str, code: str, new_password: str) -> Identity:
        return self._wrong_code()

    def _wrong_code(self) -> Identity:
        raise SignInRefused("That code is not right.", code="otp_expired")


@dataclass
class SilentSync:
    """Stands in for the thread that talks to a server; `say` and `changed` speak for it."""

    first: SyncStatus | None = None
    say: Callable[[SyncStatus], None] | None = None
    changed: Callable[[], None] | None = None
    wakes: int = 0
    stopped: int = 0

    def __call__(
        self,
        identity: Identity,
        on_status: Callable[[SyncStatus], None],
        on_changed: Callable[[], None],
    ) -> SilentSync:
        self.say, self.changed = on_status, on_changed
        if self.first is not None:
            on_status(self.first)
        return self

    def tell(self, status: SyncStatus) -> None:
        """Say how the exchange stands now."""
        assert self.say is not None
        self.say(status)

    def wake(self) -> None:
        self.wakes += 1

    def stop(self, flush_seconds: float) -> None:
        self.stopped += 1


@dataclass
class FileRecovery:
    """Looks after one file, as the command line has it done."""

    file: Path
    clock: Clock

    def check(self, identity: Identity) -> None:
        check(self.file)

    def stranded(self, identity: Identity) -> tuple[int, str]:
        found = stranded(self.file)
        return sum(len(one.changes) for one in found), in_words(found)

    def salvage(self, identity: Identity) -> str:
        return salvage(self.file, at=self.clock()).words
