"""A week's sets of each muscle against landmarks that the lifter may change."""

from __future__ import annotations

from tests.app.conftest import Configured
from tests.app.test_app import shows, until
from tui.app.weeks.screen import WeeksScreen
from tui.logbook import Logbook
from tui.settings.paths import Paths
from tui.training.volume import LANDMARKS, MuscleVolume
from tui.workout.weeks.muscles import describe_muscles


def sets(muscle: str, count: float) -> MuscleVolume:
    return MuscleVolume(muscle, count, int(count), LANDMARKS.get(muscle))


WEEK = (sets("triceps", 19), sets("chest", 14), sets("calves", 5.5), sets("forearms", 3))


def test_too_little_and_too_much_come_first_in_words_of_three_lengths() -> None:
    assert describe_muscles(WEEK, over=True) == (
        "Too few: calves 5.5/8 · too many: triceps 19/18 · enough sets: chest 14, forearms 3",
        "Too few: calves 5.5/8 · too many: triceps 19/18 · enough sets: 2 muscles",
        "Too few: calves · too many: triceps",
    )


def test_nothing_is_too_little_before_the_week_is_over() -> None:
    running = describe_muscles((sets("calves", 2), sets("chest", 4)), over=False)
    assert running[0] == "Sets so far: calves 2, chest 4"
    assert running[-1] == "Sets so far: 2 muscles"


def test_a_week_without_sets_says_nothing() -> None:
    assert describe_muscles((), over=True) == ()


async def test_a_landmark_changed_over_the_weeks_holds_at_once(
    book: Logbook, configured: Configured, paths: Paths
) -> None:
    async with configured("# mine\n").run_test(size=(160, 50)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("W", "down")
        await until(pilot, shows(pilot, "Too few: side delts 5.5/8"))
        await pilot.press("f2", *["down"] * 23)
        await until(pilot, shows(pilot, "▸ side delts"))
        await pilot.press("enter", "ctrl+u", *"2 4 16-22 26", "enter")
        await until(pilot, shows(pilot, "kept: side delts = 2 4 16-22 26"))
        kept = paths.config_file.read_text(encoding="utf-8")
        assert kept == '# mine\n\n[landmarks]\n"side delts" = "2 4 16-22 26"\n'
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, WeeksScreen))
        await until(pilot, shows(pilot, "Too few: rear delts 4.5/6 · enough"))


async def test_another_unit_chosen_over_the_weeks_holds_at_once(
    book: Logbook, configured: Configured
) -> None:
    async with configured("").run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("W", "down")
        await until(pilot, shows(pilot, "43,715 kg"))
        await pilot.press("f2", "down", "right", "escape")
        await until(pilot, shows(pilot, "96,375 lb"))
