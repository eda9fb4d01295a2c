"""Lines to be typed into the shell, in the words of the one that this system has."""

from __future__ import annotations

import sys


def set_variable(name: str, value: str) -> str:
    """Return the line that sets a variable of the environment, in sh or in PowerShell."""
    if sys.platform == "win32":
        return f'$env:{name} = "{value}"'
    return f"export {name}={value}"
