"""What of ours is in a database and who may do what with it, as text that a person reviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.sql.lifters import Connection

FILE = Path(__file__).with_name("inventory.txt")
WHY = "  why: "
QUERY = Path(__file__).with_name("inventory.sql")


@dataclass
class Entry:
    """One thing: its facts, and why it may have the rights that it has."""

    name: str
    facts: list[str]
    why: list[str] = field(default_factory=list)

    @property
    def lines(self) -> Iterator[str]:
        """The entry as it stands in the file."""
        yield self.name
        yield from (WHY + reason for reason in self.why)
        yield from (f"  {fact}" for fact in self.facts)
        yield ""


def found_in(owner: Connection) -> dict[str, Entry]:
    """Return what there is, by name."""
    entries: dict[str, Entry] = {}
    with owner.transaction():
        owner.execute("set local search_path = pg_catalog")
        for name, facts in owner.execute(QUERY.read_bytes()):
            assert isinstance(facts, list)
            entries[str(name)] = Entry(str(name), [str(fact) for fact in facts])
    return entries


def reviewed() -> dict[str, Entry]:
    """Return what stands in the file, by name."""
    entries: dict[str, Entry] = {}
    entry = Entry("", [])
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith(WHY):
            entry.why.append(line.removeprefix(WHY))
        elif line.startswith("  "):
            entry.facts.append(line.strip())
        elif line:
            entry = entries[line] = Entry(line, [])
    return entries


def write(found: dict[str, Entry]) -> None:
    """Write what there is to the file; the reasons of what has not changed stay."""
    before = reviewed() if FILE.exists() else {}
    for name, entry in found.items():
        if name in before and rights(before[name]) == rights(entry):
            entry.why = before[name].why
    lines = [line for entry in found.values() for line in entry.lines]
    FILE.write_text("\n".join(lines), encoding="utf-8")


def rights(entry: Entry) -> list[str]:
    """Return those facts for which there has to be a reason."""
    return [fact for fact in entry.facts if "DEFINER" in fact or fact.startswith("grant ")]
