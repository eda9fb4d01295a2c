"""Where a password is chosen: a new account, and a forgotten password."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui.app.sign_in.code import ADDRESS_CODES, ArrivingScreen, CodeScreen
from tui.app.sign_in.form import Field, Way
from tui.sync.protocol import EMAIL_LIMIT, SignInRefused
from tui.workout.sign_in.by_email import CODE_LABEL, HOW_TO_ANSWER, sent_to

if TYPE_CHECKING:
    from tui.logbook.errors import LogbookError
    from tui.sync.protocol import Identity, SyncError
    from tui.workout.ports import Ports


class NewPasswordScreen(ArrivingScreen):
    """Has a password typed twice, since nobody sees what is typed."""

    def __init__(self, ports: Ports, email: str) -> None:
        super().__init__(ports)
        self._email = email

    def typed(self, name: str) -> str:
        """Return what stands in a field."""
        return self.query_one(name, Field).value

    def passwords(self) -> tuple[Field, Field]:
        """Return the two fields for the password."""
        return (
            Field("New password", id="password", password=True),
            Field("Once more", id="repeated", password=True),
        )

    def same_twice(self) -> bool:
        """Tell whether both passwords are one; say so if not."""
        if self.typed("#password") == self.typed("#repeated"):
            return True
        self.query_one("#repeated", Field).complain("The two do not match.")
        self.query_one("#repeated", Field).line.focus()
        return False

    def field_at_fault(self, code: str | None) -> Field | None:
        """Return the password's field for what is wrong with it, else the first one."""
        if code is not None and code.startswith("over_"):
            return None
        if code in {"weak_password", "same_password"}:
            return self.query_one("#password", Field)
        return self.query(Field).first()


class SignUpScreen(NewPasswordScreen):
    """Makes an account, and has its address confirmed where the project wants that."""

    HINT = "Enter makes the account · Tab next field · Esc back"

    def heading(self) -> str:
        """Say what this makes."""
        return "A new account"

    def above(self) -> Iterable[str]:
        """Say where."""
        if self.ports.offer.where:
            yield f"Signing up to {self.ports.offer.where}"

    def fields(self) -> Iterable[Field]:
        """Return the fields."""
        return (Field("E-mail", id="email", value=self._email), *self.passwords())

    def submit(self) -> None:
        """Make the account."""
        if self.same_twice():
            account = self.account
            email, password = self.typed("#email").strip(), self.typed("#password")
            self.ask("Making the account…", lambda: account.sign_up(email, password), self._made)

    def refused(self, error: SyncError | LogbookError) -> None:
        """Say why; an account whose e-mail was just sent can be confirmed with that one."""
        if isinstance(error, SignInRefused) and error.code == EMAIL_LIMIT:
            self._confirm(error.words)
        else:
            super().refused(error)

    def _made(self, identity: Identity | None) -> None:
        if identity is not None:
            self.arrive(identity)
        else:
            self._confirm()

    def _confirm(self, barred: str = "") -> None:
        account, email = self.account, self.typed("#email").strip()
        self.app.push_screen(
            CodeScreen(
                self.ports,
                heading="Confirm your address",
                lines=(
                    *sent_to(email, barred),
                    "If none comes, there may be an account with this address already: then go"
                    " back and sign in.",
                ),
                take=lambda code: account.confirm_sign_up(email, code),
                send=lambda: account.resend_confirmation(email),
            )
        )

    def field_at_fault(self, code: str | None) -> Field | None:
        """Return the field that has to be typed again."""
        if code in ADDRESS_CODES:
            return self.query_one("#email", Field)
        return super().field_at_fault("weak_password" if code == "validation_failed" else code)


class RecoverScreen(NewPasswordScreen):
    """Sets a new password with the code or link that was sent."""

    HINT = "Enter sets the password and signs in · Esc back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "take('again')", "send again", id="recover.again"),
    ]

    def __init__(self, ports: Ports, email: str, barred: str = "") -> None:
        """`barred` is the limit for which no e-mail was sent just now."""
        super().__init__(ports, email)
        self._barred = barred

    def heading(self) -> str:
        """Say what this sets."""
        return "A new password"

    def above(self) -> Iterable[str]:
        """Say where the e-mail is; nobody is told whether there is such an account."""
        sent = f"If {self._email} has an account, an e-mail is on its way there."
        return (self._barred or sent, HOW_TO_ANSWER)

    def fields(self) -> Iterable[Field]:
        """Return the fields."""
        return (Field(CODE_LABEL, id="code", pasted=True), *self.passwords())

    def ways(self) -> Iterable[Way]:
        """Offer another e-mail."""
        return (Way("Send another e-mail", id="again", key="F2"),)

    def submit(self) -> None:
        """Set the password."""
        if self.same_twice():
            account, email = self.account, self._email
            code, password = self.typed("#code"), self.typed("#password")
            self.ask(
                "Setting the password…",
                lambda: account.recover(email, code, password),
                self.arrive,
            )

    def take(self, way: str) -> None:
        """Have another e-mail sent."""
        account, email = self.account, self._email
        self.ask(
            "Sending another e-mail…",
            lambda: account.send_recovery(email),
            lambda _: self._say("Another e-mail is on its way; earlier ones no longer work."),
        )
