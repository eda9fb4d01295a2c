"""The footer of a screen, from its commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tui.lazy_dataclass import dataclass
from tui.workout.commands.command import Command


@dataclass(frozen=True, slots=True)
class FooterKey:
    """One key in the footer; it dims when it would do nothing."""

    key: str
    label: str
    action: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FooterView:
    """The keys worth knowing now; `right` stands at the far end."""

    keys: tuple[FooterKey, ...]
    right: tuple[FooterKey, ...] = ()


_HELP = FooterKey("?", "help", "app.help")
_HELP_WHILE_TYPING = FooterKey("f1", "help", "app.help")
_ALL = FooterKey("ctrl+p", "all", "app.command_palette")


def footer_view(
    commands: Iterable[Command],
    *,
    enabled: Mapping[str, bool] | None = None,
    labels: Mapping[str, str] | None = None,
    shown: Sequence[str] | None = None,
    typing: bool = False,
) -> FooterView:
    """Return the keys of the commands that belong in the footer, then help and the palette.

    `enabled` and `labels` hold, by command id, which would do nothing now and which are called
    something else now; `shown` are the ids in place of those that usually belong there. While
    somebody is `typing`, ? is text.
    """
    known = tuple(commands)
    if shown is None:
        shown = [command.id for command in known if command.footer]
    by_id = {command.id: command for command in known}
    keys = [
        FooterKey(
            command.pair or command.shown,
            (labels or {}).get(command.id, command.label),
            command.action,
            (enabled or {}).get(command.id, True),
        )
        for command in (by_id[id] for id in shown if id in by_id)
    ]
    return FooterView((*keys, _HELP_WHILE_TYPING if typing else _HELP), (_ALL,))
