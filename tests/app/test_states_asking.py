"""What lies over a screen: the search, help, the jump letters, a word to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.app.test_app import MakeApp
from tests.support.album import Album
from tests.support.app_ports import Clock
from tests.support.damage import damage
from tests.support.days import pulled, workout_on
from tests.support.walk import Step
from tui.logbook import Logbook
from tui.logbook.salvage import check, salvage
from tui.sync.protocol import Identity
from tui.training.entry import Entry

SEARCH = (
    Step("a", ("Add an exercise", "Bulgarian Split Squat", "↓ 22 more"), picture="add-search"),
    Step((*"zercher squat",), ("a name of your own",)),
    Step(
        ("escape", "w", *"cab", "enter", "w"),
        ("In place of", "what the plan asks for", "Tab: from now on"),
    ),
    Step(("tab",), ("Tab: today only",)),
)
HELP = {
    ("W",): "Show only the weeks with an exercise",
    ("y",): "In a conflict: keep what the database has",
    ("h",): "Go to the oldest days",
    ("o",): "Start a free session",
}
JUMP = {("W",): "t today", ("o",): "y sync", ("y",): "esc stays"}


class Careful:
    """Looks after one file, as the command line has it done."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self.file = file
        self.clock = clock

    def check(self, identity: Identity) -> None:
        check(self.file)

    def stranded(self, identity: Identity) -> tuple[int, str]:
        return 0, ""

    def salvage(self, identity: Identity) -> str:
        """Say where the old file is as on a laptop, whatever folder this test was given."""
        return salvage(self.file, at=self.clock()).words.replace(str(self.file.parent), "~/topset")


async def test_searching_the_catalogue(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go(SEARCH)


async def test_searching_before_the_catalogue_was_fetched(
    open_book: Callable[[], Logbook], make_app: MakeApp, clock: Clock
) -> None:
    today = clock.moment.date()
    with open_book() as book:
        book.base.apply(pulled([workout_on(1, today)], today))
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go([Step("a", ("not been fetched",))])


async def test_help_that_is_higher_than_the_screen_goes_on(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go(
            [
                Step(("question_mark",), ("82.5x8@8", "↑ ↓ more"), picture="help"),
                Step(("end",), ("Close topset; everything is kept",)),
            ]
        )


async def test_help_on_each_screen(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        for keys, told in HELP.items():
            await album.go([Step((*keys, "question_mark"), ("Keys", told))])
            await album.press(("escape", "escape"))


async def test_jumping_on_each_screen(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go([Step(("ctrl+o",), ("w weeks", "esc stays"), picture="jump")])
        await album.press(("escape",))
        for keys, told in JUMP.items():
            await album.go([Step((*keys, "ctrl+o"), ("go to", told))])
            await album.press(("escape", "escape"))


async def test_a_damaged_logbook_that_was_salvaged(
    book: Logbook, make_app: MakeApp, tmp_path: Path, clock: Clock
) -> None:
    session = book.workouts.agenda(clock.moment.date()).today[0]
    found = book.workouts.session(session.id)
    assert found is not None
    book.workouts.record_sets(found.exercises[0].id, [Entry(82.5, 7), Entry(80, 8)])
    book.close()
    damage(tmp_path / "book.sqlite3", "modular_training_session")
    app = make_app()
    app.ports = replace(app.ports, recovery=Careful(tmp_path / "book.sqlite3", clock))
    async with app.run_test(size=(80, 24)) as pilot:
        told = ("What was salvaged", "2 changes not yet sent found")
        await Album(pilot).go([Step((), told, picture="salvaged")])
