"""What every form on the way in has in common: fields, other ways, one question at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from tui.app.sign_in.form import Field, Form, Way
from tui.logbook.errors import LogbookError
from tui.plain_text import clean, sentence
from tui.sync.protocol import Identity, SignInRefused, SyncError

if TYPE_CHECKING:
    from tui.workout.ports import AccountPort, Ports

Answer = TypeVar("Answer")
_log = logging.getLogger(__name__)


class FormScreen(Screen[None]):
    """Asks in a thread with what is in the fields; Esc stops waiting, and then goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="form.back"),
        Binding("down", "app.focus_next", "next", show=False, id="form.next"),
        Binding("up", "app.focus_previous", "previous", show=False, id="form.previous"),
    ]
    HINT: ClassVar[str] = ""

    class Answered(Message):
        """A question came to an end; `then` shows what came of it, `undo` takes it back."""

        def __init__(
            self, attempt: int, then: Callable[[], None], undo: Callable[[], None] | None = None
        ) -> None:
            super().__init__()
            self.attempt = attempt
            self.then = then
            self.undo = undo

    said = getters.query_one("#said", Static)

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self.ports = ports
        self._attempt = 0
        self._asking: int | None = None

    # -- what a form is made of

    def heading(self) -> str:
        """Return what the form is about."""
        return "topset"

    def above(self) -> Iterable[str]:
        """Return the lines between the heading and the fields."""
        return ()

    def fields(self) -> Iterable[Field]:
        """Return the fields, in order; they are made once, on opening."""
        return ()

    def ways(self) -> Iterable[Way]:
        """Return the other ways to go on."""
        return ()

    def submit(self) -> None:
        """Ask, now that every field has something in it; never called where there are none."""

    def field_at_fault(self, code: str | None) -> Field | None:
        """Return the field that a refusal is about; None if it is about none of them."""
        return None

    @property
    def account(self) -> AccountPort:
        """The account of the project that is set."""
        if self.ports.account is None:
            raise RuntimeError("this form needs a project")
        return self.ports.account

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        with Form():
            yield Static(clean(self.heading()), classes="title", markup=False)
            for number, line in enumerate(self.above()):
                yield Static(clean(line), id=f"above-{number}", classes="above", markup=False)
            fields = list(self.fields())
            yield from fields
            said = Static("", id="said", classes="said", markup=False)
            if fields:
                yield said
            ways = list(self.ways())
            for way in ways:
                way.set_class(way is ways[-1], "-last")
                yield way
            if not fields:
                said.add_class("-below")
                yield said
            yield Static(self.HINT, classes="quiet hint", markup=False)

    def on_mount(self) -> None:
        """Stand where something is missing; if nothing is, on the last field, ready for Enter."""
        fields = list(self.query(Field))
        if fields:
            next((one for one in fields if not one.value), fields[-1]).line.focus()

    # -- going on

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask, or go to the field that is still empty and say so."""
        event.stop()
        if self._asking is not None:
            return
        fields = list(self.query(Field))
        self._say("")
        for field in fields:
            field.complain("")
        empty = next((one for one in fields if not one.value.strip()), None)
        if empty is None:
            self.submit()
            return
        if event.input is empty.line or event.input is fields[-1].line:
            empty.complain("Please fill this in.")
        empty.line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take back the complaint about what is being put right."""
        for field in self.query(Field):
            if field.line is event.input:
                field.complain("")

    def on_way_taken(self, message: Way.Taken) -> None:
        """Go another way, unless an answer is waited for."""
        message.stop()
        if self._asking is None:
            self.take(message.way.id or "")

    def action_take(self, way: str) -> None:
        """Go another way by its key."""
        if self._asking is None:
            self.take(way)

    def take(self, way: str) -> None:
        """Go the way of this id."""

    def action_back(self) -> None:
        """Stop waiting for an answer; else go back, or close the app from its first form."""
        if self._asking is not None:
            self._asking = None
            self._say("Stopped waiting. Nothing was changed.")
        elif len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.app.exit()

    # -- asking

    def ask(
        self, words: str, question: Callable[[], Answer], done: Callable[[Answer], None]
    ) -> None:
        """Ask in a thread, saying so; `done` is given the answer, a refusal is shown."""
        self._attempt += 1
        self._asking = self._attempt
        self._say(f"{words}  Esc stops waiting.")
        self._ask(self._attempt, question, done)

    @work(thread=True, exit_on_error=False, group="form")
    def _ask(
        self, attempt: int, question: Callable[[], Answer], done: Callable[[Answer], None]
    ) -> None:
        """Ask; ends in one message. Who was signed in by an answer nobody waits for is not."""
        before = self.ports.account.identity() if self.ports.account else None
        try:
            answer = question()
        except (SyncError, LogbookError) as error:
            refusal = error
            self.post_message(self.Answered(attempt, lambda: self.refused(refusal)))
            return
        undo = partial(self._take_back, before) if isinstance(answer, Identity) else None
        if self._asking != attempt and undo is not None:
            undo()
            return
        self.post_message(self.Answered(attempt, lambda: done(answer), undo))

    def _take_back(self, before: Identity | None) -> None:
        try:
            if before is None:
                self.account.sign_out()
            else:
                self.account.switch(before.user_id)
        except SyncError as error:
            _log.warning("a sign-in that nobody waited for stays: %s", error.words)

    def on_form_screen_answered(self, message: Answered) -> None:
        """Show what came of the question that is waited for."""
        message.stop()
        if message.attempt == self._asking:
            self._asking = None
            self._say("")
            message.then()
        elif message.undo is not None:
            self.run_worker(message.undo, thread=True, group="undo")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that a question ended in a bug, and let the lifter try again."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            _log.error("a form's question failed", exc_info=error)
            self._asking = None
            self._say(
                f"This is a bug in topset ({type(error).__name__}): the log file has more.",
                bad=True,
            )

    def tell(self, message: Message) -> None:
        """Tell the app what came of the form."""
        self.post_message(message)

    def refused(self, error: SyncError | LogbookError) -> None:
        """Say why, under the field that it is about."""
        if not isinstance(error, SyncError):
            self._say(sentence(str(error)), bad=True)
            return
        field = self.field_at_fault(error.code) if isinstance(error, SignInRefused) else None
        if field is None:
            self._say(error.words, bad=True)
        else:
            field.complain(error.words)
            field.line.focus()

    def _say(self, words: str, *, bad: bool = False) -> None:
        self.said.update(clean(words))
        self.said.set_class(bad, "-bad")
        self.said.set_class(bool(words), "-spoken")
