"""The footer of a screen, from its commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.app.commands import Command
from tui.app.views.today import FooterKey, FooterView

_HELP = FooterKey("?", "help", "app.help")
_ALL = FooterKey("ctrl+p", "all", "app.command_palette")


def footer_view(
    commands: Iterable[Command],
    *,
    enabled: Mapping[str, bool] | None = None,
    labels: Mapping[str, str] | None = None,
) -> FooterView:
    """Return the keys of the commands that belong in the footer, then help and the palette.

    `enabled` and `labels` hold, by command id, which would do nothing now and which are called
    something else now.
    """
    keys = [
        FooterKey(
            command.shown,
            (labels or {}).get(command.id, command.label),
            command.action,
            (enabled or {}).get(command.id, True),
        )
        for command in commands
        if command.footer
    ]
    return FooterView((*keys, _HELP), (_ALL,))
