"""Writes to the terminal in a thread of its own, and knows how much of it is still on its way.

A line of a few kilobytes a second (a phone's hotspot, a serial console) takes seconds for a frame.
Whoever draws needs to know when the last frame has gone through, or stale frames queue up behind
one another. A terminal that answers says so itself (`answered`); of one that does not, what the
system accepted is known, and what lies in its buffers is reckoned from the pace of the line.
"""

from __future__ import annotations

import codecs
import os
import threading
import time
from collections import deque
from collections.abc import Callable

from tui.lookalikes import in_cells

# What a pseudo-terminal holds on Linux before a write waits: 8 kB on the way, 4 kB at the reader.
_BUFFERED = 12_288
_CHUNK = 512
# A write that waits this long has met a full buffer, not a busy machine.
_BLOCKED_SECONDS = 0.05
# A line is slow when so many writes in a row have waited: one alone was a reader that paused.
_IN_A_ROW = 4
# No line is taken to be slower than this, so that a mistake lasts for seconds at most.
_SLOWEST = 1_000.0
# Terminals that never come to their answer are not waited for longer than this.
_ANSWER_SECONDS = 20.0


class Outflow(threading.Thread):
    """A queue of text for one terminal, written in order; it stands in for Textual's own writer.

    `drained` is called, from this thread, each time everything handed over has been accepted.
    A terminal that has gone away swallows what is written: whoever watches it ends the program.
    """

    def __init__(
        self, fileno: int, drained: Callable[[], None], *, encoding: str = "utf-8"
    ) -> None:
        """`encoding` is the terminal's; what it lacks is drawn as its lookalike."""
        super().__init__(daemon=True, name="topset-output")
        self._fileno = fileno
        self._drained = drained
        self._unicode = codecs.lookup(encoding).name == "utf-8"
        self._encoding = encoding
        self._texts: deque[bytes] = deque()
        self._lock = threading.Condition()
        self._ending = False
        self._gone = False
        self._unwritten = 0
        self._asked: deque[tuple[float, int]] = deque()  # when, and the bytes that it closes
        self._since_asked = 0
        self._pace: float | None = None  # bytes a second, once a write has had to wait
        self._buffered = 0.0
        self._reckoned_at = 0.0
        self._waits = 0

    def fileno(self) -> int:
        """Return the terminal's file descriptor."""
        return self._fileno

    def write(self, text: str) -> None:
        """Hand over text; never waits."""
        if not self._unicode:
            text = "".join(char if self._has(char) else in_cells(char) for char in text)
        data = text.encode("utf-8" if self._unicode else self._encoding, "replace")
        with self._lock:
            if self._gone:
                return
            self._texts.append(data)
            self._unwritten += len(data)
            self._since_asked += len(data)
            self._lock.notify()

    def _has(self, char: str) -> bool:
        """Tell whether the terminal's encoding has a character."""
        if char.isascii():
            return True
        try:
            char.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True

    def asked(self) -> None:
        """Remember that the text just handed over ends with a question to the terminal."""
        with self._lock:
            self._asked.append((time.monotonic(), self._since_asked))
            self._since_asked = 0

    def answered(self) -> None:
        """Take the answer to the oldest question: all before it is on the screen."""
        with self._lock:
            if self._asked:
                self._asked.popleft()

    def behind(self) -> int:
        """Return about how many bytes have not reached the screen."""
        with self._lock:
            now = time.monotonic()
            while self._asked and now - self._asked[0][0] > _ANSWER_SECONDS:
                self._asked.popleft()
            unanswered = sum(size for _, size in self._asked)
            return max(unanswered, self._unwritten + int(self._in_buffers(now)))

    def _in_buffers(self, now: float) -> float:
        """Return what the system has accepted and, at the known pace, not passed on yet."""
        if self._pace is None:
            return 0.0
        self._buffered = max(0.0, self._buffered - self._pace * (now - self._reckoned_at))
        self._reckoned_at = now
        return self._buffered

    def stop(self) -> None:
        """Write what is left, for a moment, and end."""
        with self._lock:
            self._ending = True
            self._lock.notify()
        self.join(timeout=_ANSWER_SECONDS)

    def run(self) -> None:
        """Write until the end."""
        while True:
            with self._lock:
                while not self._texts and not self._ending:
                    self._lock.wait()
                if not self._texts:
                    return
                data = self._texts.popleft()
            try:
                self._put(data)
            except OSError:  # the terminal has gone
                with self._lock:
                    self._gone = True
                    self._texts.clear()
                    self._unwritten = 0
            if not self._texts:
                self._drained()

    def _put(self, data: bytes) -> None:
        waited_from = time.monotonic()
        for start in range(0, len(data), _CHUNK):
            chunk = memoryview(data)[start : start + _CHUNK]
            began = time.monotonic()
            while chunk:
                chunk = chunk[os.write(self._fileno, chunk) :]
            now = time.monotonic()
            size = min(_CHUNK, len(data) - start)
            with self._lock:
                self._unwritten -= size
                self._waits = self._waits + 1 if now - began > _BLOCKED_SECONDS else 0
                if self._waits >= _IN_A_ROW:
                    # As much as was written now has drained since the write before this.
                    self._pace = max(_SLOWEST, size / (now - waited_from))
                    self._buffered, self._reckoned_at = float(_BUFFERED), now
                elif self._pace is not None:
                    self._buffered = self._in_buffers(now) + size
                    if self._waits == 0 and self._buffered > _BUFFERED:
                        self._pace = None  # by that reckoning this write should have waited
            waited_from = now
