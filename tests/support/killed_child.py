"""A topset that kills itself at its N-th step: run as a program by the tests of kills.

A step is a call or a return of a function of `tui`, or of the SQLite connection's own methods; the
process is gone before the step is taken, without any clean-up.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

HERE = "/tui/"


class KillAt:
    """Counts steps and ends the process at one of them; 0 only counts."""

    def __init__(self, step: int) -> None:
        self.left = step
        self.taken = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        inside = HERE in frame.f_code.co_filename and "/sandbox/" not in frame.f_code.co_filename
        if not inside:
            return
        self.taken += 1
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Log sets and run rounds as the plan on the command line says, telling what was logged."""
    told = json.loads(sys.argv[1])
    from tests.support.child_topset import ChildTopset

    topset = ChildTopset(told)
    kill = KillAt(int(told["step"]))
    sys.setprofile(kill)
    try:
        topset.run(lambda line: os.write(1, f"{line}\n".encode()))
    finally:
        sys.setprofile(None)
    os.write(1, f"steps {kill.taken}\n".encode())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
