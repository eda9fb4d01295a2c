"""config.toml: read into the settings, and edited without losing what its lifter wrote there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.private_files import replacing
from tui.settings.model import FROM_OUTSIDE, Settings, is_plain
from tui.settings.paths import ConfigError, Paths, private_folder

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.container import Container
    from tomlkit.items import Item

    from tui.settings.tables import Problem

TomlValue = str | int | float | bool

UTF_8 = "utf-8-sig"  # editors of Windows begin a file with a mark that is no part of its text
_MARK = "#\0"  # no TOML file can hold it


def read_settings(
    file: Path, environment: Mapping[str, str], given: Mapping[str, str | None]
) -> Settings:
    """Return the settings: `given` (the command line), then the environment, then the file.

    Raises ConfigError naming the place of the setting and what is expected there.
    """
    table, text = _from_file(file)
    outside: dict[str, str] = {}
    sources: dict[str, str] = {}
    for name in FROM_OUTSIDE:
        for source, value in (
            (f"TOPSET_{name.upper()}", environment.get(f"TOPSET_{name.upper()}")),
            (f"--{name.replace('_', '-')}", given.get(name)),
        ):
            if value:
                outside[name], sources[name] = value, source

    def in_file(path: tuple[str, ...]) -> str:
        return f"{file}, line {line_of(path, text)}: {'.'.join(path)}"

    def place(path: tuple[str, ...]) -> str:
        return sources.get(path[0]) or in_file(path)

    if table.keys() & outside.keys():  # what is overridden has to be right all the same
        _settings_of(table, in_file)
    settings = _settings_of(table | outside, place)
    if settings.gyms and settings.gym_name not in settings.gyms:
        expected = f"a gym that is described: {', '.join(settings.gyms)}"
        raise ConfigError(f"{place(('gym',))}: expected {expected}.", expected=expected)
    return settings


def _settings_of(values: Mapping[str, Any], place: Callable[[tuple[str, ...]], str]) -> Settings:
    """Return the settings with these values. Raises ConfigError."""
    if all(is_plain(name, value) for name, value in values.items()):
        return Settings(**values)
    from pydantic import ValidationError

    from tui.settings.tables import problems, settings_of

    try:
        return settings_of(values)
    except ValidationError as error:
        raise _told(next(problems(error)), place) from error


def _told(problem: Problem, place: Callable[[tuple[str, ...]], str]) -> ConfigError:
    unknown = "no such setting, " if problem.unknown else ""
    return ConfigError(
        f"{place(problem.path)}: {unknown}expected {problem.expected}.", expected=problem.expected
    )


def _from_file(file: Path) -> tuple[dict[str, Any], str]:
    """Return what the file sets, unchecked, and its text."""
    try:
        text = file.read_text(encoding=UTF_8)
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{file}, line {number}: expected text in UTF-8.") from error
    if not text.strip():
        return {}, text
    import tomllib

    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{file}, line {line[1]}" if line else f"{file}, at its end"
        why = str(error).partition(" (at ")[0]
        raise ConfigError(
            f'{where}: this is not TOML ({why}), expected lines like unit = "kg", each once.'
        ) from error


def place_in_file(file: Path, name: str) -> str:
    """Return the file and line that set a top-level name."""
    return f"{file}, line {line_of((name,), file.read_text(encoding=UTF_8))}: {name}"


def line_of(path: Sequence[str], text: str) -> int:
    """Return the line that sets `path`, or the line of the nearest table around it, from 1.

    Names may stand there with dots. tomlkit keeps no positions, but writes a file as it was: an
    item is given a comment, and the line that has it then is the item's.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
    except TOMLKitError:  # broken since it was read
        return 1
    wanted = ".".join(path)
    items = list(_items(document, ""))
    itself = [item for name, item in items if name == wanted]
    inside = [item for name, item in items if name.startswith(f"{wanted}.")]
    around = [item for name, item in items if wanted.startswith(f"{name}.")]
    for item in (*itself, *inside, *reversed(around)):
        line = _line_of_item(document, item)
        if line:
            return line
    return 1


def _items(container: Container, above: str) -> Iterator[tuple[str, Item]]:
    """Return everything that is set, with its name in dots, as it stands in the file."""
    from tomlkit.items import AbstractTable, AoT

    for key, value in container.body:
        if key is None:
            continue
        name = f"{above}{key.key}"
        for item in value.body if isinstance(value, AoT) else [value]:
            yield name, item
            if isinstance(item, AbstractTable):
                yield from _items(item.value, f"{name}.")


def _line_of_item(document: TOMLDocument, item: Item) -> int | None:
    """Return the line an item begins in; None for a table that has no line of its own."""
    from tomlkit.items import AbstractTable, InlineTable

    comment, item.trivia.comment = item.trivia.comment, _MARK
    before, found, _ = document.as_string().partition(_MARK)
    item.trivia.comment = comment
    if not found:
        return None
    is_table = isinstance(item, AbstractTable) and not isinstance(item, InlineTable)
    lines_of_value = 0 if is_table else item.as_string().count("\n")
    return before.count("\n") + 1 - lines_of_value


def remember_project(
    paths: Paths,
    *,
    url: str,
    publishable_key: str,
    insecure: str | None = None,
    replace: bool = False,
) -> bool:
    """Write the project into config.toml unless one stands there; tell whether it was written.

    `replace` puts it in the place of another one. It goes to the top of the file, and the rest
    stays as it is. `insecure` is the project's host, where its lifter said by name that it may be
    reached without encryption.
    """
    before, text = _from_file(paths.config_file)
    if before.get("url") and not replace:
        return False
    if (before.get("url"), before.get("publishable_key")) == (url, publishable_key):
        return False
    import tomlkit

    project = tomlkit.document()
    project.update({"url": url, "publishable_key": publishable_key})
    if insecure is not None:
        project["insecure"] = insecure
    rest = tomlkit.parse(text)
    for name in project:
        rest.pop(name, None)
    file = paths.config_file.resolve()
    private_folder(file.parent)
    with replacing(file) as (stream, _):
        stream.write(tomlkit.dumps(project) + tomlkit.dumps(rest))
    return True


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
