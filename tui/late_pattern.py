"""A regular expression that is compiled when it is first asked something.

The long ones take milliseconds each, and a start asks few of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

_waiting: list[re.Pattern[str]] = []  # what is compiled stays so for the whole process, as in `re`

if TYPE_CHECKING:
    from re import compile as late_pattern
else:

    class late_pattern:  # stands for `re.compile`, as type checkers read it
        """Stands for `re.compile`: has all that its result has."""

        def __init__(self, pattern: str, flags: int = 0) -> None:
            self.pattern = pattern
            self._flags = flags
            _waiting.append(self)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):  # what copying asks for
                raise AttributeError(name)
            found = getattr(re.compile(self.pattern, self._flags), name)
            setattr(self, name, found)  # from now on as near as the pattern's own
            return found


def compile_next() -> bool:
    """Compile a pattern that may still be waiting; tell whether there was one.

    Whoever has time calls this, so that no key has to wait for a pattern.
    """
    if not _waiting:
        return False
    _waiting.pop().match("")
    return True


__all__ = ["compile_next", "late_pattern"]
