"""Under which account PostgreSQL runs: it refuses to run as root, so root hands it to `nobody`.

No folder above the data is touched and no user is made. On Linux `setpriv` (util-linux) lets the
process keep one capability, CAP_DAC_OVERRIDE: it reaches its data below a home of mode 0700.
"""

from __future__ import annotations

import functools
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

if sys.platform == "win32":
    raise ImportError("the sandbox needs Linux, macOS or WSL")


class PopenOptions(TypedDict, total=False):
    """The keyword arguments of subprocess that name an account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Whom PostgreSQL runs as; `uid` is None where that is simply ourselves."""

    uid: int | None = None
    gid: int | None = None
    setpriv: str | None = None

    @property
    def advice(self) -> str:
        """What to add when this account could not reach its files."""
        if self.uid is None or self.setpriv is not None:
            return ""
        return "\nRunning as root needs setpriv (util-linux); or run topset as an ordinary user."

    def command(self, command: Sequence[str]) -> list[str]:
        """The command as this account runs it."""
        if self.setpriv is None or self.uid is None:
            return list(command)
        return [*_setpriv(self.setpriv, self.uid, self.gid or self.uid), *command]

    def popen_options(self) -> PopenOptions:
        """What subprocess must be told where setpriv does not do it."""
        if self.setpriv is not None or self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid or self.uid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Give a new folder to the account."""
        if self.uid is not None:
            os.chown(folder, self.uid, self.gid or self.uid)

    def let_through(self, folder: Path) -> None:
        """Give a private folder to the account if it could not enter it otherwise.

        With setpriv it can, and the folder stays root's: other processes of `nobody` are kept out.
        """
        if self.setpriv is None:
            self.own(folder)

    def is_private(self, folder: Path) -> bool:
        """Whether this is a real folder of ours that nobody else may enter."""
        try:
            found = folder.lstat()
        except OSError:
            return False
        owners = {os.geteuid(), os.geteuid() if self.uid is None else self.uid}
        return (
            stat.S_ISDIR(found.st_mode)
            and found.st_uid in owners
            and stat.S_IMODE(found.st_mode) == 0o700
        )


@functools.cache
def account_for_postgres() -> Account:
    """Ourselves, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    setpriv = shutil.which("setpriv")
    if setpriv is not None:
        probe = subprocess.run(
            [*_setpriv(setpriv, nobody.pw_uid, nobody.pw_gid), "true"],
            capture_output=True,
            check=False,
            cwd="/",
        )
        if probe.returncode != 0:
            setpriv = None
    return Account(nobody.pw_uid, nobody.pw_gid, setpriv)


def _setpriv(program: str, uid: int, gid: int) -> list[str]:
    return [
        program,
        *("--reuid", str(uid), "--regid", str(gid), "--clear-groups"),
        *("--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"),
        "--",
    ]
