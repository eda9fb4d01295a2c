"""Runs actions on logbooks with a layer of our own between them and the disk (disk_layer.c)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("book_actions.py")
SOURCE = Path(__file__).with_name("disk_layer.c")
COMPILER = shutil.which("cc")
CLOCK = Path(__file__).with_name("clock_layer.c")
WORKS_HERE = sys.platform == "linux" and COMPILER is not None


def build_layer(folder: Path, source: Path = SOURCE) -> Path:
    """Compile a layer into a folder, to be preloaded."""
    library = folder / f"{source.stem}.so"
    command = [str(COMPILER), "-O1", "-shared", "-fPIC", "-o", str(library), str(source)]
    subprocess.run([*command, "-ldl", "-lpthread"], check=True, capture_output=True)
    return library


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How an action ended: its exit code (minus the signal), and what it said."""

    code: int
    told: str
    error: str


class Actions:
    """A process that does one action after another, each as a child of its own."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._folder = folder
        self.log = folder / "calls"
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("TOPSET_")
        }
        self._server = subprocess.Popen(
            [sys.executable, str(PROGRAM), "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            env={
                **environment,
                "LD_PRELOAD": str(library),
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )

    def __enter__(self) -> Actions:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()

    def do(
        self, action: str, file: Path, other: str, *, within: Path, kill: int = 0, full: int = 0
    ) -> Done:
        """Do an action, recorded in `log` as far as it concerns the files of `within`.

        It ends before its `kill`-th call there; from the `full`-th on there is no room.
        """
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self.log.unlink(missing_ok=True)
        out, err = self._folder / "out", self._folder / "err"
        told = {
            "action": action,
            "file": str(file),
            "other": other,
            "folder": str(within),
            "log": str(self.log),
            "kill": kill,
            "full": full,
            "out": str(out),
            "err": str(err),
        }
        self._server.stdin.write(f"{json.dumps(told)}\n")
        self._server.stdin.flush()
        code = int(self._server.stdout.readline())
        return Done(code=code, told=out.read_text(), error=err.read_text())
