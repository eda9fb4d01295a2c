"""A code that came by e-mail, or that an authenticator shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType

from tui.app.sign_in.form import Field, Way
from tui.app.sign_in.form_screen import FormScreen
from tui.app.sign_in.messages import Arrived
from tui.sync.protocol import (
    PASSWORD_REFUSED,
    Identity,
    SignInRefused,
    SyncError,
)
from tui.workout.sign_in.by_email import CODE_LABEL

if TYPE_CHECKING:
    from tui.logbook.errors import LogbookError
    from tui.workout.ports import Ports

ADDRESS_CODES: Final = frozenset(
    {
        "email_not_confirmed",
        "email_exists",
        "user_already_exists",
        "email_address_invalid",
        "email_address_not_authorized",
        "user_not_found",
        "otp_disabled",
    }
)
_WRONG_CODE: Final = frozenset(
    {"otp_expired", "mfa_verification_failed", "mfa_challenge_expired", "validation_failed"}
)


class ArrivingScreen(FormScreen):
    """A form whose answer is who has signed in; asks for the second factor where there is one."""

    def arrive(self, identity: Identity) -> None:
        """Tell the app."""
        self.tell(Arrived(identity))

    def refused(self, error: SyncError | LogbookError) -> None:
        """Go on with the second factor, or say why."""
        if not isinstance(error, SignInRefused):
            super().refused(error)
        elif error.code == "second_factor_needed":
            self.app.push_screen(second_factor(self.ports))
        elif (
            error.code in PASSWORD_REFUSED
            and isinstance(below := self.app.screen_stack[-2], ArrivingScreen)
            and not self.query("#password")
        ):
            # The factor was right and the new password was not: it is chosen on the form below.
            self.app.pop_screen()
            below.refused(error)
        else:
            super().refused(error)


class CodeScreen(ArrivingScreen):
    """Takes a code; one that came by e-mail can be sent again."""

    HINT = "Enter goes on · Esc back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "take('again')", "send again", id="code.again"),
    ]

    def __init__(
        self,
        ports: Ports,
        *,
        heading: str,
        lines: Sequence[str],
        take: Callable[[str], Identity],
        send: Callable[[], None] | None = None,
    ) -> None:
        """`take` is asked with the code; `send` has another one sent."""
        super().__init__(ports)
        self._heading = heading
        self._lines = lines
        self._take = take
        self._send = send

    def heading(self) -> str:
        """Say which code."""
        return self._heading

    def above(self) -> Iterable[str]:
        """Say where the code is found."""
        return self._lines

    def fields(self) -> Iterable[Field]:
        """Return the one field."""
        return (Field(CODE_LABEL if self._send else "Code", id="code", pasted=True),)

    def ways(self) -> Iterable[Way]:
        """Offer another e-mail where one was sent."""
        return (Way("Send another e-mail", id="again", key="F2"),) if self._send else ()

    def submit(self) -> None:
        """Ask with the code."""
        code = self.query_one("#code", Field).value
        self.ask("Checking the code…", lambda: self._take(code), self.arrive)

    def take(self, way: str) -> None:
        """Have another e-mail sent."""
        if self._send is not None:
            self.ask("Sending another e-mail…", self._send, lambda _: self._sent())

    def _sent(self) -> None:
        self._say("Another e-mail is on its way; earlier ones no longer work.")
        field = self.query_one("#code", Field)
        field.fill("")
        field.line.focus()

    def field_at_fault(self, code: str | None) -> Field | None:
        """Return the one field, for a code that is wrong."""
        return self.query_one("#code", Field) if code in _WRONG_CODE else None


def second_factor(ports: Ports) -> CodeScreen:
    """Return the screen that ends a sign-in with the authenticator's code."""
    account = ports.account
    if account is None:
        raise RuntimeError("a second factor needs a project")
    return CodeScreen(
        ports,
        heading="Second factor",
        lines=("Type the six digits that your authenticator shows for this account.",),
        take=account.second_factor,
    )
