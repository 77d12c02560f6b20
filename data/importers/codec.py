"""Frozen dataclasses as plain JSON values and back: how a reading comes out of the child that made it.

A dataclass is an array of its fields in order; an enumeration its value; a decimal and a day their texts. Plain
values only, so that a child that was taken over by a file can hand over nothing but data.
"""

import dataclasses
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Convert = Callable[[Any], Any]


def encode(value: Any) -> Any:
    """The JSON value of a dataclass instance."""
    kind: Any = type(value)
    return _encoder(kind)(value)


def decode(kind: Any, data: Any) -> Any:
    """The instance that `encode` turned into data. TypeError, ValueError: the data are not of that type."""
    return _decoder(kind)(data)


@cache
def _encoder(kind: Any) -> Convert:
    return _converter(kind, _encoder, _encoded_dataclass, {Decimal: str, date: date.isoformat})


@cache
def _decoder(kind: Any) -> Convert:
    return _converter(kind, _decoder, _decoded_dataclass, {Decimal: Decimal, date: date.fromisoformat})


def _converter(
    kind: Any, of: Callable[[Any], Convert], of_dataclass: Callable[[type[Any]], Convert], leaves: dict[Any, Convert]
) -> Convert:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(of(next(one for one in arguments if one is not type(None))))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(of(arguments[0]), of(arguments[1]))
    if isinstance(origin, type) and issubclass(origin, Iterable):
        return _sequence(arguments, of)
    if dataclasses.is_dataclass(kind):
        return of_dataclass(kind)  # type: ignore[arg-type]
    return leaves.get(kind) or _leaf(kind, encoding=of is _encoder)


def _leaf(kind: Any, *, encoding: bool) -> Convert:
    """An enumeration, or a value that JSON holds as it is."""
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        return _same
    return _value if encoding else kind


def _value(member: Enum) -> Any:
    return member.value


def _same(value: Any) -> Any:
    return value


def _optional(convert: Convert) -> Convert:
    if convert is _same:
        return _same
    return lambda value: None if value is None else convert(value)


def _mapping(of_key: Convert, of_value: Convert) -> Convert:
    if of_key is _same and of_value is _same:
        return dict
    return lambda values: {of_key(key): of_value(value) for key, value in values.items()}


def _sequence(arguments: tuple[Any, ...], of: Callable[[Any], Convert]) -> Convert:
    if len(arguments) == 1 or arguments[1:] == (Ellipsis,):
        each = of(arguments[0])
        return tuple if each is _same else lambda values: tuple(map(each, values))
    each_own = [of(one) for one in arguments]
    return lambda values: tuple(convert(value) for convert, value in zip(each_own, values, strict=True))


def _fields(kind: type[Any], of: Callable[[Any], Convert]) -> list[tuple[str, Convert]]:
    hints = get_type_hints(kind)
    return [(one.name, of(hints[one.name])) for one in dataclasses.fields(kind)]


def _encoded_dataclass(kind: type[Any]) -> Convert:
    fields: list[tuple[str, Convert]] = []

    def encoded(value: Any) -> list[Any]:
        if not fields:
            fields.extend(_fields(kind, _encoder))
        return [convert(getattr(value, name)) for name, convert in fields]

    return encoded


def _decoded_dataclass(kind: type[Any]) -> Convert:
    converts: list[Convert] = []

    def decoded(data: Any) -> Any:
        """What was kept before the dataclass had its last fields is read all the same: their defaults hold."""
        if not converts:
            converts.extend(convert for _, convert in _fields(kind, _decoder))
        return kind(*(convert(value) for convert, value in zip(converts[: len(data)], data, strict=True)))

    return decoded
