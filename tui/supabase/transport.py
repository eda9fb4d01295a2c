"""The HTTP client that the account, the Data API and `doctor` use, with limits for each answer.

httpx limits how long it waits for the next byte, and nothing else: a server that drips, never ends
or sends a few packed kilobytes that unpack to gigabytes would hold topset, or the laptop, for ever.
"""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx

from tui.supabase.project import is_loopback
from tui.sync.protocol import Unreachable

CONNECT_SECONDS = 6.0
ANSWER_SECONDS = 20.0
# From the first byte sent to the last one read, however the bytes are spread.
WHOLE_SECONDS = 30.0
WHOLE_SECONDS_OF_PAGES = 60.0
MOST_BYTES = 2_000_000
MOST_BYTES_OF_PAGES = 32_000_000
# JSON of training logs packs to between a fifth and a fiftieth.
MOST_RATIO = 200
_RATIO_COUNTS_FROM = 1_000_000
_PIECE = 65_536


class AnswerLimitError(httpx.TransportError):
    """An answer went over a limit; `words` say which, with {host} for the server's name."""

    def __init__(self, words: str, *, code: str) -> None:
        super().__init__(words)
        self.words = words
        self.code = code


def http_client(
    url: str,
    *,
    answer_seconds: float = ANSWER_SECONDS,
    whole_seconds: float = WHOLE_SECONDS,
    most_bytes: int = MOST_BYTES,
) -> httpx.Client:
    """Return a client with limits, no redirects, and no proxy on the way to loopback.

    `answer_seconds` may pass without a byte, `whole_seconds` until the whole answer is there, and
    `most_bytes` is how large it may be, unpacked. SSL_CERT_FILE and SSL_CERT_DIR name further
    authorities everywhere. Raises Unreachable when they cannot be read.
    """
    address = urlsplit(url)
    nearby = is_loopback(address.hostname or "")
    encrypted = address.scheme == "https" or not nearby  # by a proxy, if not by the server
    try:
        return _LimitedClient(
            verify=httpx.create_ssl_context() if encrypted else _trusts_nobody(),
            timeout=httpx.Timeout(answer_seconds, connect=min(CONNECT_SECONDS, answer_seconds)),
            follow_redirects=False,
            trust_env=not nearby,
            headers={"User-Agent": "topset", "Accept-Encoding": "gzip"},
            whole_seconds=whole_seconds,
            most_bytes=most_bytes,
        )
    except OSError as error:
        raise Unreachable(
            "The certificates that this system names (SSL_CERT_FILE, SSL_CERT_DIR) cannot be read.",
            code="tls",
        ) from error


def _trusts_nobody() -> ssl.SSLContext:
    """Return what no certificate will do for: to read the system's hundreds takes 30 ms."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _LimitedClient(httpx.Client):
    """Reads and unpacks every answer itself, so that none is larger or later than allowed.

    Used in one thread at a time.
    """

    def __init__(self, *, whole_seconds: float, most_bytes: int, **options: Any) -> None:
        super().__init__(**options)
        self._whole_seconds = whole_seconds
        self._most_bytes = most_bytes
        self._lines: list[Any] = []

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and return the answer, read to its end and unpacked.

        Raises AnswerLimitError, which is an httpx.TransportError, where it goes over a limit.
        """
        watch = _Watch(self._lines)
        request.extensions["trace"] = watch.note
        options["stream"] = True
        with watch.for_seconds(self._whole_seconds):
            response = super().send(request, **options)
            try:
                body = self._read(response)
            finally:
                response.close()
        self._lines = watch.open_lines()
        kept = [
            (name, value)
            for name, value in response.headers.raw
            if name.lower() not in {b"content-encoding", b"content-length", b"transfer-encoding"}
        ]
        return httpx.Response(response.status_code, headers=kept, content=body, request=request)

    def _read(self, response: httpx.Response) -> bytes:
        packing = response.headers.get("Content-Encoding", "identity").strip().lower()
        if packing not in {"identity", "gzip", ""}:
            raise AnswerLimitError(
                "{host} sent an answer that is packed in a way nobody asked for.", code="packing"
            )
        body = bytearray()
        for piece in _unpacked(response) if packing == "gzip" else response.iter_raw():
            if len(body) + len(piece) > self._most_bytes:
                raise AnswerLimitError(
                    f"{{host}} sent more than {_size(self._most_bytes)} for one answer: "
                    "topset read no further.",
                    code="too_large",
                )
            body += piece
        return bytes(body)


class _Watch:
    """Breaks the connections of one request off once its time is over.

    The limit of httpx begins anew with each byte; so the line itself is shut under it.
    """

    def __init__(self, known: list[Any]) -> None:
        """`known` are the streams that earlier requests left open."""
        self._streams = list(known)
        self._lines: list[socket.socket] = []
        self._guard = threading.Lock()
        self._over = False

    def note(self, event: str, told: Mapping[str, Any]) -> None:
        """Take note of a connection that httpx opens (its `trace` extension)."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._streams.append(told["return_value"])
            self._hold(told["return_value"])

    def open_lines(self) -> list[Any]:
        """Return the streams that are still open."""
        return [stream for stream in self._streams if _number_of(stream) >= 0]

    @contextmanager
    def for_seconds(self, seconds: float) -> Iterator[None]:
        """Raise AnswerLimitError where the block takes longer, whatever it was waiting for."""
        for stream in self._streams:
            self._hold(stream)
        timer = threading.Timer(seconds, self._shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except httpx.TransportError as error:
            if self._over:
                raise _too_slow(seconds) from error
            raise
        finally:
            timer.cancel()
            timer.join()
            for line in self._lines:
                line.close()
        if self._over:
            raise _too_slow(seconds)

    def _hold(self, stream: Any) -> None:
        """Keep a second handle, which stays good when TLS takes the first one over."""
        number = _number_of(stream)
        if number < 0:
            return
        with self._guard:
            line = socket.fromfd(number, socket.AF_INET, socket.SOCK_STREAM)
            self._lines.append(line)
            if self._over:
                _shut(line)

    def _shut(self) -> None:
        with self._guard:
            self._over = True
            for line in self._lines:
                _shut(line)


def _number_of(stream: Any) -> int:
    """Return the number of a stream's socket, -1 once it is closed."""
    line = stream.get_extra_info("socket")
    return -1 if line is None else int(line.fileno())


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _too_slow(seconds: float) -> AnswerLimitError:
    return AnswerLimitError(
        f"{{host}} did not finish its answer within {seconds:g} seconds.", code="too_slow"
    )


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    """Yield what a gzip answer unpacks to, a small piece at a time."""
    engine = zlib.decompressobj(wbits=31)
    packed = unpacked = 0
    for piece in response.iter_raw():
        packed += len(piece)
        waiting, found = piece, b"."
        while (waiting or len(found) == _PIECE) and not engine.eof:
            try:
                found = engine.decompress(waiting, _PIECE)
            except zlib.error as error:
                raise httpx.RemoteProtocolError("not gzip") from error
            waiting = engine.unconsumed_tail
            unpacked += len(found)
            if unpacked > max(_RATIO_COUNTS_FROM, packed * MOST_RATIO):
                raise AnswerLimitError(
                    f"{{host}} sent an answer that unpacks to more than {MOST_RATIO} times its "
                    "size: topset read no further.",
                    code="ratio",
                )
            yield found
    if not engine.eof and packed:
        raise httpx.RemoteProtocolError("the packed answer was cut")


def _size(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count:,} bytes"
