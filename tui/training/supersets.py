"""Supersets: which exercises of a session are done in turns."""

from __future__ import annotations

from collections.abc import Sequence

from tui.training.records import Exercise


class NoPartner(ValueError):
    """No exercise comes after the one that should be paired."""


def paired(exercises: Sequence[Exercise], row_id: str) -> dict[str, int | None]:
    """Return each exercise's group after one was paired with the next, or taken apart from it.

    Exercises come in order. One that is grouped with the next already is parted from it; the last
    of a group takes the next one in, which makes it a group of three. A group of one is none.
    Raises NoPartner where there is nothing to pair with.
    """
    groups = {one.id: one.superset_group for one in exercises}
    place = [one.id for one in exercises].index(row_id)
    own = groups[row_id]
    after = exercises[place + 1] if place + 1 < len(exercises) else None
    fresh = max((group for group in groups.values() if group is not None), default=0) + 1
    if after is not None and own is not None and groups[after.id] == own:
        for one in exercises[place + 1 :]:
            if groups[one.id] == own:
                groups[one.id] = fresh
    elif after is None and own is not None:
        groups[row_id] = None
    elif after is None:
        raise NoPartner("no exercise comes after this one")
    else:
        taken = groups[after.id]
        if own is None:
            own = fresh if taken is None else taken
            groups[row_id] = own
        for one in exercises:
            if one.id == after.id or (taken is not None and groups[one.id] == taken):
                groups[one.id] = own
    sizes = [group for group in groups.values() if group is not None]
    return {
        one: group if group is not None and sizes.count(group) > 1 else None
        for one, group in groups.items()
    }
