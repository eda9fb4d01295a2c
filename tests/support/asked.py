"""An account and an entrance that answer when, and as, the test says."""

from __future__ import annotations

from dataclasses import dataclass, field
from queue import Queue

from tests.support.app_ports import ME
from tui.cli.opening import SANDBOX_MISSING
from tui.sync.protocol import Identity
from tui.workout.ports import Ports

NOT_INSTALLED = SANDBOX_MISSING
PATIENCE_SECONDS = 60.0

Answer = Exception | Identity | Ports | None


@dataclass
class Asked:
    """Each question waits for the next of the `answers`; an exception among them is raised."""

    here: tuple[Identity, ...] = ()
    signed_in: Identity | None = None
    answers: Queue[Answer] = field(default_factory=Queue)

    def _answer(self) -> Answer:
        answer = self.answers.get(timeout=PATIENCE_SECONDS)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _arrived(self) -> Identity:
        answer = self._answer()
        return answer if isinstance(answer, Identity) else ME

    def _ports(self) -> Ports:
        answer = self._answer()
        assert isinstance(answer, Ports)
        return answer

    # -- what is known without asking

    def identity(self) -> Identity | None:
        return self.signed_in

    def lifters(self) -> tuple[Identity, ...]:
        return self.here

    def look_around(self) -> str | None:
        return NOT_INSTALLED

    # -- questions

    def connect(self, url: str, publishable_key: str) -> Ports:
        return self._ports()

    def stay_local(self) -> Ports:
        return self._ports()

    def sign_in(self, email: str, password: str) -> Identity:
        return self._arrived()

    def second_factor(self, code: str) -> Identity:
        return self._arrived()

    def sign_in_with_code(self, email: str, code: str) -> Identity:
        return self._arrived()

    def confirm_sign_up(self, email: str, code: str) -> Identity:
        return self._arrived()

    def recover(self, email: str, code: str, new_password: str) -> Identity:
        return self._arrived()

    def switch(self, user_id: str) -> Identity:
        return self._arrived()

    def sign_up(self, email: str, password: str) -> Identity | None:
        answer = self._answer()
        return answer if isinstance(answer, Identity) else None

    def send_code(self, email: str) -> None:
        self._answer()

    def resend_confirmation(self, email: str) -> None:
        self._answer()

    def send_recovery(self, email: str) -> None:
        self._answer()

    def sign_out(self) -> None:
        self._answer()
