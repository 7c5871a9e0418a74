"""A small reader of Mapbox vector tiles (specification 2.1), so that tests see what a map would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import unpack
from typing import Any

Ring = list[tuple[int, int]]


@dataclass
class Feature:
    """One feature: kind 1 point, 2 line, 3 area; places in tile units."""

    id: int | None = None
    kind: int = 0
    properties: dict[str, Any] = field(default_factory=dict)
    rings: list[Ring] = field(default_factory=list)


def decode(body: bytes) -> dict[str, list[Feature]]:
    """Layer name → features, in the order of the tile."""
    layers = (_layer(value) for number, value in _fields(body) if number == 3)
    return dict(layers)


def _layer(body: bytes) -> tuple[str, list[Feature]]:
    name, keys, values, packed = "", [], [], []
    for number, value in _fields(body):
        if number == 1:
            name = value.decode()
        elif number == 2:
            packed.append(value)
        elif number == 3:
            keys.append(value.decode())
        elif number == 4:
            values.append(_value(value))
    return name, [_feature(feature, keys, values) for feature in packed]


def _feature(body: bytes, keys: list[str], values: list[Any]) -> Feature:
    made = Feature()
    for number, value in _fields(body):
        if number == 1:
            made.id = value
        elif number == 2:
            tags = list(_varints(value))
            made.properties = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
        elif number == 3:
            made.kind = value
        elif number == 4:
            made.rings = _rings(list(_varints(value)))
    return made


def _rings(commands: list[int]) -> list[Ring]:
    rings: list[Ring] = []
    x = y = place = 0
    while place < len(commands):
        command, count = commands[place] & 7, commands[place] >> 3
        place += 1
        if command == 7:
            continue
        for _ in range(count):
            x, y = x + _zigzag(commands[place]), y + _zigzag(commands[place + 1])
            place += 2
            if command == 1:
                rings.append([])
            rings[-1].append((x, y))
    return rings


def _value(body: bytes) -> Any:
    (number, value), *_ = _fields(body)
    if number == 1:
        return value.decode()
    if number == 2:
        return unpack("<f", value)[0]
    if number == 3:
        return unpack("<d", value)[0]
    return {4: value, 5: value, 6: _zigzag(value) if number == 6 else 0, 7: bool(value)}[number]


def _fields(body: bytes) -> Iterator[tuple[int, Any]]:
    place = 0
    while place < len(body):
        key, place = _varint(body, place)
        wire = key & 7
        if wire == 0:
            value, place = _varint(body, place)
            yield key >> 3, value
            continue
        size = {1: 8, 5: 4}.get(wire)
        if size is None:
            size, place = _varint(body, place)
        yield key >> 3, body[place : place + size]
        place += size


def _varints(body: bytes) -> Iterator[int]:
    place = 0
    while place < len(body):
        value, place = _varint(body, place)
        yield value


def _varint(body: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = body[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def _zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
