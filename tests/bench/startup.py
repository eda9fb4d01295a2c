"""How long a start takes: `python -m tests.bench.startup [turns]`.

It is measured against a bare Textual app and `import click`. The programs take turns, and what
counts is the processor time of each one's fastest: what else the machine does is not in it. The
phases come from a start of their own, by `tests.bench.start_phases`. Only Linux says how much
processor time another process has had.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.bench.decade import HISTORY_SETS, write_decade
from tests.bench.line import Line
from tui.settings.paths import Paths, private_folder
from tui.sync.protocol import LOCAL_LIFTER

TURNS = 12
PAINTED = "finish"  # in the footer of a session, the last that is drawn of it


@dataclass(frozen=True)
class Start:
    """A program, what it is measured against, and how many times that it may take."""

    name: str
    against: str
    most: float
    run: Callable[[], float]


def main(turns: int) -> int:
    """Print the table, and return how many starts took longer than was promised."""
    with tempfile.TemporaryDirectory() as folder:
        starts = _starts(Path(folder))
        taken: dict[str, list[float]] = {start.name: [] for start in starts}
        for _ in range(turns):
            for start in starts:
                taken[start.name].append(start.run())
        print(f"processor time of a start, {turns} turns, {HISTORY_SETS:,} sets of history, 100×30")  # noqa: T201
        late = 0
        for start in starts:
            own, other = min(taken[start.name]), min(taken[start.against])
            late += own > start.most * other
            print(  # noqa: T201
                f"  {start.name:22} {own * 1000:6.0f} ms   {own / other:4.2f} × {start.against}"
                f"{'' if start.name == start.against else f', at most {start.most}'}"
            )
        _print_phases(Path(folder))
    return late


def _starts(folder: Path) -> list[Start]:
    paths = Paths.under(folder)
    file = paths.logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)
    private_folder(file.parent)
    write_decade(file, datetime.now().astimezone().date())
    home = {"TOPSET_HOME": str(folder)}
    topset = ("-c", "from tui.cli import main; main()")
    return [
        Start("bare app", "bare app", 1, lambda: _painted(
            ("tests.bench.bare_app", str(folder / "bare.sqlite3")), {}, "0 sets")),
        Start("topset", "bare app", 1.5, lambda: _painted(
            ("tests.bench.whole_topset",), home, PAINTED)),
        Start("import click", "import click", 1, lambda: _ended(("-c", "import click"), {})),
        Start("topset log", "import click", 2, lambda: _ended((*topset, "log", "80x5"), home)),
        Start("topset today --json", "import click", 2,
              lambda: _ended((*topset, "today", "--json"), home)),
        Start("topset --version", "import click", 1.2, lambda: _ended((*topset, "--version"), {})),
    ]  # fmt: skip


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, **given}


def _painted(arguments: tuple[str, ...], given: Mapping[str, str], shown: str) -> float:
    """Return the seconds of processor time until something is on the screen."""
    with Line(*arguments, environment=given) as line:
        line.until(shown)
        tasks = Path(f"/proc/{line.process_id}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _ended(arguments: tuple[str, ...], given: Mapping[str, str]) -> float:
    """Return the seconds of processor time that a program took."""
    program = subprocess.Popen(
        [sys.executable, *arguments],
        env=_environment(given),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode:
        raise RuntimeError(f"{arguments} ended with {program.returncode}")
    return used.ru_utime + used.ru_stime


def _print_phases(home: Path) -> None:
    told = home / "phases"
    home_given = {"TOPSET_HOME": str(home)}
    with Line("tests.bench.start_phases", str(told), environment=home_given) as line:
        line.until_end()
    print("where it goes, in one start")  # noqa: T201
    print(told.read_text(), end="")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS) > 0)
