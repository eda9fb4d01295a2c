"""A lifter's laptop: its logbook, clock, session and door, and a network that can be taken away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Literal, Self, TypeAlias
from urllib.parse import quote, urlsplit

from psycopg import conninfo

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.proxy import Line, http_messages, postgres_messages
from tui.cli.lifter_sync import LifterSync, book_failures
from tui.logbook import Logbook
from tui.supabase.account import Account
from tui.supabase.credentials import StoredCredentials
from tui.supabase.data_api import DataApiGateway
from tui.supabase.direct import DirectGateway
from tui.supabase.rpc_gateway import RpcGateway
from tui.supabase.session_store import SessionStore
from tui.sync.engine import SyncEngine
from tui.sync.protocol import SyncRun
from tui.training.records import TrainingSet

DoorKind: TypeAlias = Literal["direct", "data_api"]
ANSWER_SECONDS = 10.0
UTC_PLUS_2 = timezone(timedelta(hours=2))


class LaptopClock:
    """What the laptop believes the time is: the real one, skewed, in a zone of its own."""

    def __init__(self) -> None:
        self.skew = timedelta()
        self.zone: tzinfo = UTC_PLUS_2

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(time.time(), self.zone) + self.skew


class Laptop:
    """One laptop of one lifter; everything it says goes over lines of its own.

    Use it in one thread. `book` is what the lifter sees and writes; `sync` is one round.
    """

    def __init__(
        self,
        folder: Path,
        box: SandboxUnderTest,
        lifter: TestLifter,
        kind: DoorKind,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        weeks_a_page: int = 40,
    ) -> None:
        self.folder = folder
        self.lifter = lifter
        self.kind = kind
        self.clock = LaptopClock()
        self.publishable_key = box.publishable_key
        self._answer_seconds = answer_seconds
        self._weeks_a_page = weeks_a_page
        with ExitStack() as opened:
            self.http = opened.enter_context(Line(("127.0.0.1", _port(box)), http_messages))
            self.url = f"http://127.0.0.1:{self.http.port}"
            self.postgres = opened.enter_context(Line(database_socket(box), postgres_messages))
            self.database_url = (
                _over(self.postgres, box.database_url_of(lifter)) if kind == "direct" else ""
            )
            self.session_store = SessionStore(folder / "data", self.url)
            self.sign_in()
            self.file = folder / "data" / self.session_store.project / f"{lifter.user_id}.sqlite3"
            self.gateway = self.open_door()
            self.book = self.open_book()
            opened.callback(self._end_topset)
            self._opened = opened.pop_all()

    @property
    def line(self) -> Line:
        """The line that the door uses."""
        return self.postgres if self.kind == "direct" else self.http

    @property
    def credentials(self) -> StoredCredentials:
        """What hands out the lifter's token, built anew."""
        return StoredCredentials(
            self.url, self.publishable_key, self.session_store, self.lifter.user_id
        )

    def sign_in(self) -> None:
        """Sign in (again) with the password."""
        Account(self.url, self.publishable_key, self.session_store).sign_in(
            self.lifter.email, self.lifter.password
        )

    def open_book(self) -> Logbook:
        """Open the logbook once more; whoever asked for it closes it."""
        owner = f"{self.lifter.user_id}@{self.session_store.project}"
        return Logbook.open(self.file, now=self.clock, owner=owner)

    def open_door(self) -> RpcGateway:
        """Open a door of this laptop's kind; whoever asked for it closes it."""
        if self.kind == "direct":
            return DirectGateway(
                self.database_url,
                self.credentials,
                statement_seconds=self._answer_seconds,
                weeks_a_page=self._weeks_a_page,
            )
        return DataApiGateway(
            self.url,
            self.publishable_key,
            self.credentials,
            answer_seconds=self._answer_seconds,
            weeks_a_page=self._weeks_a_page,
        )

    def rounds(self) -> LifterSync:
        """Return what a sync thread runs, with a logbook and a door of its own."""
        with book_failures():
            book = self.open_book()
        return LifterSync(
            book,
            self.open_door(),
            lock_file=self.file.with_suffix(".sync.lock"),
        )

    def sync(self, *, on_progress: Callable[[SyncRun], None] = lambda _: None) -> SyncRun:
        """Run one round."""
        exchange = SyncEngine(
            book=self.book,
            gateway=self.gateway,
            on_progress=on_progress,
        )
        return exchange.run(with_catalogue=False)

    def go_offline(self) -> None:
        """Take the network away: every port refuses."""
        self.http.down()
        self.postgres.down()

    def go_online(self) -> None:
        """Give the network back."""
        self.http.up()
        self.postgres.up()

    def restart(self) -> None:
        """Close topset and start it again."""
        self._end_topset()
        self.book = self.open_book()
        self.gateway = self.open_door()

    def performed(self, session_id: str, place: int = 0) -> tuple[TrainingSet, ...]:
        """The sets that the lifter sees of one of a session's exercises; none if it is gone."""
        session = self.book.workouts.session(session_id)
        return () if session is None else session.exercises[place].performed

    def weights(self, session_id: str, place: int = 0) -> list[float]:
        """The weights of those sets."""
        return [one.weight_kg for one in self.performed(session_id, place)]

    def unreadable(self, session_id: str, place: int = 0) -> tuple[str, ...]:
        """What the lifter is told cannot be read of one of a session's exercises."""
        session = self.book.workouts.session(session_id)
        return () if session is None else session.exercises[place].unreadable

    def _end_topset(self) -> None:
        self.book.close()
        self.gateway.close()

    def close(self) -> None:
        """Switch the laptop off."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Laptops:
    """Makes laptops on one sandbox, each in a folder of its own; in the end all are closed."""

    def __init__(self, folder: Path, box: SandboxUnderTest, kind: DoorKind) -> None:
        self.folder = folder
        self.box = box
        self.kind: DoorKind = kind
        self._opened = ExitStack()
        self._count = 0

    def new(
        self, lifter: TestLifter, *, answer_seconds: float = ANSWER_SECONDS, weeks_a_page: int = 40
    ) -> Laptop:
        """A new laptop, signed in."""
        self._count += 1
        return self._opened.enter_context(
            Laptop(
                self.folder / f"laptop-{self._count}",
                self.box,
                lifter,
                self.kind,
                answer_seconds=answer_seconds,
                weeks_a_page=weeks_a_page,
            )
        )

    def close(self) -> None:
        """Switch all laptops off."""
        self._opened.close()


@contextmanager
def switched_off_after(laptops: Laptops) -> Iterator[Laptops]:
    """Switch all laptops off, whatever the test did."""
    try:
        yield laptops
    finally:
        laptops.close()


def _port(box: SandboxUnderTest) -> int:
    port = urlsplit(box.url).port
    assert port is not None
    return port


def database_socket(box: SandboxUnderTest) -> str:
    """Return the path of the Unix socket that the sandbox's database listens on."""
    parameters = conninfo.conninfo_to_dict(box.owner_database_url)
    return f"{parameters['host']}/.s.PGSQL.{parameters['port']}"


def _over(line: Line, database_url: str) -> str:
    """The direct door's address by way of a line, without TLS so that messages can be told."""
    parameters = conninfo.conninfo_to_dict(database_url)
    user, name = quote(str(parameters["user"])), quote(str(parameters["dbname"]))
    return f"postgresql://{user}@127.0.0.1:{line.port}/{name}?sslmode=disable&gssencmode=disable&connect_timeout=20"
