"""What a disk holds after a power cut, made from a record of what a program did to its files.

What was synced is there. Of the rest, and of names in folders that were not synced, nothing is
certain: a write may be there, not there, or torn at a sector, whatever came before or after it.
A file system promises more than that, and each another more; none promises less.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

SECTOR = 512
Way = Literal["kept", "dropped", "names kept", "contents kept", "names in order", "in any order"]
WAYS: tuple[Way, ...] = (
    "kept",  # what a kill leaves
    "dropped",
    "names kept",
    "contents kept",
    "names in order",  # as a file system with a journal keeps them; the contents in any order
    "in any order",
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the program: on a file by its inode, or on names."""

    kind: str
    inode: int
    place: int
    content: bytes
    path: str
    other: str


def calls_in(log: Path) -> list[Call]:
    """Read the record that disk_layer.c made."""
    content = log.read_bytes()
    calls = []
    at = 0
    while at < len(content):
        end = content.index(b"\n", at)
        kind, *numbers = content[at:end].decode().split()
        inode, place, *lengths = map(int, numbers)
        at = end + 1
        parts = []
        for length in lengths:
            parts.append(content[at : at + length])
            at += length
        calls.append(Call(kind, inode, place, parts[0], parts[1].decode(), parts[2].decode()))
    return calls


@dataclass(eq=False, slots=True)
class File:
    """Content that is on the disk for certain, and calls since then, in order."""

    content: bytes = b""
    waiting: list[Call] = field(default_factory=list)


Entry = File | None  # None is a folder
Change = tuple[str | None, str | None, Entry]  # the name that goes, the one that comes, of what
Found = dict[str, tuple[File, bytes] | None]


class Disk:
    """Files and folders under one folder while a record of calls is played to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._certain: dict[str, Entry] = {}
        self._inodes: dict[int, File] = {}
        for path in [folder, *folder.rglob("*")] if folder.exists() else []:
            if path.is_dir():
                self._certain[str(path)] = None
            else:
                entry = self._inodes.setdefault(path.stat().st_ino, File(path.read_bytes()))
                self._certain[str(path)] = entry
        self._now = dict(self._certain)
        self._waiting: list[Change] = []

    def play(self, call: Call) -> None:
        """Take one call."""
        if call.kind in ("write", "cut"):
            self._inodes[call.inode].waiting.append(call)
        elif call.kind == "sync":
            self._sync(call)
        elif call.kind == "create":
            self._inodes[call.inode] = File()
            self._name((None, call.path, self._inodes[call.inode]))
        elif call.kind == "mkdir":
            self._name((None, call.path, None))
        elif call.kind == "link":
            self._name((None, call.other, self._now[call.path]))
        elif call.kind == "rename":
            self._name((call.path, call.other, self._now[call.path]))
        elif call.kind == "unlink":
            self._name((call.path, None, None))

    def after_cut(self, way: Way, chance: random.Random) -> Found:
        """Return what the disk may hold if the power goes now."""
        names = dict(self._certain)
        waiting = list(self._waiting)
        if way in ("dropped", "contents kept"):
            waiting = []
        elif way == "names in order":
            waiting = waiting[: chance.randint(0, len(waiting))]
        elif way == "in any order":
            waiting = [one for one in waiting if chance.random() < 0.5]
        for change in waiting:
            _rename(names, change)
        contents: dict[File, bytes] = {}
        found: Found = {}
        for path, entry in names.items():
            if any(str(one) not in names for one in _folders_of(path, self.folder)):
                continue
            if entry is None:
                found[path] = None
                continue
            if entry not in contents:
                contents[entry] = _content(entry, way, chance)
            found[path] = (entry, contents[entry])
        return found

    def _sync(self, call: Call) -> None:
        if call.path in self._now and self._now[call.path] is None:
            left = []
            for change in self._waiting:
                concerned = {str(Path(name).parent) for name in change[:2] if name}
                if call.path in concerned:
                    _rename(self._certain, change)
                else:
                    left.append(change)
            self._waiting = left
            return
        file = self._inodes[call.inode]
        file.content = _played(file.content, file.waiting)
        file.waiting = []

    def _name(self, change: Change) -> None:
        _rename(self._now, change)
        self._waiting.append(change)


def put_on_disk(found: Found, folder: Path) -> None:
    """Make a folder hold what a disk held."""
    shutil.rmtree(folder, ignore_errors=True)
    named: dict[File, str] = {}
    for path, entry in sorted(found.items(), key=lambda one: one[0]):
        if entry is None:
            Path(path).mkdir(mode=0o700, parents=True, exist_ok=True)
            continue
        file, content = entry
        if path.endswith("-shm"):  # it was in memory while it was used, and is made anew
            continue
        if file in named:
            os.link(named[file], path)
        else:
            Path(path).write_bytes(content)
            named[file] = path


def cuts(
    disk: Disk, calls: Sequence[Call], points: Collection[int], ways: Sequence[Way], seed: int
) -> Iterator[tuple[str, int, Found]]:
    """Yield, for each point and way, its name, how much was told before, and what is there.

    A point is a number of calls made before the power went; `disk` is as it was before them.
    """
    told = 0
    for number in range(len(calls) + 1):
        if number in points:
            for way in ways:
                chance = random.Random(f"{seed} {number} {way}")
                name = f"after call {number} of {len(calls)}, {way}, seed {seed}"
                yield name, told, disk.after_cut(way, chance)
        if number < len(calls):
            told += calls[number].kind == "told"
            disk.play(calls[number])


def _rename(names: dict[str, Entry], change: Change) -> None:
    gone, come, entry = change
    if gone is not None:
        names.pop(gone, None)
    if come is not None:
        names[come] = entry


def _folders_of(path: str, root: Path) -> Iterator[Path]:
    for parent in Path(path).parents:
        if parent == root.parent:
            return
        yield parent


def _content(file: File, way: Way, chance: random.Random) -> bytes:
    if way in ("kept", "contents kept"):
        return _played(file.content, file.waiting)
    if way in ("dropped", "names kept"):
        return file.content
    kept = []
    for call in file.waiting:
        luck = chance.random()
        if luck < 0.4:
            kept.append(call)
        elif luck < 0.6 and call.kind == "write":
            kept.append(_torn(call, chance))
    return _played(file.content, kept)


def _torn(call: Call, chance: random.Random) -> Call:
    """Return the part of a write before, or behind, the border of a sector."""
    end = call.place + len(call.content)
    borders = range((call.place // SECTOR + 1) * SECTOR, end, SECTOR)
    if not borders:
        return call
    border = chance.choice(borders) - call.place
    if chance.random() < 0.5:
        return Call("write", call.inode, call.place, call.content[:border], "", "")
    return Call("write", call.inode, call.place + border, call.content[border:], "", "")


def _played(content: bytes, calls: Sequence[Call]) -> bytes:
    if not calls:
        return content
    made = bytearray(content)
    for call in calls:
        if call.kind == "cut":
            del made[call.place :]
            made.extend(b"\0" * (call.place - len(made)))
        else:
            made.extend(b"\0" * (call.place - len(made)))
            made[call.place : call.place + len(call.content)] = call.content
    return bytes(made)
