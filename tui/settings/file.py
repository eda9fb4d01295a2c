"""Changes one value in config.toml and leaves everything else as the lifter wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.private_files import replacing
from tui.settings.config import UTF_8, ConfigError, private_folder

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

TomlValue = str | int | float | bool


def change_setting(
    file: Path,
    path: Sequence[str],
    value: TomlValue | None,
    *,
    check: Callable[[Path], object],
) -> None:
    """Set the value at `path`, or with None take it out; comments and order stay.

    The new file is written beside the old one, held against `check`, which raises ConfigError for
    what cannot be, and then takes its place in one step: a reader sees the old one or the new one.
    A link stays a link. Raises ConfigError and OSError.
    """
    import tomlkit

    target = file.resolve()
    private_folder(target.parent)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    document = tomlkit.parse(target.read_text(encoding=UTF_8)) if target.exists() else None
    document = tomlkit.document() if document is None else document
    _put(document, _as_written(document.unwrap(), path), value)
    with replacing(target, mode=mode) as (stream, new):
        stream.write(tomlkit.dumps(document))
        stream.flush()
        check(new)


def _as_written(document: Mapping[str, Any], path: Sequence[str]) -> Sequence[str]:
    """Return the path to what is there already under another spelling.

    `"today.undo"` may stand as `today.undo`, and an exercise in other capitals.
    """
    holder: Any = document
    for name in path[:-1]:
        holder = holder.get(name, {}) if isinstance(holder, dict) else {}
    if not isinstance(holder, dict) or path[-1] in holder:
        return path
    last = path[-1]
    same = next((name for name in holder if name.casefold() == last.casefold()), None)
    if same is not None:
        return (*path[:-1], same)
    parts = last.split(".")
    for part in parts:
        holder = holder.get(part) if isinstance(holder, dict) else None
    return path if holder is None else (*path[:-1], *parts)


def _put(document: TOMLDocument, path: Sequence[str], value: TomlValue | None) -> None:
    import tomlkit
    from tomlkit.container import Container, OutOfOrderTableProxy
    from tomlkit.items import AbstractTable

    holders: list[TOMLDocument | AbstractTable | Container | OutOfOrderTableProxy] = [document]
    for depth, name in enumerate(path[:-1]):
        inner = holders[-1].get(name)
        if inner is None:
            if value is None:
                return
            inner = tomlkit.table(is_super_table=_holds_tables_alone(path, depth))
            holders[-1][name] = inner
            inner = holders[-1][name]
        if not isinstance(inner, AbstractTable | Container | OutOfOrderTableProxy):
            raise ConfigError(f"{'.'.join(path[: depth + 1])} is not a table in config.toml.")
        holders.append(inner)
    if value is not None:
        holders[-1][path[-1]] = value
        return
    holders[-1].pop(path[-1], None)
    for depth in range(len(path) - 2, -1, -1):
        if len(holders[depth + 1]):
            break
        holders[depth].pop(path[depth], None)


def _holds_tables_alone(path: Sequence[str], depth: int) -> bool:
    """`[gyms]` is never written by itself, only `[gyms.home]`."""
    return depth < len(path) - 2 and path[depth] == "gyms" and depth == 0
