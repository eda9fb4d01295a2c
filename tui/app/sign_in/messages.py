"""What the screens on the way in tell the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.sync.protocol import Identity
    from tui.workout.ports import Ports


class Arrived(Message):
    """Somebody is signed in."""

    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self.identity = identity


class ProjectSet(Message):
    """A project is set; its account is asked next."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self.ports = ports


class StayedLocal(Message):
    """The lifter trains without a server."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self.ports = ports


class ProjectWanted(Message):
    """The lifter asks for the screen that sets the project."""


class SignInWanted(Message):
    """The lifter asks for the sign-in screen."""
