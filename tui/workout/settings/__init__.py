"""The settings in force, as the front ends are handed them, and as rows to be changed."""

from tui.settings.model import THEME_CHOICES, Settings

__all__ = ["THEME_CHOICES", "Settings"]
