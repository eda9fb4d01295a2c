"""Standard input and output as a command may find them: closed, full, or not made for Unicode."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Mapping

from tui.lookalikes import in_words

_ASCII = "topset_ascii"
# What the world outside can do to a file, in which no bug of ours has a part.
_OF_THE_WORLD = {
    errno.EACCES,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EIO,
    errno.ENOSPC,
    errno.EPERM,
    errno.EROFS,
}


def mend_streams() -> None:
    """Put something in the place of closed streams, and let none stumble over a character.

    A closed stream's number would otherwise be given to the next file, such as the logbook.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # for the life of the process
    codecs.register_error("topset", _in_ascii)
    codecs.register(_our_ascii)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="topset")
            if lacks_unicode(os.environ, stream.encoding):
                reconfigure(encoding=_ASCII, errors="topset")
            if sys.platform == "win32" and not stream.isatty():
                reconfigure(encoding="utf-8")  # what programs read, not the code page of old ones
    if sys.platform == "win32" and not sys.stdin.isatty():
        reconfigure = getattr(sys.stdin, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8-sig")


def lacks_unicode(environment: Mapping[str, str], encoding: str | None) -> bool:
    """Tell whether a stream is to be given ASCII alone.

    Python takes a locale of C for UTF-8, since many systems merely forgot to set one. Who sets
    LC_ALL means it, unless Python was told an encoding; a weaker LANG=C Python itself overrides.
    """
    if sys.platform == "win32":
        return False
    if environment.get("PYTHONIOENCODING") or environment.get("PYTHONUTF8") == "1":
        return encoding is not None and codecs.lookup(encoding).name == "ascii"
    named = [environment[name] for name in _LOCALE if environment.get(name)]
    return bool(named) and named[0] in ("C", "POSIX")


_LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")


def _our_ascii(name: str) -> codecs.CodecInfo | None:
    """Return ASCII by a name of our own: click takes a stream of ASCII for a mistaken UTF-8."""
    if name != _ASCII:
        return None
    ascii = codecs.lookup("ascii")
    return codecs.CodecInfo(
        ascii.encode,
        ascii.decode,
        ascii.streamreader,
        ascii.streamwriter,
        ascii.incrementalencoder,
        ascii.incrementaldecoder,
        _ASCII,
    )


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that the terminal's encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return in_words(error.object[error.start : error.end]), error.end


def describe_refusal(error: OSError) -> str | None:
    """Return in words what a disk, a folder or the output refused; None if that was something else.

    What was to be printed is given up, so that it does not fail once more when the process ends.
    """
    if error.errno not in _OF_THE_WORLD:
        return None
    if error.filename is not None:
        return f"{error.filename}: {error.strerror}."
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return f"The output could not be written: {error.strerror}."
