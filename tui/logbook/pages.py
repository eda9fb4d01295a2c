"""Reads the rows of a SQLite file page by page, whatever SQLite itself says of the file.

SQLite refuses a whole file for one bad page, or for being shorter than its header says. Here every
page stands for itself: a table is walked from its root as far as the pages are there, and where
the way is broken the leaves can be looked for in the whole file. The WAL is laid over the file
frame by frame; each frame is checked against the one before it, so those behind a broken one count.
The format is described at sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

Value = None | int | float | str | bytes
Record = tuple[Value, ...]

LEAF, INTERIOR = 0x0D, 0x05  # of tables with row numbers; the others are indexes
USUAL_PAGE_SIZE = 4096
LONGEST_RECORD = 16_000_000
_MAGIC = b"SQLite format 3\0"
_WAL_MAGIC = 0x377F0682
_WAL_HEADER, _FRAME_HEADER = 32, 24


class Unreadable(Exception):
    """A page or a record is not what it should be."""


class Pages:
    """The pages of a database file with its WAL laid over, both read into memory once."""

    def __init__(self, main: bytes, wal: bytes = b"") -> None:
        self._main = main
        self._wal = wal
        self.size = _page_size(main, wal)
        kept_free = main[20] if main.startswith(_MAGIC) and main[20] < self.size // 2 else 0
        self._usable = self.size - kept_free
        self._newer = _committed_frames(wal, self.size)
        self.count = max(-(-len(main) // self.size), max(self._newer, default=0))

    @classmethod
    def of(cls, file: Path) -> Pages:
        """Read a file and the WAL beside it. Raises OSError."""
        wal = file.with_name(f"{file.name}-wal")
        return cls(file.read_bytes(), wal.read_bytes() if wal.exists() else b"")

    def page(self, number: int) -> bytes:
        """Return a page as of the last commit. Raises Unreadable where there is none."""
        if (start := self._newer.get(number)) is not None:
            return self._wal[start : start + self.size]
        content = self._main[(number - 1) * self.size : number * self.size]
        if number < 1 or not content:
            raise Unreadable(f"page {number} is missing")
        return content.ljust(self.size, b"\0")

    def as_file(self) -> bytes:
        """Return one file of all pages, which needs no WAL any more."""
        pages = bytearray(self._main)
        for number, start in self._newer.items():
            at = (number - 1) * self.size
            pages.extend(b"\0" * (at + self.size - len(pages)))
            pages[at : at + self.size] = self._wal[start : start + self.size]
        if pages.startswith(_MAGIC):
            pages[18:20] = b"\1\1"  # read and written without a WAL
        return bytes(pages)

    def roots(self) -> dict[str, int]:
        """Return the root page of each table that the first page still names."""
        return {
            str(record[1]): record[3]
            for _, record in TableWalk(self, 1).rows()
            if len(record) == 5 and record[0] == "table" and isinstance(record[3], int)
        }

    def records_on(self, number: int) -> Iterator[tuple[int, Record | None]]:
        """Yield the records of a leaf with their row numbers, None for one that cannot be read."""
        page = self.page(number)
        for start in self._cells(page, number, LEAF):
            try:
                length, at = _varint(page, start)
                row_number, at = _varint(page, at)
                yield row_number, _record(self._payload(page, at, length))
            except (Unreadable, IndexError, struct.error, UnicodeDecodeError):
                yield 0, None

    def children_of(self, number: int) -> list[int]:
        """Return the pages that an interior page points to, in order."""
        page = self.page(number)
        start = 100 if number == 1 else 0
        children = [
            int.from_bytes(page[cell : cell + 4], "big")
            for cell in self._cells(page, number, INTERIOR)
        ]
        return [*children, int.from_bytes(page[start + 8 : start + 12], "big")]

    def kind_of(self, number: int) -> int:
        """Return the byte that says what a page of a tree is."""
        return self.page(number)[100 if number == 1 else 0]

    def _cells(self, page: bytes, number: int, kind: int) -> list[int]:
        start = 100 if number == 1 else 0
        if page[start] != kind:
            raise Unreadable(f"page {number} is not of the kind {kind}")
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        first = start + (8 if kind == LEAF else 12)
        if first + 2 * count > self._usable:
            raise Unreadable(f"page {number} holds too many cells")
        return [
            int.from_bytes(page[first + 2 * n : first + 2 * n + 2], "big") for n in range(count)
        ]

    def _payload(self, page: bytes, at: int, length: int) -> bytes:
        """Return a record's bytes, from the pages it flows over into as well."""
        if length > LONGEST_RECORD:
            raise Unreadable("a record is longer than any of ours")
        most = self._usable - 35
        if length <= most:
            content = page[at : at + length]
            if at + length > self._usable:
                raise Unreadable("a record ends behind its page")
            return content
        least = (self._usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (self._usable - 4)
        local = local if local <= most else least
        parts = [page[at : at + local]]
        following = int.from_bytes(page[at + local : at + local + 4], "big")
        missing = length - local
        while missing > 0:
            flow = self.page(following)
            parts.append(flow[4 : 4 + min(missing, self._usable - 4)])
            missing -= self._usable - 4
            following = int.from_bytes(flow[:4], "big")
        return b"".join(parts)


class TableWalk:
    """One walk through a table; `whole` tells, once it is over, whether nothing was missing."""

    def __init__(self, pages: Pages, root: int) -> None:
        self._pages = pages
        self._root = root
        self._seen: set[int] = set()
        self.whole = True

    def rows(self) -> Iterator[tuple[int, Record]]:
        """Yield the readable rows with their numbers, in order."""
        left = [self._root]
        while left:
            number = left.pop()
            if number in self._seen:  # a tree has no circles
                self.whole = False
                continue
            self._seen.add(number)
            try:
                if self._pages.kind_of(number) == INTERIOR:
                    left.extend(reversed(self._pages.children_of(number)))
                    continue
                found = list(self._pages.records_on(number))
            except Unreadable:
                self.whole = False
                continue
            for row_number, record in found:
                if record is None:
                    self.whole = False
                else:
                    yield row_number, record


def _page_size(main: bytes, wal: bytes) -> int:
    """Return the page size that the file says, else the WAL, else the usual one."""
    said = int.from_bytes(main[16:18], "big") if main.startswith(_MAGIC) else 0
    for size in (65536 if said == 1 else said, int.from_bytes(wal[8:12], "big")):
        if 512 <= size <= 65536 and size & (size - 1) == 0:
            return size
    return USUAL_PAGE_SIZE


def _committed_frames(wal: bytes, size: int) -> dict[int, int]:
    """Return where in the WAL the newest committed content of each page begins."""
    step = _FRAME_HEADER + size
    starts = range(_WAL_HEADER, len(wal) - step + 1, step)
    if not starts:
        return {}
    order = ">" if int.from_bytes(wal[:4], "big") == _WAL_MAGIC | 1 else "<"
    salts = wal[16:24]
    if int.from_bytes(wal[:4], "big") & ~1 != _WAL_MAGIC:  # the header is lost: ask a frame
        salts = wal[_WAL_HEADER + 8 : _WAL_HEADER + 16]

    def is_whole(start: int) -> bool:
        before = start - step + 16 if start > _WAL_HEADER else 24
        content = wal[start : start + 8] + wal[start + _FRAME_HEADER : start + step]
        return wal[start + 8 : start + 16] == salts and wal[start + 16 : start + 24] == _checksum(
            content, wal[before : before + 8], order
        )

    newest: dict[int, int] = {}
    committed = False
    for start in reversed(starts):  # most frames are outdated: only those that count are summed up
        number = int.from_bytes(wal[start : start + 4], "big")
        ends_commit = any(wal[start + 4 : start + 8])
        if number in newest or not (committed or ends_commit) or not is_whole(start):
            continue
        committed = True
        newest[number] = start + _FRAME_HEADER
    return newest


def _checksum(content: bytes, before: bytes, order: str) -> bytes:
    first, second = struct.unpack(">II", before)
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for index in range(0, len(words), 2):
        first = (first + words[index] + second) & 0xFFFFFFFF
        second = (second + words[index + 1] + first) & 0xFFFFFFFF
    return struct.pack(">II", first, second)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        byte = content[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    value = value << 8 | content[at + 8]
    return (value - (1 << 64) if value >> 63 else value), at + 9


def _record(payload: bytes) -> Record:
    header_length, at = _varint(payload, 0)
    body = header_length
    values: list[Value] = []
    while at < header_length:
        kind, at = _varint(payload, at)
        width = _width(kind)
        if body + width > len(payload):
            raise Unreadable("a value ends behind its record")
        values.append(_value(kind, payload[body : body + width]))
        body += width
    return tuple(values)


def _width(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    if kind in (10, 11) or kind < 0:
        raise Unreadable("a value of no known kind")
    return (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]


def _value(kind: int, content: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        number: float = struct.unpack(">d", content)[0]
        return number
    if kind in (8, 9):
        return kind - 8
    if kind < 7:
        return int.from_bytes(content, "big", signed=True)
    return content if kind % 2 == 0 else content.decode("utf-8")
