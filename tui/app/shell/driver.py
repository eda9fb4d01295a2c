"""The terminal as topset uses it: Textual's driver, and what a line can do to it besides."""

from __future__ import annotations

import asyncio
import contextvars
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, cast

from textual.drivers.linux_driver import LinuxDriver
from textual.messages import InBandWindowResize

from tui.app.shell.outflow import Outflow

if sys.platform == "win32":
    raise ImportError("this driver is for terminals of Linux and macOS")

if TYPE_CHECKING:
    from textual.message import Message

# Terminals that answer questions about modes answer this one, whether they have the mode or not.
_QUESTION = "\x1b[?2048$p"


class Host(Protocol):
    """What the driver tells its app."""

    def line_drained(self) -> None:
        """What was written has gone out, or the terminal has answered."""

    def end_by_signal(self, number: int) -> None:
        """Close in order, as if asked to quit."""


class TerminalDriver(LinuxDriver):
    """Textual's driver over an `Outflow`, which knows what has not reached the screen yet.

    SIGTERM and SIGHUP close the app in order, so that the terminal is left as it was found.
    """

    _outflow: Outflow | None = None
    _answers = False
    _app_context: contextvars.Context | None = None

    def start_application_mode(self) -> None:
        """Take the terminal, and hear the signals that ask to end."""
        loop = asyncio.get_running_loop()
        host = cast(Host, self._app)
        if self._app_context is None:
            # By this a call from another thread knows its app; a thread has none of its own.
            self._app_context = contextvars.copy_context()
        assert self._file is not None, "this driver is chosen for terminals alone"
        encoding = self._file.encoding or "utf-8"
        self._outflow = Outflow(self._file.fileno(), self._tell_drained, encoding=encoding)
        self._outflow.start()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, host.end_by_signal, number)

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal anew; where SIGSTOP came without a warning, let go of it first.

        Textual would begin a second time beside what already runs, and could never end that.
        """
        if not self._must_signal_resume:
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def write(self, data: str) -> None:
        """Hand text to the outflow; never waits."""
        if self._outflow is not None:
            self._outflow.write(data)

    def close(self) -> None:
        """Let what was written go out."""
        if self._outflow is not None:
            self._outflow.stop()
        super().close()

    def frame_ended(self) -> None:
        """Ask the terminal to say when it has come this far, if it is one that answers."""
        if self._answers and self._outflow is not None:
            self._outflow.write(_QUESTION)
            self._outflow.asked()

    def behind(self) -> int:
        """Return about how many bytes have not reached the screen."""
        return 0 if self._outflow is None else self._outflow.behind()

    def hung_up(self) -> bool:
        """Tell whether the terminal has gone away."""
        return not os.isatty(self.fileno)

    def process_message(self, message: Message) -> None:
        """Take the answers to our questions out of what comes from the terminal."""
        if isinstance(message, InBandWindowResize):
            first, self._answers = not self._answers, True
            if not first and self._outflow is not None:
                self._outflow.answered()
                self._tell_drained()
                return
        super().process_message(message)

    def _tell_drained(self) -> None:
        """Tell the app, in its own thread and context; called from the threads of this driver."""
        host = cast(Host, self._app)
        with suppress(RuntimeError):  # the loop has closed: nobody draws any more
            self._loop.call_soon_threadsafe(host.line_drained, context=self._app_context)
