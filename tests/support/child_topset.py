"""What the child that is going to be killed does: open, log, send, fetch, log on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tui.cli.lifter_sync import LifterSync
from tui.logbook import Logbook
from tui.supabase.credentials import StoredCredentials
from tui.supabase.data_api import DataApiGateway
from tui.supabase.direct import DirectGateway
from tui.supabase.rpc_gateway import RpcGateway
from tui.supabase.session_store import SessionStore
from tui.training.entry import Entry


class ChildTopset:
    """One topset on a laptop's logbook; the mapping names its file, door, session and exercise."""

    def __init__(self, told: Mapping[str, str]) -> None:
        self._told = told

    def run(self, tell: Callable[[str], object]) -> None:
        """Log three sets, amend one and remove one, with a round in between and one at the end.

        `tell` hears "logged <id> <weight>" as soon as the logbook has said that it is saved.
        """
        told = self._told
        with Logbook.open(Path(told["file"]), owner=told["owner"]) as book:
            for weight in (80.0, 82.5):
                (made,) = book.workouts.record_sets(told["exercise"], [Entry(weight, 8)])
                tell(f"logged {made.id} {weight}")
            self._round()
            (third,) = book.workouts.record_sets(told["exercise"], [Entry(85.0, 8)])
            tell(f"logged {third.id} 85.0")
            tell(f"amending {made.id} 83.0")
            book.workouts.update_set(made.id, Entry(83.0, 8))
            tell(f"logged {made.id} 83.0")
            self._round()
        tell("done")

    def _round(self) -> None:
        told = self._told
        session_store = SessionStore(Path(told["data"]), told["url"])
        credentials = StoredCredentials(told["url"], told["key"], session_store, told["user_id"])
        door: RpcGateway = (
            DirectGateway(told["database_url"], credentials)
            if told["kind"] == "direct"
            else DataApiGateway(told["url"], told["key"], credentials)
        )
        rounds = LifterSync(
            Logbook.open(Path(told["file"]), owner=told["owner"]),
            door,
            lock_file=Path(told["file"]).with_suffix(".sync.lock"),
        )
        try:
            rounds.run()
        finally:
            rounds.close()
