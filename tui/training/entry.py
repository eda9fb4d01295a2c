"""The entry line: `82.5x8@8` becomes an Entry, or an EntryError that says what was expected.

The grammar (spaces are free, `,` is a decimal point too, letters in either case, full-width
characters stand for the usual ones):

    line     sets load reps effort | load reps effort | reps effort | change effort | effort
             | sets reps effort, with the sets in words
             | sets reps `at` load effort | reps `at` load effort
             | a bare number of reps, and effort, for bodyweight work; then `!`, or nothing
    sets     3 x | 3 sets of
    load     82.5 | 180lb | 180 pounds | 180# | 80kg | bw | bodyweight | bw+10 | bw-20
    reps     x 8 | for 8 | 8 after a space; then `reps`, or nothing
    change   +2.5 | -5              (the weight of the basis, changed; same reps)
    effort   @8 | at 8 | rpe 8 | 8 rpe | r2 | rir 2 | 2 rir | 8 after a space | nothing

What `at` names is an effort where it can be one (`100x5 at 8`), else the load (`3x5 at 100`).

A point or comma before exactly three digits is refused: it may stand between thousands.
The `!` insists on what would be asked about (see `likelihood`).
"""

from __future__ import annotations

import re
from typing import NoReturn

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.training.units import HEAVIEST_KG, Unit, from_kg, plain_number, to_kg

MOST_REPS = 1000
MOST_SETS = 20
LOWEST_RPE, HIGHEST_RPE = 6, 10
MOST_RESERVE = HIGHEST_RPE - LOWEST_RPE

HINT = "type weight x reps, like 82.5x8@8"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line says: `count` equal sets of `reps` at `weight_kg` (0 is bodyweight)."""

    weight_kg: float
    reps: int
    rpe: int | None = None
    count: int = 1


class EntryError(ValueError):
    """A line that was not understood: what was expected, and at which column (from 0)."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry and how it was written.

    `weight_at` and `unit_at` are where the number of the weight and its unit stand in the line;
    `changes` says that it is a change of the last weight.
    """

    entry: Entry
    weight_at: tuple[int, int] | None = None
    unit_at: tuple[int, int] | None = None
    names_bodyweight: bool = False
    changes: bool = False
    insists: bool = False


def parse_entry(
    line: str, *, basis: Entry | None = None, unit: Unit = "kg", bodyweight: bool = False
) -> Entry:
    """Understand an entry line; `basis` is the set that `x7`, `@9` and `+2.5` are relative to.

    A bare number means reps for `bodyweight` work and when the basis is bodyweight or assisted.
    Raises EntryError and nothing else.
    """
    return read_line(line, basis=basis, unit=unit, bodyweight=bodyweight).entry


def read_line(
    line: str, *, basis: Entry | None = None, unit: Unit = "kg", bodyweight: bool = False
) -> Reading:
    """Understand an entry line as `parse_entry` does, and tell how it was written."""
    return _Line(plain_width(line), basis, unit, bodyweight=bodyweight).reading()


def plain_width(line: str) -> str:
    """Return the line with full-width characters (`８２．５ｘ８`) as the usual ones, no shorter."""
    return "".join(
        chr(ord(char) - _FULL_WIDTH) if "\uff01" <= char <= "\uff5e" else char for char in line
    )


def format_entry(entry: Entry, *, unit: Unit = "kg", bodyweight: bool = False) -> str:
    """Print an entry as a line that parses back to it; `bodyweight` prints added weight bw+10."""
    load = _load_text(entry.weight_kg, _exact_amount(abs(entry.weight_kg), unit), bodyweight)
    line = f"{load} x {entry.reps}"
    if entry.count != 1:
        line = f"{entry.count} x {line}"
    return line if entry.rpe is None else f"{line} @{entry.rpe}"


def format_weight(weight_kg: float, *, unit: Unit = "kg", bodyweight: bool = False) -> str:
    """Print a weight for a table: `82.5`, `bw`, `bw-20`, and `bw+10` for bodyweight work."""
    decimals = 2 if unit == "kg" else 1
    number = plain_number(from_kg(abs(weight_kg), unit), decimals=decimals)
    return _load_text(weight_kg, number, bodyweight)


def _exact_amount(weight_kg: float, unit: Unit) -> str:
    """Return a weight in the unit, or in the other where that takes fewer than three decimals.

    Three decimals cannot be typed, and 81.647 kg is the 180 lb that somebody entered.
    """
    other: Unit = "lb" if unit == "kg" else "kg"
    for shown, mark in ((unit, ""), (other, other)):
        number = plain_number(from_kg(weight_kg, shown))
        if not _THOUSANDS.search(number):
            return number + mark
    return plain_number(from_kg(weight_kg, unit)) + "0"


def _load_text(weight_kg: float, number: str, bodyweight: bool) -> str:
    if round(weight_kg, 3) == 0:
        return "bw"
    if weight_kg < 0:
        return f"bw-{number}"
    return f"bw+{number}" if bodyweight else number


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int
    after_space: bool

    @property
    def end(self) -> int:
        return self.position + len(self.text)


_FULL_WIDTH = 0xFEE0  # from `！` to `!`
_THOUSANDS = late_pattern(r"[.,][0-9]{3}$")
_TOKEN = late_pattern(
    r"(?P<number>[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)"
    r"|(?P<bw>body\s*weight|bw)|(?P<lb>lbs?|pounds?|#)|(?P<kg>kilograms?|kilos?|kgs?)"
    r"|(?P<reps>reps?(?![a-z]))|(?P<sets>sets?(?:\s*of(?![a-z]))?)"
    r"|(?P<rpe>@|rpe)|(?P<at>at(?![a-z]))|(?P<reserve>rir|r)|(?P<x>[x×✕✖хХ*]|for)|(?P<sign>[+\-−–])|(?P<insist>!)",
    re.IGNORECASE | re.ASCII,
)
_END = "end"


def _tokens(line: str) -> list[_Token]:
    tokens: list[_Token] = []
    position, after_space = 0, False
    while position < len(line):
        if line[position].isspace():
            position, after_space = position + 1, True
            continue
        match = _TOKEN.match(line, position)
        if match is None or match.lastgroup is None:
            shown = f'"{line[position]}"' if line[position].isprintable() else "this character"
            raise EntryError(f"{shown} means nothing here: {HINT}", position)
        tokens.append(_Token(match.lastgroup, match.group(), position, after_space))
        position, after_space = match.end(), False
    tokens.append(_Token(_END, "", len(line), after_space))
    return tokens


class _Line:
    """A reader of one line: each method takes the tokens of one part, or raises EntryError."""

    def __init__(self, line: str, basis: Entry | None, unit: Unit, *, bodyweight: bool) -> None:
        self._tokens = _tokens(line)
        self._next = 0
        self._basis = basis
        self._unit: Unit = unit
        self._bodyweight = bodyweight or (basis is not None and basis.weight_kg <= 0)
        self._weight_at: tuple[int, int] | None = None
        self._unit_at: tuple[int, int] | None = None
        self._names_bodyweight = False

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, kind: str) -> _Token | None:
        token = self._token
        if token.kind != kind:
            return None
        self._next += 1
        return token

    def _fail(self, message: str, position: int | None = None) -> NoReturn:
        raise EntryError(message, self._token.position if position is None else position)

    def reading(self) -> Reading:
        """Read the whole line."""
        changes = self._token.kind == "sign"
        entry = self._entry()
        insists = self._take("insist") is not None
        self._nothing_more()
        return Reading(
            entry,
            self._weight_at,
            self._unit_at,
            names_bodyweight=self._names_bodyweight,
            changes=changes,
            insists=insists,
        )

    def _entry(self) -> Entry:
        start = self._token
        if start.kind == _END:
            self._fail(HINT)
        if start.kind in ("rpe", "reserve"):
            basis = self._needs_basis("an effort alone rates the last set again")
            entry = Entry(basis.weight_kg, basis.reps, self._effort())
        elif start.kind == "x":
            basis = self._needs_basis("x and reps alone repeat the last weight")
            self._take("x")
            entry = Entry(basis.weight_kg, self._reps(), self._effort())
        elif start.kind == "sign":
            entry = self._changed_weight()
        elif start.kind in ("number", "bw"):
            entry = self._full()
        else:
            self._fail(f'a line cannot start with "{start.text}": {HINT}')
        return entry

    def _needs_basis(self, meaning: str) -> Entry:
        if self._basis is None:
            self._fail(f"{meaning}, and there is none yet: {HINT}")
        return self._basis

    def _full(self) -> Entry:
        first = self._token
        count = 1
        if self._load_follows_at():
            return self._at_load()
        if self._kinds()[:2] == ["number", "sets"]:
            count = self._set_count()
            self._take("sets")
            if not self._is_load():
                return self._repeated(count)
        elif self._is_reps_alone():
            weight_kg = 0.0 if self._basis is None else self._basis.weight_kg
            return Entry(weight_kg, self._reps(), self._effort())
        elif self._kinds()[:2] == ["number", "reps"]:
            return self._repeated(count)
        elif self._is_set_count():
            count = self._set_count()
            self._take("x")
        weight_kg = self._load()
        crossed = self._take("x")
        if crossed is None and self._token.kind != "number":
            self._no_reps(first)
        if crossed is None and not self._token.after_space:
            self._fail("one decimal point is enough, and a space or x goes before the reps")
        reps = self._reps()
        if self._token.kind == "x":
            self._fail(f"the number of sets comes first: 3x{first.text}x{reps}")
        return Entry(weight_kg, reps, self._effort(), count)

    def _load_follows_at(self) -> bool:
        """Tell whether reps stand first, with or without their sets, and `at` names the load."""
        at = next((one for one, token in enumerate(self._tokens) if token.kind == "at"), None)
        if at is None:
            return False
        before = [token.kind for token in self._tokens[:at] if token.kind != "reps"]
        if before == ["number", "x", "number"]:
            crossed = self._tokens[1].text.casefold() != "for"  # "100 for 5" says which is which
            sets = self._tokens[0].text.isdecimal() and 0 < int(self._tokens[0].text) <= MOST_SETS
            return crossed and sets and not self._may_be_effort(at + 1)
        if before == ["number", "sets", "number"]:
            return not self._may_be_effort(at + 1)
        return before == ["number"] and not (self._bodyweight and self._may_be_effort(at + 1))

    def _may_be_effort(self, place: int) -> bool:
        """Tell whether what stands at a place can say how hard a set was, and needs no unit."""
        token, after, *_ = (*self._tokens[place:], self._tokens[-1])
        if token.kind != "number":
            return token.kind in ("rpe", "reserve")
        return after.kind not in ("lb", "kg") and _value(token) <= HIGHEST_RPE

    def _at_load(self) -> Entry:
        count = 1
        if self._kinds()[1] in ("x", "sets"):
            count = self._set_count()
            self._next += 1
        reps = self._reps()
        self._take("at")
        return Entry(self._load(), reps, self._effort(), count)

    def _repeated(self, count: int) -> Entry:
        basis = self._needs_basis("reps alone repeat the last weight")
        return Entry(basis.weight_kg, self._reps(), self._effort(), count)

    def _kinds(self) -> list[str]:
        return [token.kind for token in self._tokens[self._next :]]

    def _is_load(self) -> bool:
        """Tell whether a load and its reps follow, not reps alone."""
        first, second, *_ = [*self._kinds(), _END]
        return first != "number" or second in ("x", "lb", "kg") or self._reps_follow()

    def _reps_follow(self) -> bool:
        """Tell whether two numbers follow, the second of which can be no effort."""
        number = self._tokens[self._next + 1]
        after = self._tokens[min(self._next + 2, len(self._tokens) - 1)].kind
        return number.kind == "number" and after in ("number", "rpe", "reserve", "reps")

    def _no_reps(self, first: _Token) -> NoReturn:
        if self._token.kind == _END:
            weight = first.text if first.kind == "number" else "bw"
            self._fail(
                f"and the reps? {weight}x8 is weight and reps, x8 is reps at the same weight"
            )
        self._fail(f'x and the reps were expected, not "{self._token.text}"')

    def _is_reps_alone(self) -> bool:
        following = self._tokens[self._next + 1].kind if self._token.kind == "number" else ""
        return self._bodyweight and following in (_END, "at", "rpe", "reserve")

    def _is_set_count(self) -> bool:
        """Tell whether the line starts with `3 x load x`, looking ahead past the load."""
        kinds = self._kinds()
        if kinds[:2] != ["number", "x"]:
            return False
        if kinds[2] == "bw":
            return True
        after_load = 4 if len(kinds) > 3 and kinds[3] in ("kg", "lb") else 3
        return kinds[2] == "number" and len(kinds) > after_load and kinds[after_load] == "x"

    def _set_count(self) -> int:
        token = self._token
        hint = "sets come first: 3x80x5 is three sets of five at 80"
        return self._whole("a number of sets", 1, MOST_SETS, hint=hint, token=token)

    def _load(self) -> float:
        """Read a weight in kg: a number with or without its unit, or bodyweight more or less."""
        start = self._token
        if self._take("bw"):
            self._names_bodyweight = True
            sign = self._take("sign")
            if sign is None:
                return 0.0
            amount = self._amount()
            weight_kg = amount if sign.text == "+" else -amount
        elif start.kind == "number":
            weight_kg = self._amount()
        else:
            self._fail("a weight was expected here: 82.5, 180lb or bw")
        return weight_kg + 0.0

    def _amount(self) -> float:
        token = self._token
        amount = self._number("a weight was expected here")
        self._weight_at = (token.position, token.end)
        return self._sane(to_kg(amount, self._own_unit()), token)

    def _own_unit(self) -> Unit:
        typed = self._take("lb") or self._take("kg")
        if typed is None:
            return self._unit
        self._unit_at = (typed.position, typed.end)
        return "lb" if typed.kind == "lb" else "kg"

    def _sane(self, weight_kg: float, token: _Token) -> float:
        if abs(weight_kg) > HEAVIEST_KG:
            limit = plain_number(from_kg(HEAVIEST_KG, self._unit), decimals=0)
            self._fail(
                f"{token.text} is more than the {limit} {self._unit} that fit", token.position
            )
        return weight_kg

    def _changed_weight(self) -> Entry:
        sign = self._token
        basis = self._needs_basis("+ and - change the last weight")
        self._next += 1
        token = self._token
        amount = self._number("how much more or less was expected here, like +2.5")
        self._weight_at = (token.position, token.end)
        unit = self._own_unit()
        if self._token.kind in ("x", "number"):
            plus = "+" if sign.text == "+" else "-"
            words = "more than bodyweight" if plus == "+" else "assisted"
            self._fail(
                f"{plus}{token.text} with reps could mean two things: bw{plus}{token.text}x8 is "
                f"{words}, {plus}{token.text} alone changes the last weight",
                sign.position,
            )
        step = amount if sign.text == "+" else -amount
        changed = to_kg(from_kg(abs(basis.weight_kg), unit) * _side(basis) + step, unit)
        if basis.weight_kg > 0 > changed:
            self._fail(f"{token.text} is more than the last weight", token.position)
        return Entry(self._sane(changed, token), basis.reps, self._effort())

    def _reps(self) -> int:
        hint = "reps are whole"
        reps = self._whole("reps", 0, MOST_REPS, hint=hint, token=self._token)
        self._take("reps")
        return reps

    def _effort(self) -> int | None:
        """Read `@8`, `at 8`, `rpe 8`, `rir 2`, `8 rpe`, `2 rir` or a bare 8; else None."""
        at = self._take("at")
        marked = self._take("rpe")
        if marked and marked.text == "@":
            self._take("rpe")
        if self._take("reserve"):
            return self._reserve(self._token)
        if marked:
            return self._rpe(self._token)
        if at is None and not (self._token.kind == "number" and self._token.after_space):
            return None
        unit = self._kinds()[1] if self._token.kind == "number" else ""
        effort = self._reserve(self._token) if unit == "reserve" else self._rpe(self._token)
        if unit in ("rpe", "reserve"):
            self._next += 1
        return effort

    def _rpe(self, token: _Token) -> int:
        value = self._number("an RPE from 6 to 10 was expected here, like @8")
        if not LOWEST_RPE <= value <= HIGHEST_RPE:
            self._fail(f"RPE goes from 6 to 10, not {token.text}", token.position)
        if value != int(value):
            low = int(value)
            self._fail(f"the log keeps whole RPE only: @{low} or @{low + 1}?", token.position)
        return int(value)

    def _reserve(self, token: _Token) -> int:
        value = self._number("reps in reserve from 0 to 4 were expected here, like r2")
        if value > MOST_RESERVE:
            self._fail(f"reps in reserve go from 0 to 4, not {token.text}", token.position)
        if value != int(value):
            low = int(value)
            self._fail(
                f"the log keeps whole reps in reserve: r{low} or r{low + 1}?", token.position
            )
        return HIGHEST_RPE - int(value)

    def _number(self, expected: str) -> float:
        token = self._take("number")
        if token is None:
            self._fail(expected)
        if len(token.text) > 12:
            self._fail("this number is too long", token.position)
        if _THOUSANDS.search(token.text):
            joined = re.sub("[.,]", "", token.text)
            decimal = plain_number(float(token.text.replace(",", ".")))
            self._fail(
                f"{token.text} could be {joined} or {decimal}: type the one that you mean",
                token.position,
            )
        return _value(token)

    def _whole(self, what: str, low: int, high: int, *, hint: str, token: _Token) -> int:
        value = self._number(f"{what} were expected here")
        if value != int(value):
            self._fail(f"{token.text} cannot be {what}: {hint}", token.position)
        if not low <= value <= high:
            self._fail(f"{what} go from {low} to {high}, not {token.text}", token.position)
        return int(value)

    def _nothing_more(self) -> None:
        token = self._token
        if token.kind == _END:
            return
        if token.kind in ("lb", "kg"):
            self._fail("the unit belongs to the weight: 180lb x 5")
        if token.kind == "insist":
            self._fail("! goes at the end of the line, once")
        if token.kind == "number" and not token.after_space:
            self._fail("a space, x or @ was expected before this number")
        self._fail(f'the set was complete before "{token.text}"')


def _value(token: _Token) -> float:
    return float(token.text.replace(",", "."))


def _side(basis: Entry) -> int:
    return -1 if basis.weight_kg < 0 else 1
