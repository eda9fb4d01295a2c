"""Dataclasses that cost little to declare: each method is made when it is first needed.

The standard library compiles six methods for every frozen class when its module is imported,
two thirds of a millisecond each, and a start needs few of them. What is declared here is a
dataclass all the same: `fields`, `replace`, `asdict`, `match` and type checkers take it for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from operator import attrgetter

    def dataclass(*, slots, frozen=False, kw_only=False, eq=True):
        """Make a dataclass with slots; the options mean what they mean in the standard library."""
        if not slots:
            raise TypeError("what has no slots is declared with dataclasses.dataclass")
        return lambda cls: _declared(cls, frozen, kw_only, eq)

    def _declared(cls, frozen, kw_only, eq):
        own = vars(cls)
        if cls.__doc__ is None:  # else the standard library writes the signature there, in 10 ms
            cls.__doc__ = cls.__name__
        fields = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(
            cls
        ).__dataclass_fields__
        inherited = {name for base in cls.__mro__[1:-1] for name in getattr(base, "__slots__", ())}
        names = tuple(
            name for name, field in fields.items() if field._field_type is dataclasses._FIELD
        )
        members = {
            name: value
            for name, value in own.items()
            if name not in names and name not in ("__dict__", "__weakref__")
        }
        members["__slots__"] = tuple(name for name in names if name not in inherited)
        for name, method in (("__repr__", _repr), ("__getstate__", _state), ("__setstate__", _set)):
            members.setdefault(name, method)
        if eq:
            members |= _comparing([name for name in names if fields[name].compare], hashable=frozen)
        if frozen:
            members |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
        made = type(cls)(cls.__name__, cls.__bases__, members)
        made.__qualname__ = cls.__qualname__
        made.__init__ = _init_of(made)
        return made

    def _init_of(cls):
        def __init__(self, *given, **named):
            cls.__init__ = _compiled_init(cls)
            cls.__init__(self, *given, **named)

        return __init__

    def _compiled_init(cls):
        """Return what takes the fields in their order and puts each into its slot."""
        space = {"_made": dataclasses.MISSING}
        positional, named, lines = [], [], []
        for field in dataclasses.fields(cls):
            name, value = field.name, field.name
            space[f"_set_{name}"] = getattr(cls, name).__set__
            if field.default is not dataclasses.MISSING:
                space[f"_of_{name}"] = field.default
                taken = f"{name}=_of_{name}"
            elif field.default_factory is not dataclasses.MISSING:
                space[f"_of_{name}"] = field.default_factory
                taken = f"{name}=_made"
                value = f"_of_{name}() if {name} is _made else {name}"
            else:
                taken = name
            (named if field.kw_only else positional).append(taken)
            lines.append(f" _set_{name}(self, {value})")
        taken = ", ".join(["self", *positional, *(["*", *named] if named else [])])
        exec(f"def __init__({taken}):\n" + ("\n".join(lines) or " pass"), space)
        init = space["__init__"]
        init.__qualname__ = f"{cls.__qualname__}.__init__"
        return init

    def _comparing(names, *, hashable):
        values = attrgetter(*names) if names else type

        def __eq__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return values(self) == values(other)

        def __hash__(self):
            return hash(values(self))

        return {"__eq__": __eq__, "__hash__": __hash__ if hashable else None}

    def _repr(self):
        shown = ", ".join(
            f"{field.name}={getattr(self, field.name)!r}"
            for field in dataclasses.fields(self)
            if field.repr
        )
        return f"{type(self).__qualname__}({shown})"

    def _state(self):
        return [getattr(self, field.name) for field in dataclasses.fields(self)]

    def _set(self, state):
        for field, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, field.name, value)

    def _refuse_to_set(self, name, value):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
