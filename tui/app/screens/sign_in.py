"""E-mail and password; the network is waited for in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Label, Static

from tui.app.text import clean
from tui.sync.protocol import SyncError

if TYPE_CHECKING:
    from tui.app.ports import Ports
    from tui.sync.protocol import Identity


class SignInScreen(Screen[None]):
    """Signs in with what is in the fields when Enter is pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.quit", "quit", id="sign_in.quit"),
    ]

    class SignedIn(Message):
        """The database knows the lifter."""

        def __init__(self, identity: Identity) -> None:
            super().__init__()
            self.identity = identity

    class Failed(Message):
        """Signing in came to nothing; `words` say why."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    email = getters.query_one("#email", Input)
    password = getters.query_one("#password", Input)
    said = getters.query_one("#said", Static)

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the fields, filled with what is known."""
        offer = self._ports.offer
        with Container(classes="box"):
            yield Static("topset", classes="title", markup=False)
            if offer.where:
                yield Static(f"Signing in to {clean(offer.where)}", id="where", markup=False)
            if offer.note:
                yield Static(clean(offer.note), id="note", markup=False)
            with Container(classes="row"):
                yield Label("E-mail")
                yield Input(clean(offer.email), id="email", select_on_focus=False)
            with Container(classes="row"):
                yield Label("Password")
                yield Input(
                    clean(offer.password), password=True, id="password", select_on_focus=False
                )
            yield Static("", id="said", classes="said", markup=False)
            yield Static("Enter signs in · Tab next field · Esc quits", classes="quiet")

    def on_mount(self) -> None:
        """Stand where something is missing; if nothing is, on the password, ready for Enter."""
        (self.password if self.email.value else self.email).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Sign in, or go to the field that is still empty."""
        event.stop()
        if self._busy:
            return
        for field, words in ((self.email, "an e-mail address"), (self.password, "a password")):
            if not field.value.strip():
                field.focus()
                if event.input is field or event.input is self.password:
                    self._say(f"Please type {words}.", bad=True)
                return
        self._busy = True
        self._say("Signing in…")
        self._sign_in(self.email.value.strip(), self.password.value)

    @work(thread=True, exit_on_error=False, group="sign_in")
    def _sign_in(self, email: str, password: str) -> None:
        """Ask the server; ends in one message."""
        try:
            identity = self._ports.account.sign_in(email, password)
        except SyncError as error:
            self.post_message(self.Failed(error.words))
        else:
            self.post_message(self.SignedIn(identity))

    def on_sign_in_screen_failed(self, message: Failed) -> None:
        """Say why, and let the lifter try again."""
        self._busy = False
        self._say(message.words, bad=True)
        self.password.focus()

    def _say(self, words: str, *, bad: bool = False) -> None:
        self.said.update(clean(words))
        self.said.set_class(bad, "-bad")
