"""Lengths of time as coaches write them: `90s`, `2 min 30 s`, `2m30`, `1:30`, `2-3 min`, `2'30`."""

from __future__ import annotations

from typing import Final

from tui.late_pattern import late_pattern

_AMOUNT = r"[0-9]{1,4}(?:[.,][0-9]{1,2})?"
_MINUTES = r"(?:minutes?|mins?\b\.?|min(?=[0-9])|m(?![a-z])|['′’](?!['′’]))"
_SECONDS = r"(?:seconds?|secs?\b\.?|s(?![a-z])|''|\"|″|”)"
_TO = r"\s*(?:-|–|—|to)\s*"
_CLOCK = r"[0-9]{1,2}:[0-5][0-9]"
_BOTH = (
    rf"{_AMOUNT}\s*{_MINUTES}(?:[0-5][0-9](?![0-9])\s*{_SECONDS}?"
    rf"|\s*(?:and\s*)?[0-9]{{1,2}}\s*{_SECONDS}"
    r"|\s+(?:15|20|30|40|45|50)(?=\s*(?:$|[,;.)]|rest|between)))"
)
_ONE = rf"{_AMOUNT}(?:\s*(?:{_MINUTES}|{_SECONDS})?{_TO}{_AMOUNT})?[\s-]*(?:{_MINUTES}|{_SECONDS})"

# What `seconds_in` reads, to be put into other patterns; letters in lower case.
DURATION: Final = rf"(?:{_CLOCK}(?:{_TO}{_CLOCK})?|{_BOTH}|{_ONE})"

# A length in minutes and seconds, where no letter can mean metres.
EXACT: Final = rf"(?:{_CLOCK}|{_BOTH})"

_NUMBERS = late_pattern(_AMOUNT)
_IS_CLOCK = late_pattern(rf"(?:.*{_TO})?([0-9]{{1,2}}):([0-5][0-9])")
_IS_BOTH = late_pattern(_BOTH)
_ENDS_IN_MINUTES = late_pattern(rf".*{_MINUTES}")


def seconds_in(text: str) -> float:
    """Return the seconds of a text that `DURATION` matches; of a range the longer."""
    if clock := _IS_CLOCK.fullmatch(text):
        return int(clock[1]) * 60 + int(clock[2])
    numbers = [float(number.replace(",", ".")) for number in _NUMBERS.findall(text)]
    if _IS_BOTH.fullmatch(text):
        return numbers[0] * 60 + numbers[1]
    return numbers[-1] * (60 if _ENDS_IN_MINUTES.fullmatch(text) else 1)
