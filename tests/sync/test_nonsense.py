"""Answers that are well-formed and none of ours: nothing is parked, lost or blamed on a set."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.support.box import TestLifter
from tests.support.laptops import Laptop
from tests.support.plans import PlantedPlan
from tests.support.server_rows import sets_of, weights_of
from tests.sync.test_engine import log
from tui.supabase.data_api import DataApiGateway
from tui.sync.protocol import Counts, Json, Unreachable
from tui.training.entry import Entry

Garble = Callable[[Json], Json]


@pytest.fixture
def kind() -> str:
    return "data_api"


class Middle:
    """Stands between a laptop and its server, and says something else in the place of answers."""

    def __init__(self, url: str) -> None:
        self.garble: dict[str, Garble] = {}
        self.asked: list[str] = []
        middle = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                named = ("Authorization", "apikey", "Content-Type", "Content-Profile")
                headers = {name: self.headers[name] for name in named if self.headers[name]}
                with urlopen(Request(url + self.path, body, headers)) as response:
                    answer = response.read()
                function = self.path.rpartition("/")[2]
                middle.asked.append(function)
                if garble := middle.garble.get(function):
                    answer = json.dumps(garble(json.loads(answer))).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)

    @contextmanager
    def running(self) -> Iterator[Middle]:
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()


@pytest.fixture
def middle(laptop: Laptop) -> Iterator[Middle]:
    """What the laptop's door goes through from now on."""
    with Middle(laptop.url).running() as between:
        laptop.gateway.close()
        laptop.gateway = DataApiGateway(between.url, laptop.publishable_key, laptop.credentials)
        yield between


def refusing(answer: Json) -> Json:
    """As if the database had refused everything, with a reason of the database's."""
    assert isinstance(answer, list)
    return [
        {"id": one["id"], "outcome": "refused", "code": "23514", "message": "no"}
        for one in answer
        if isinstance(one, dict)
    ]


STRANGE: list[Garble] = [
    lambda _: {},
    lambda _: [],
    lambda _: None,
    lambda _: [{}],
    lambda answer: [*answer, *answer] if isinstance(answer, list) else answer,
    lambda answer: {"changes": answer},
    lambda answer: (
        [{**one, "id": "00000000-0000-4000-8000-000000000000"} for one in answer]  # type: ignore[dict-item]
        if isinstance(answer, list)
        else answer
    ),
    lambda answer: (
        [{"id": one["id"], "outcome": "refused"} for one in answer]  # type: ignore[call-overload,index]
        if isinstance(answer, list)
        else answer
    ),
    lambda answer: (
        [{"id": one["id"], "outcome": "refused", "code": "captive"} for one in answer]  # type: ignore[call-overload,index]
        if isinstance(answer, list)
        else answer
    ),
]


@pytest.mark.parametrize("garble", STRANGE, ids=[str(number) for number in range(len(STRANGE))])
def test_strange_answers_to_a_push_park_nothing_and_are_told(
    laptop: Laptop,
    plan: PlantedPlan,
    middle: Middle,
    server: psycopg.Connection,
    garble: Garble,
) -> None:
    lifter = laptop.lifter
    middle.garble["push_changes"] = garble
    log(laptop, plan, 80.0, 82.5)
    for _ in range(5):
        with pytest.raises(Unreachable, match="none of topset's database"):
            laptop.sync()
        assert laptop.book.changes.counts() == Counts(unsent=2)
    (_, last), *_ = laptop.book.base.rounds(1)
    assert last.problem
    middle.garble.clear()
    laptop.sync()
    assert laptop.book.changes.counts() == Counts()
    assert weights_of(server, lifter.user_id) == [80.0, 82.5]


def test_a_thousand_sets_are_not_sent_one_by_one_to_somebody_who_answers_nonsense(
    laptop: Laptop, plan: PlantedPlan, middle: Middle
) -> None:
    middle.garble["push_changes"] = lambda _: {}
    log(laptop, plan, *[float(weight) for weight in range(1, 301)])
    with pytest.raises(Unreachable):
        laptop.sync()
    assert middle.asked.count("push_changes") <= 12


def test_one_set_that_nobody_answers_for_holds_up_no_other(
    laptop: Laptop,
    plan: PlantedPlan,
    middle: Middle,
    lifter: TestLifter,
    server: psycopg.Connection,
) -> None:
    exercise = laptop.book.workouts.add_exercise(plan.session_ids[0], {"exercise_name": "Curl"})
    log(laptop, plan, 80.0)
    (stuck,) = [one for one in laptop.book.changes.unsent() if one.row_id == exercise]
    log(laptop, plan, 82.5)
    middle.garble["push_changes"] = lambda answer: (
        {} if isinstance(answer, list) and stuck.id in json.dumps(answer) else answer
    )
    with pytest.raises(Unreachable):
        laptop.sync()
    assert weights_of(server, lifter.user_id) == [80.0, 82.5]
    assert [one.id for one in laptop.book.changes.unsent()] == [stuck.id]


@pytest.mark.parametrize("answer", [{}, [], {"epoch": "x"}, "yes", 7])
def test_strange_answers_to_a_pull_are_told_and_what_was_logged_goes_up(
    laptop: Laptop,
    plan: PlantedPlan,
    middle: Middle,
    server: psycopg.Connection,
    answer: Json,
) -> None:
    lifter = laptop.lifter
    middle.garble["pull_training"] = lambda _: answer
    log(laptop, plan, 80.0)
    with pytest.raises(Unreachable, match="none of topset's database"):
        laptop.sync()
    assert weights_of(server, lifter.user_id) == [80.0]
    assert laptop.weights(plan.session_ids[0]) == [80.0]


def test_what_was_parked_for_no_reason_of_the_database_is_tried_again_by_itself(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    log(laptop, plan, 80.0, 82.5)
    for change, code in zip(laptop.book.changes.unsent(), ("bug", "wire"), strict=True):
        laptop.book.changes.park(change, code=code, message="a bug in topset")
    assert laptop.book.changes.counts() == Counts(refused=2)
    laptop.sync()
    assert laptop.book.changes.counts() == Counts()
    assert weights_of(server, lifter.user_id) == [80.0, 82.5]


@pytest.fixture
def parked_though_done(
    laptop: Laptop, plan: PlantedPlan, middle: Middle, server: psycopg.Connection
) -> tuple[str, str]:
    """A set that the server took though the answer said "refused": its id and its change's."""
    (set_id,) = log(laptop, plan, 80.0)
    middle.garble["push_changes"] = refusing
    laptop.sync()
    middle.garble.clear()
    (parked,) = laptop.book.changes.refused()
    assert weights_of(server, laptop.lifter.user_id) == [80.0]
    return set_id, parked.change.id


def test_an_edit_of_a_parked_set_that_the_server_has_is_not_lost(
    laptop: Laptop,
    plan: PlantedPlan,
    parked_though_done: tuple[str, str],
    server: psycopg.Connection,
) -> None:
    set_id, change_id = parked_though_done
    laptop.book.changes.edit(change_id, {"weight_kg": 85.0})
    laptop.sync()
    assert sets_of(server, laptop.lifter.user_id) == {set_id: 85.0}
    assert laptop.weights(plan.session_ids[0]) == [85.0]
    assert laptop.book.changes.counts() == Counts()


def test_an_edit_of_a_parked_set_that_another_changed_since_is_asked_about(
    laptop: Laptop, parked_though_done: tuple[str, str], server: psycopg.Connection
) -> None:
    set_id, change_id = parked_though_done
    server.execute("update training_set set weight_kg = 100 where id = %s", [set_id])
    laptop.book.changes.edit(change_id, {"weight_kg": 85.0})
    laptop.sync()
    assert sets_of(server, laptop.lifter.user_id) == {set_id: 100.0}
    (conflict,) = laptop.book.changes.conflicts()
    assert conflict.change.fields is not None
    assert conflict.change.fields["weight_kg"].after == 85.0


def test_an_edited_amendment_that_the_server_had_taken_needs_no_answer(
    laptop: Laptop, plan: PlantedPlan, middle: Middle, server: psycopg.Connection
) -> None:
    (set_id,) = log(laptop, plan, 80.0)
    laptop.sync()
    laptop.book.workouts.update_set(set_id, Entry(weight_kg=82.5, reps=8, rpe=8))
    middle.garble["push_changes"] = refusing
    laptop.sync()
    middle.garble.clear()
    (parked,) = laptop.book.changes.refused()
    laptop.book.changes.edit(parked.change.id, {"weight_kg": 85.0})
    laptop.sync()
    assert sets_of(server, laptop.lifter.user_id) == {set_id: 85.0}
    assert laptop.weights(plan.session_ids[0]) == [85.0]
    assert laptop.book.changes.counts() == Counts()


def test_a_parked_set_that_the_server_has_is_given_up_there_too(
    laptop: Laptop,
    plan: PlantedPlan,
    parked_though_done: tuple[str, str],
    server: psycopg.Connection,
) -> None:
    _, change_id = parked_though_done
    laptop.book.changes.discard(change_id)
    assert laptop.weights(plan.session_ids[0]) == []
    laptop.sync()
    assert weights_of(server, laptop.lifter.user_id) == []
    assert laptop.book.changes.counts() == Counts()


def test_a_retry_of_a_parked_set_is_answered_by_its_receipt(
    laptop: Laptop, parked_though_done: tuple[str, str], server: psycopg.Connection
) -> None:
    set_id, change_id = parked_though_done
    server.execute("delete from training_set where id = %s", [set_id])
    laptop.book.changes.retry(change_id)
    laptop.sync()
    assert weights_of(server, laptop.lifter.user_id) == []  # removed since, and not brought back
    assert laptop.book.changes.counts() == Counts()
