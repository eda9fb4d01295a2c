"""PgBouncer in transaction mode in front of a database, as Supabase's poolers are."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.support.box import SandboxUnderTest
from tests.support.processes import wait_for
from tests.support.proxy import Line, postgres_messages

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


def installed() -> bool:
    """Whether this machine has PgBouncer."""
    return Path(PROGRAM).is_file()


@contextmanager
def pooler(
    box: SandboxUnderTest, unix_socket: str, logins: Sequence[str], *, server_connections: int
) -> Iterator[Callable[[str], str]]:
    """Run PgBouncer; yields what makes the connection string of a login through it."""
    folder = Path(mkdtemp(prefix="topset-pooler-"))
    folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Line(unix_socket, postgres_messages) as line:
        users = folder / "users.txt"
        users.write_text("".join(f'"{login}" ""\n' for login in logins))
        settings = folder / "pgbouncer.ini"
        settings.write_text(
            "[databases]\n"
            f"gym = host=127.0.0.1 port={line.port} dbname={box.database.name}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {users}\n"
            f"pool_mode = transaction\ndefault_pool_size = {server_connections}\n"
            f"max_db_connections = {server_connections}\n"
            "server_tls_sslmode = disable\nmax_client_conn = 100\n"
        )
        process = subprocess.Popen(
            [PROGRAM, "-q", str(settings)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            user=pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None,
        )
        try:
            wait_for(lambda: _listens(port) or process.poll() is not None)
            assert process.poll() is None, process.communicate()[1].decode()
            yield lambda login: f"postgresql://{login}@127.0.0.1:{port}/gym?sslmode=disable"
        finally:
            process.terminate()
            process.communicate()
            shutil.rmtree(folder)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
