"""An embedded PostgreSQL of one's own: a folder of data, a Unix socket, a child process.

The binaries come out of a wheel; nothing is installed, no user is made, no port is opened. Whoever
may enter the socket's folder (mode 0700) may connect as any role.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from tui.sandbox.initdb import make_data_folder
from tui.sandbox.postmaster import end, end_orphan, wait_until
from tui.sandbox.programs import PostgresFailed, embedded_binaries, plain_environment, within_reach
from tui.sandbox.unprivileged import Account, account_for_postgres

if sys.platform == "win32":
    raise ImportError("the sandbox needs Linux, macOS or WSL")

SUPERUSER = "supabase_admin"
PORT = 5432  # only the name of the socket's file
_LONGEST_SOCKET_FOLDER = (
    80  # sockaddr_un holds 104 bytes on macOS and 108 on Linux, file name included
)
_START_SECONDS = 30.0

# Becomes postgres, and leaves one process behind that waits for our end of the pipe to close: by
# stop(), or because we died in whatever way. It then asks postgres for a fast shutdown.
_LAUNCH = """
pid_file=$1; shift
exec 3<&0
( (
  exec >/dev/null 2>&1
  read -r _ <&3
  read -r pid <"$pid_file" && [ "$pid" = $$ ] && kill -INT $$
) & )
exec "$@" 3<&- </dev/null
"""

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "jit": "off",
}
_CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
}


class Postgres:
    """One PostgreSQL in one folder; not for two processes at once, so lock the folder first.

    `durable=False` trades safety at a power cut for speed: for tests. The bootstrap superuser is
    supabase_admin, as in Supabase; every other role is up to the caller.
    """

    def __init__(
        self, folder: Path, *, durable: bool = True, bin_folder: Path | None = None
    ) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.bin_folder = bin_folder or embedded_binaries()
        self.data_folder = self.folder / "data"
        self._log = self.folder / "postgres.log"
        self._account: Account | None = None
        self._socket_folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Postgres:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._process.pid if self._process else None

    def url(self, user: str, database: str = "postgres") -> str:
        """A connection string over the socket; valid while PostgreSQL runs, and again next time."""
        if self._socket_folder is None:
            raise PostgresFailed("PostgreSQL has not been started.")
        host = quote(str(self._socket_folder), safe="")
        return f"postgresql://{quote(user)}@/{quote(database)}?host={host}&port={PORT}"

    def start(self) -> None:
        """Start and wait until ready; makes the data folder and ends what a killed owner left."""
        if self._process is not None:
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._account = account_for_postgres()
        self._account.let_through(self.folder)
        self.bin_folder = self._programs(self._account)
        if not (self.data_folder / "PG_VERSION").exists():
            make_data_folder(
                self.data_folder,
                self.bin_folder,
                self._account,
                superuser=SUPERUSER,
                durable=self.durable,
            )
        self._end_orphan()
        self._socket_folder = self._private_socket_folder()
        deadline = time.monotonic() + _START_SECONDS
        while not self._launch(deadline):
            # Backends of a killed postmaster still hold its memory until they notice.
            wait_until(lambda: False, 0.1)

    def stop(self) -> None:
        """Ask for a fast shutdown, wait for it, and take the socket's folder away."""
        process, self._process = self._process, None
        if process is not None:
            end(process)
        if self._socket_folder is not None:
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    def remove(self) -> None:
        """Delete the data; ends first what a killed owner left running on it."""
        if self.folder.exists():
            self._end_orphan()
            kept = self._kept_socket_folder()
            if kept is not None and account_for_postgres().is_private(kept):
                shutil.rmtree(kept)
            shutil.rmtree(self.folder)

    def _programs(self, account: Account) -> Path:
        """The programs, from where the account may run them."""
        if account.uid is None:
            return self.bin_folder
        try:
            return within_reach(self.bin_folder)
        except OSError as error:
            raise PostgresFailed(
                "PostgreSQL refuses to run as root, so topset runs it as the user nobody, who"
                f" cannot read {self.bin_folder}; a copy that everyone can read could not be made:"
                f" {error}. Install topset under /opt, or run it as an ordinary user."
            ) from error

    # ---- running

    def _end_orphan(self) -> None:
        stubborn = end_orphan(self.data_folder)
        if stubborn is not None:
            raise PostgresFailed(
                f"An earlier PostgreSQL (process {stubborn}) will not stop. End it, then try again."
            )

    def _private_socket_folder(self) -> Path:
        """A short 0700 folder whose name is kept, so that connection strings stay valid."""
        account = self._known_account()
        kept = self._kept_socket_folder()
        if kept is not None:
            if account.is_private(kept):
                shutil.rmtree(kept)
            try:
                kept.mkdir(mode=0o700)
            except OSError:
                pass  # taken by somebody else, or its parent is gone: make another
            else:
                account.let_through(kept)
                return kept
        parent = Path(tempfile.gettempdir())
        if len(os.fsencode(parent)) > _LONGEST_SOCKET_FOLDER - 20:
            parent = Path("/tmp")
        made = Path(tempfile.mkdtemp(prefix="topset-", dir=parent))
        account.let_through(made)
        self._socket_note.write_text(f"{made}\n{self.data_folder}\n", "utf-8")
        return made

    @property
    def _socket_note(self) -> Path:
        return self.folder / "socket-folder"

    def _kept_socket_folder(self) -> Path | None:
        """The socket's folder of the last time; not that of the folder this is a copy of."""
        try:
            made, whose = self._socket_note.read_text("utf-8").splitlines()
        except (FileNotFoundError, ValueError):
            return None
        return Path(made) if whose == str(self.data_folder) else None

    def _launch(self, deadline: float) -> bool:
        """Start postgres, wait until it is ready; False if an earlier one's memory is in use."""
        account = self._known_account()
        settings = {**_SETTINGS, **({} if self.durable else _CARELESS)}
        settings["unix_socket_directories"] = str(self._socket_folder)
        settings["port"] = str(PORT)
        command = [str(self.bin_folder / "postgres"), "-D", str(self.data_folder)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        pid_file = self.data_folder / "postmaster.pid"
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                account.command(
                    ["/bin/sh", "-c", _LAUNCH, "topset-postgres", str(pid_file), *command]
                ),
                **account.popen_options(),
                env=plain_environment(),
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the terminal's Ctrl-C is for us, not for it
            )
        wait_until(
            lambda: process.poll() is not None or _is_ready(pid_file, process.pid),
            deadline - time.monotonic(),
        )
        if process.poll() is None and _is_ready(pid_file, process.pid):
            self._process = process
            return True
        end(process)
        said = self._log.read_text("utf-8", errors="replace").strip()
        if "shared memory block" in said and time.monotonic() < deadline:
            return False
        raise PostgresFailed(f"PostgreSQL did not start: {said[-2000:]}")

    def _known_account(self) -> Account:
        if self._account is None:
            raise PostgresFailed("PostgreSQL has not been started.")
        return self._account


def _is_ready(pid_file: Path, pid: int) -> bool:
    """Whether the postmaster has written `ready`, the eighth line, into its pid file."""
    try:
        lines = pid_file.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"
