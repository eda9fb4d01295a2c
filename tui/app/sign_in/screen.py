"""The ways in: password, code by e-mail, a new account, a forgotten password."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui.app.sign_in.code import ADDRESS_CODES, ArrivingScreen, CodeScreen
from tui.app.sign_in.form import Field, Way
from tui.app.sign_in.messages import ProjectWanted
from tui.app.sign_in.new_password import RecoverScreen, SignUpScreen
from tui.workout.sign_in.by_email import send_unless_barred, sent_to

if TYPE_CHECKING:
    from tui.workout.ports import Ports


class SignInScreen(ArrivingScreen):
    """Signs in with what is in the fields when Enter is pressed."""

    HINT = "Enter signs in · Tab next field · Esc leaves"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "take('code')", "code by e-mail", id="sign_in.code"),
        Binding("f3", "take('recover')", "forgotten password", id="sign_in.recover"),
        Binding("f4", "take('sign_up')", "new account", id="sign_in.new"),
        Binding("f5", "take('project')", "another project", id="sign_in.project"),
    ]

    def __init__(
        self, ports: Ports, *, note: str = "", email: str = "", moves: bool = True
    ) -> None:
        """`note` stands in the place of the offer's; `moves` offers another project."""
        super().__init__(ports)
        self._note = note or ports.offer.note
        self._email = email or ports.offer.email
        self._moves = moves and ports.onboarding is not None

    def above(self) -> Iterable[str]:
        """Say where to, and what is good to know."""
        if self.ports.offer.where:
            yield f"Signing in to {self.ports.offer.where}"
        if self._note:
            yield self._note

    def fields(self) -> Iterable[Field]:
        """Return the fields, filled with what is known."""
        password = self.ports.offer.password if self._email == self.ports.offer.email else ""
        return (
            Field("E-mail", id="email", value=self._email),
            Field("Password", id="password", value=password, password=True),
        )

    def ways(self) -> Iterable[Way]:
        """Return the ways in without the password."""
        yield Way("Send me a code or link", id="code", key="F2")
        yield Way("I forgot my password", id="recover", key="F3")
        yield Way("Make a new account", id="sign_up", key="F4")
        if self._moves:
            yield Way("Another project", id="project", key="F5")

    def submit(self) -> None:
        """Sign in."""
        account, email, password = self.account, self._typed_email(), self._typed("#password")
        self.ask("Signing in…", lambda: account.sign_in(email, password), self.arrive)

    def take(self, way: str) -> None:
        """Go in without the password."""
        email, account = self._typed_email(), self.account
        if way == "project":
            if self._moves:
                self.post_message(ProjectWanted())
        elif way == "sign_up":
            self.app.push_screen(SignUpScreen(self.ports, email))
        elif not email:
            field = self.query_one("#email", Field)
            field.complain("Type your e-mail address first.")
            field.line.focus()
        elif way == "code":
            self.ask(
                "Sending an e-mail…",
                lambda: send_unless_barred(lambda: account.send_code(email)),
                self._code_sent,
            )
        else:
            self.ask(
                "Sending an e-mail…",
                lambda: send_unless_barred(lambda: account.send_recovery(email)),
                self._recovery_sent,
            )

    def _code_sent(self, barred: str) -> None:
        email, account = self._typed_email(), self.account
        self.app.push_screen(
            CodeScreen(
                self.ports,
                heading="Sign in by e-mail",
                lines=sent_to(email, barred),
                take=lambda code: account.sign_in_with_code(email, code),
                send=lambda: account.send_code(email),
            )
        )

    def _recovery_sent(self, barred: str) -> None:
        self.app.push_screen(RecoverScreen(self.ports, self._typed_email(), barred))

    def field_at_fault(self, code: str | None) -> Field | None:
        """Return the field that has to be typed again; a limit is about neither."""
        if code is not None and code.startswith("over_"):
            return None
        return self.query_one("#email" if code in ADDRESS_CODES else "#password", Field)

    def _typed(self, name: str) -> str:
        return self.query_one(name, Field).value

    def _typed_email(self) -> str:
        return self._typed("#email").strip()
