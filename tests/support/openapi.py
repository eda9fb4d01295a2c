"""Holds answers against an API's OpenAPI description."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import yaml
from jsonschema import Draft4Validator, FormatChecker, ValidationError

FORMATS = FormatChecker(formats=())


@FORMATS.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    """Tell whether a text is an id; the empty text stands for none, here and below."""
    return not isinstance(value, str) or not value or bool(UUID(value))


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    is_text = isinstance(value, str) and value != ""
    return not is_text or datetime.fromisoformat(str(value)).tzinfo is not None


@FORMATS.checks("email")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or not value or "@" in value


class Description:
    """An API's description: which answers it allows."""

    def __init__(self, text: str) -> None:
        self._document: dict[str, Any] = _strict(yaml.safe_load(text))

    def complaints(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """What is wrong with an answer; nothing if it is as described."""
        responses = self._document["paths"][path][method.lower()]["responses"]
        described = {str(code): response for code, response in responses.items()}.get(str(status))
        if described is None:
            return [f"{method} {path} is not described to answer {status}"]
        content = self._resolve(described).get("content")
        if content is None:
            return [] if body is None else [f"{method} {path} {status} has no body"]
        schema = {"allOf": [content["application/json"]["schema"]]}
        validator = Draft4Validator({**self._document, **schema}, format_checker=FORMATS)
        return [
            f"{method} {path}{error.json_path.removeprefix('$')}: {error.message}"
            for found in validator.iter_errors(body)
            for error in _causes(found)
        ]

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in node:
            return node
        found: Any = self._document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return self._resolve(found)


def _strict(node: Any) -> Any:
    """Say in JSON Schema what OpenAPI 3.0 says in words of its own; nothing undescribed may come.

    Of `oneOf` more than one may fit: its schemas are not told apart by what must not be there.
    """
    if isinstance(node, list):
        return [_strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {("anyOf" if name == "oneOf" else name): _strict(one) for name, one in node.items()}
    if isinstance(made.get("properties"), dict) and made.get("type", "object") == "object":
        made.setdefault("additionalProperties", False)
    if made.get("nullable") is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    """Yield an error, or those of the alternative that fits best."""
    if not error.context:
        yield error
        return
    by_alternative: dict[object, list[ValidationError]] = defaultdict(list)
    for one in error.context:
        by_alternative[one.schema_path[0]].extend(_causes(one))
    yield from min(by_alternative.values(), key=len)
