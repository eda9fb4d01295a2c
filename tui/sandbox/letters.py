"""The sandbox's post: what a real project would send by e-mail is appended to a file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One e-mail with a link, and a code where the project's templates have one."""

    to: str
    subject: str
    link: str
    code: str | None
    sent_at: str


class Letters:
    """One JSON line a letter, in a file that only its owner reads."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, letter: Letter) -> None:
        """Append a letter."""
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(letter)) + "\n")

    def sent_to(self, address: str) -> tuple[Letter, ...]:
        """The letters to one address, oldest first."""
        if not self.path.exists():
            return ()
        lines = self.path.read_text("utf-8").splitlines()
        letters = (Letter(**json.loads(line)) for line in lines)
        return tuple(letter for letter in letters if letter.to == address.lower())
