"""Reads an OpenAPI description written in YAML, and holds answers against it.

Only the YAML that such descriptions are written in: block mappings and sequences, plain and quoted
scalars, folded and literal text, flow sequences of scalars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

_KEY = re.compile(r"""^(?:"([^"]*)"|'([^']*)'|([^\s#"'\[{][^:]*)):(?:\s+(.*))?$""")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


@dataclass(frozen=True, slots=True)
class _Line:
    indent: int
    text: str


def read_yaml(text: str) -> Any:
    """The document as dicts, lists and scalars."""
    lines = [
        _Line(len(line) - len(line.lstrip()), line.strip())
        for line in text.splitlines()
        if not line.lstrip().startswith("#")
    ]
    value, _ = _block(lines, _next(lines, 0), 0)
    return value


def _next(lines: list[_Line], at: int) -> int:
    while at < len(lines) and not lines[at].text:
        at += 1
    return at


def _block(lines: list[_Line], at: int, least: int) -> tuple[Any, int]:
    """The value that begins at line `at`, indented by `least` or more."""
    at = _next(lines, at)
    if at == len(lines) or lines[at].indent < least:
        return None, at
    indent = lines[at].indent
    if lines[at].text.startswith("- "):
        return _sequence(lines, at, indent)
    return _mapping(lines, at, indent)


def _sequence(lines: list[_Line], at: int, indent: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while at < len(lines) and lines[at].indent == indent and lines[at].text.startswith("- "):
        rest = lines[at].text[2:].lstrip()
        if _KEY.match(rest):
            inner = indent + len(lines[at].text) - len(rest)
            lines[at] = _Line(inner, rest)
            value, at = _mapping(lines, at, inner)
        else:
            value, at = _scalar(lines, at, rest, indent)
        found.append(value)
        at = _next(lines, at)
    return found, at


def _mapping(lines: list[_Line], at: int, indent: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while at < len(lines) and lines[at].indent == indent and not lines[at].text.startswith("- "):
        key = _KEY.match(lines[at].text)
        if key is None:
            raise ValueError(f"Not a key: {lines[at].text!r}")
        rest = key[4] or ""
        if rest:
            value, at = _scalar(lines, at, rest, indent)
        else:
            after = _next(lines, at + 1)
            same = after < len(lines) and lines[after].indent == indent
            listed = same and lines[after].text.startswith("- ")
            value, at = _block(lines, after, indent if listed else indent + 1)
        found[(key[1] or key[2] or key[3]).strip()] = value
        at = _next(lines, at)
    return found, at


def _scalar(lines: list[_Line], at: int, text: str, indent: int) -> tuple[Any, int]:
    """A scalar on this line, or the text below that belongs to it."""
    after = at + 1
    below = []
    while after < len(lines) and (not lines[after].text or lines[after].indent > indent):
        below.append(lines[after].text)
        after += 1
    if text[0] in ">|":
        return "\n".join(below).strip(), after
    if text.startswith("["):
        return [_plain(item.strip()) for item in text.strip("[]").split(",")], after
    return _plain(text), after


def _plain(text: str) -> Any:
    if text[:1] in "\"'":
        return text[1:-1]
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return text


class Description:
    """An API's description: which answers it allows."""

    def __init__(self, text: str) -> None:
        self._document = read_yaml(text)

    def complaints(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """What is wrong with an answer; nothing if it is as described."""
        operation = self._document["paths"][path][method.lower()]
        described = operation["responses"].get(str(status))
        if described is None:
            return [f"{method} {path} is not described to answer {status}"]
        content = self._resolve(described).get("content")
        if content is None:
            return [] if body is None else [f"{method} {path} {status} has no body"]
        schema = content["application/json"]["schema"]
        return list(self._compare(schema, body, f"{method} {path}"))

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in node:
            return node
        found = self._document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return self._resolve(found)

    def _compare(self, schema: dict[str, Any], value: Any, where: str) -> Iterator[str]:
        schema = self._resolve(schema)
        if "oneOf" in schema:
            tries = [list(self._compare(one, value, where)) for one in schema["oneOf"]]
            if all(tries):
                yield from min(tries, key=len)
            return
        if value is None and schema.get("nullable"):
            return
        kind = schema.get("type", "object")
        wrong_bool = isinstance(value, bool) and kind != "boolean"
        if not isinstance(value, _TYPES[kind]) or wrong_bool:
            yield f"{where} should be {kind}, is {value!r}"
        elif isinstance(value, dict):
            yield from self._compare_members(schema, value, where)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield from self._compare(schema.get("items", {}), item, f"{where}[{number}]")
        elif "enum" in schema and value not in schema["enum"]:
            yield f"{where} should be one of {schema['enum']}, is {value!r}"
        else:
            yield from _wrong_format(schema.get("format"), value, where)

    def _compare_members(
        self, schema: dict[str, Any], value: dict[str, Any], where: str
    ) -> Iterator[str]:
        properties = schema.get("properties") or {}
        for name in schema.get("required", []):
            if name not in value:
                yield f"{where}.{name} is missing"
        for name, item in value.items():
            if name in properties:
                yield from self._compare(properties[name], item, f"{where}.{name}")
            elif properties and not schema.get("additionalProperties"):
                yield f"{where}.{name} is not described"


def _wrong_format(wanted: str | None, value: Any, where: str) -> Iterator[str]:
    """A complaint when a text is not in its format; the empty text stands for none."""
    try:
        if value and wanted == "uuid":
            UUID(value)
        elif value and wanted == "date-time":
            if datetime.fromisoformat(value).tzinfo is None:
                raise ValueError("no zone")
        elif value and wanted == "email" and "@" not in value:
            raise ValueError("no address")
    except ValueError:
        yield f"{where} should be a {wanted}, is {value!r}"
