"""How pydantic reads one setting by what is declared of it."""

from __future__ import annotations

from functools import partial
from typing import Final

from pydantic import (
    GetCoreSchemaHandler,
    StrictBool,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from tui.settings.model import Expected

# What pydantic calls a name that it does not know.
UNKNOWN: Final = ("unexpected_keyword_argument", "extra_forbidden")
_EXPECTED: Final = "topset_expected"


def schema_of(expected: Expected, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    """Return how pydantic reads a setting: in strict types, refused in the setting's words."""
    if expected.table:
        from tui.settings.tables import FORMS

        inner = handler.generate_schema(FORMS[expected.table])
    else:
        inner = handler.generate_schema(StrictBool) if source is bool else handler(source)
    return core_schema.no_info_wrap_validator_function(partial(_read, expected), inner)


def _read(expected: Expected, value: object, inner: ValidatorFunctionWrapHandler) -> object:
    try:
        found: object = inner(value)
    except ValidationError as error:
        if any(
            line["loc"] or line["type"] in (*UNKNOWN, _EXPECTED, "value_error")
            for line in error.errors()
        ):
            raise  # a value inside knows better what is wrong
        found = None
    if found is None or (expected.check and not expected.check(found)):
        raise PydanticCustomError(_EXPECTED, "{words}", {"words": expected.words})
    return found
