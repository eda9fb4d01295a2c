"""Pictures of what lies over a screen: the search, help, the jump letters, a word to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.app.test_app import MakeApp
from tests.support.album import Album, Compare, Shot
from tests.support.app_ports import Clock
from tests.support.damage import damage
from tests.support.days import pulled, workout_on
from tui.logbook import Logbook
from tui.logbook.salvage import check, salvage
from tui.sync.protocol import Identity
from tui.training.entry import Entry

SEARCH = (
    Shot("add-search", "Add an exercise", ("a",)),
    Shot("add-search-nothing", "a name of your own", (*"zercher squat",)),
    Shot("swap-untyped", "what the plan asks for", ("escape", "w", *"cab", "enter", "w")),
    Shot("swap-from-now-on", "Tab: today only", ("tab",)),
)
HELP = {
    "help-weeks": ("W",),
    "help-sync": ("y",),
    "help-history": ("h",),
    "help-choose": ("o",),
}
JUMP = {"jump": (), "jump-weeks": ("W",), "jump-choose": ("o",), "jump-sync": ("y",)}


class Careful:
    """Looks after one file, as the command line has it done."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self.file = file
        self.clock = clock

    def check(self, identity: Identity) -> None:
        check(self.file)

    def salvage(self, identity: Identity) -> str:
        """Say where the old file is as on a laptop, whatever folder this test was given."""
        return salvage(self.file, at=self.clock()).words.replace(str(self.file.parent), "~/topset")


async def test_searching_the_catalogue(
    book: Logbook, make_app: MakeApp, picture_of: Compare
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take(SEARCH)


async def test_what_is_chosen_stays_in_sight_on_a_low_terminal(
    book: Logbook, make_app: MakeApp, picture_of: Compare
) -> None:
    async with make_app().run_test(size=(40, 10)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.press(["w", *["down"] * 6])
        await album.shows("▸ Bulgarian")
        picture_of(pilot.app.screen, "swap-search-40x10")


async def test_searching_before_the_catalogue_was_fetched(
    open_book: Callable[[], Logbook], make_app: MakeApp, picture_of: Compare, clock: Clock
) -> None:
    today = clock.moment.date()
    with open_book() as book:
        book.base.apply(pulled([workout_on(1, today)], today))
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take([Shot("add-search-no-catalogue", "not been fetched", ("a",))])


async def test_help_that_is_higher_than_the_screen_goes_on(
    book: Logbook, make_app: MakeApp, picture_of: Compare
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.press(["question_mark"])
        await album.shows("↑ ↓ more")
        await album.press(["end"])
        await album.shot("help-end", "Close topset; everything is kept")


async def test_help_on_each_screen(book: Logbook, make_app: MakeApp, picture_of: Compare) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        for name, keys in HELP.items():
            await album.take([Shot(name, "Keys", (*keys, "question_mark"))])
            await album.press(("escape", "escape"))


async def test_jumping_on_each_screen(
    book: Logbook, make_app: MakeApp, picture_of: Compare
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        for name, keys in JUMP.items():
            await album.take([Shot(name, "esc stays", (*keys, "ctrl+o"))])
            await album.press(("escape", "escape"))


async def test_a_damaged_logbook_that_was_salvaged(
    book: Logbook, make_app: MakeApp, picture_of: Compare, tmp_path: Path, clock: Clock
) -> None:
    session = book.workouts.agenda(clock.moment.date()).today[0]
    found = book.workouts.session(session.id)
    assert found is not None
    book.workouts.record_sets(found.exercises[0].id, [Entry(82.5, 7), Entry(80, 8)])
    book.close()
    damage(tmp_path / "book.sqlite3", "modular_training_session")
    app = make_app()
    app.ports = replace(app.ports, care=Careful(tmp_path / "book.sqlite3", clock))
    async with app.run_test(size=(80, 24)) as pilot:
        await Album(pilot, picture_of).take([Shot("salvaged", "What was salvaged")])
