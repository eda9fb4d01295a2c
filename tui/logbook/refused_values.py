"""What an amendment builds on that the server refused: one bad value spoils none after it."""

from __future__ import annotations

from dataclasses import field, replace

from tui.lazy_dataclass import dataclass
from tui.sync.protocol import Change, Json, Outcome, Step


@dataclass(slots=True)
class _Column:
    """One column of one row: what the server has, and what this laptop wrote over it."""

    server: Json
    refused: list[Json] = field(default_factory=list)
    queued: list[Json] = field(default_factory=list)


class RefusedValues:
    """Follows the values of refused amendments through the amendments made after them."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, str], _Column] = {}

    @property
    def row_ids(self) -> frozenset[str]:
        """The rows of which an amendment was refused."""
        return frozenset(row_id for row_id, _ in self._columns)

    def answer(self, change: Change, outcome: Outcome) -> Change | None:
        """Take the answer to a change; return what to send instead where a refusal is to blame."""
        if change.op != "amend":
            return None
        if outcome.outcome == "refused":
            for name, step in (change.fields or {}).items():
                known = self._columns.setdefault((change.row_id, name), _Column(step.before))
                known.refused.append(step.after)
            return None
        if outcome.outcome != "conflict" or not self._is_to_blame(change, outcome):
            return None
        return self.from_known(change) or change

    def from_known(self, change: Change) -> Change | None:
        """Return an amendment beginning from what the server has; None if it needs no other."""
        fields: dict[str, Step] = {}
        for name, step in (change.fields or {}).items():
            known = self._columns.get((change.row_id, name))
            if known is None:
                continue
            if step.before in known.refused and step.before not in known.queued:
                fields[name] = Step(before=known.server, after=step.after)
            known.queued.append(step.after)
        if change.op != "amend" or not fields:
            return None
        return replace(change, fields={**(change.fields or {}), **fields})

    def _is_to_blame(self, change: Change, outcome: Outcome) -> bool:
        """Tell whether every column in conflict began from a refused value, and no other came."""
        current = outcome.current or {}
        found = False
        for name, step in (change.fields or {}).items():
            if name not in current or current[name] == step.before:
                continue
            known = self._columns.get((change.row_id, name))
            if known is None or step.before not in (*known.refused, *known.queued):
                return False
            if current[name] != known.server:
                return False
            found = True
        return found
