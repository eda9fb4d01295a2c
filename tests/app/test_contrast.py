"""Every theme can be read: text 4.5 to 1, marks 3 to 1, on the ground and on the chosen row."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.app.shell.themes import MARK, OWN_THEMES, TEXT, contrast, own_colours, theme_name
from tui.settings.model import THEME_CHOICES

THEMES = {theme.name: theme for theme in (*BUILTIN_THEMES.values(), *OWN_THEMES)}
OFFERED = [THEMES[theme_name(name)] for name in THEME_CHOICES]


@pytest.mark.parametrize("theme", OFFERED, ids=lambda theme: theme.name)
def test_text_and_marks_stand_out(theme: Theme) -> None:
    variables = theme.to_color_system().generate()
    colours = {**variables, **own_colours(theme, variables)}
    if theme.ansi:
        assert "ansi_bright_black" not in (colours["quiet"], colours["rule"])
        return
    background, chosen = Color.parse(colours["background"]), Color.parse(colours["chosen"])
    for ground in (background, chosen):
        for name in ("foreground", "quiet", "accent", "success", "warning", "error"):
            assert contrast(Color.parse(colours[name]), ground) >= TEXT, (name, ground.hex)
        assert contrast(Color.parse(colours["rule"]), ground) >= MARK


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#14161b", "#14161b", 1.0)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(Color.parse(one), Color.parse(other)) == pytest.approx(ratio, abs=0.01)
