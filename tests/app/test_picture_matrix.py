"""The matrix of pictures holds: every screen, at each size, and no picture of nothing."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from textual.screen import Screen

import tui.app.screens
from tests.support.album import SIZES
from tests.support.picture_matrix import MATRIX
from tui.app.screens.base import LifterScreen
from tui.app.screens.code import ArrivingScreen
from tui.app.screens.exercise_actions import ExerciseActions
from tui.app.screens.form import FormScreen
from tui.app.screens.new_password import NewPasswordScreen

PICTURES = Path(__file__).parent / "pictures"
BASES = {LifterScreen, ExerciseActions, FormScreen, ArrivingScreen, NewPasswordScreen}
ODD_SIZES = {"today-40x10", "weeks-40x10", "swap-search-40x10", "help-100x48"}


def screens() -> set[type[Screen[object]]]:
    """Return every screen that the app can show."""
    modules = [
        import_module(one.name)
        for one in pkgutil.iter_modules(tui.app.screens.__path__, "tui.app.screens.")
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


def test_every_screen_has_pictures() -> None:
    assert {screen.__name__ for screen in screens()} == set(MATRIX)
    assert all(pictures.names for pictures in MATRIX.values())


@pytest.mark.parametrize("screen", MATRIX)
def test_every_picture_is_there_at_each_size(screen: str) -> None:
    wanted = {f"{name}-{w}x{h}.txt" for name in MATRIX[screen].names for w, h in SIZES}
    assert wanted <= {file.name for file in PICTURES.iterdir()}


def test_no_picture_is_left_of_what_is_not_shown_any_more() -> None:
    known = {name for pictures in MATRIX.values() for name in pictures.names}
    kept = {file.stem for file in PICTURES.iterdir()} - ODD_SIZES
    assert {stem.rpartition("-")[0] for stem in kept} == known
