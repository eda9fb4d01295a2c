"""The pictures of the screens: every screen has its own, and each sees tone, colour and focus.

The tests called `test_states_…` take them on their way; `UPDATE_PICTURES=1` keeps them.
"""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import import_module

from textual.screen import Screen

import tui.app
from tests.app.test_app import MakeApp
from tests.support.album import FOLDER, ODD_PICTURES, PICTURES, SIZES, Album, keep_or_compare
from tests.support.app_ports import AccountInMemory
from tests.support.palette import palette
from tui.app.shell.screen import LifterScreen
from tui.app.shell.themes import OWN_THEMES
from tui.app.sign_in.code import ArrivingScreen
from tui.app.sign_in.form_screen import FormScreen
from tui.app.sign_in.new_password import NewPasswordScreen
from tui.app.today.entry_line import EntryLine
from tui.app.today.exercise_actions import ExerciseActions
from tui.logbook import Logbook

BASES = {LifterScreen, ExerciseActions, FormScreen, ArrivingScreen, NewPasswordScreen}

OTHER_COLOURS = (
    "Painted > .bad { color: $warning; }",
    "Painted > .muted { color: $foreground; }",
    "Painted > .strong { text-style: none; }",
    "Painted > .chosen { background: $background; }",
    "Painted > .caret { text-style: none; }",
    "Painted > .key { text-style: none; }",
    "Header { background: $surface; }",
)


def screens() -> set[type[Screen[object]]]:
    """Return every screen that the app can show."""
    modules = [
        import_module(one.name) for one in pkgutil.walk_packages(tui.app.__path__, "tui.app.")
    ]
    return {
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, type)
        and issubclass(found, Screen)
        and found.__module__ == module.__name__
        and found not in BASES
    }


def test_every_screen_has_a_picture_at_each_size_and_nothing_else_has() -> None:
    assert {screen.__name__ for screen in screens()} == set(PICTURES.values())
    wanted = {f"{name}-{w}x{h}" for name in PICTURES for w, h in SIZES} | ODD_PICTURES | {"palette"}
    assert {file.stem for file in FOLDER.iterdir()} == wanted


async def test_a_low_terminal(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(40, 10)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.press((*"82.5x7@8.5", "enter"))
        await album.says("@8 or @9?")
        await album.compare_here("today")
        await album.press(("escape", "w", *["down"] * 6))
        await album.says("▸ Bulgarian")
        await album.compare_here("swap-search")
        await album.press(("escape", "W", "down"))
        await album.says("▸ 16–22 Nov")
        await album.compare_here("weeks")


async def test_the_colours_of_the_themes_are_the_ones_of_the_picture(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        shown = []
        for theme in OWN_THEMES:
            app.theme = theme.name
            shown.append(f"{theme.name}\n{palette(app.get_css_variables())}")
    keep_or_compare("palette", "\n".join(shown))


async def test_a_picture_sees_another_tone(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.press((*"x7@8.5", "enter"))
        await album.says("whole RPE")
        entry = pilot.app.screen.query_one(EntryLine)
        before, view = await album.look(), entry.view
        assert view is not None and view.notice is not None
        entry.show(replace(view, notice=replace(view.notice, tone="warn")))
        assert (await album.look()).splitlines()[:24] == before.splitlines()[:24]
        assert await album.look() != before


async def test_a_picture_sees_other_colours(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.press((*"x7@8.5", "left", "enter"))
        await album.says("whole RPE")
        seen = await album.look()
        for rule in OTHER_COLOURS:
            pilot.app.stylesheet.add_source(rule, read_from=("test", rule))
            pilot.app.refresh_css(animate=False)
            before, seen = seen, await album.look()
            assert seen != before, rule


async def test_a_picture_sees_another_focus(make_app: MakeApp, door: AccountInMemory) -> None:
    door.signed_in = None
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.until(lambda: pilot.app.focused is not None)
        before = await album.look()
        pilot.app.screen.focus_previous()
        after = await album.look()
        assert after.splitlines()[:24] == before.splitlines()[:24]
        assert after != before
