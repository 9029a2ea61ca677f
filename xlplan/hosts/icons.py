"""The buttons' icons: strokes on a coloured tile, drawn here, so that no image has to be kept."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Stroke = tuple[Point, ...]

_BLUE, _GREEN, _RED, _GREY, _GOLD = (
    (31, 78, 121), (46, 117, 70), (176, 58, 46), (89, 89, 89), (191, 133, 23),
)  # fmt: skip

ICONS: dict[str, tuple[tuple[int, int, int], tuple[Stroke, ...]]] = {
    "check": (_GREEN, (((3.5, 8.5), (6.8, 11.8), (12.5, 4.8)),)),
    "sheet": (
        _GREEN,
        (((4, 3), (12, 3), (12, 13), (4, 13), (4, 3)), ((6, 8), (7.5, 9.8), (10.2, 6.2))),
    ),
    "next": (_RED, (((3.5, 8), (12, 8)), ((8.5, 4.5), (12, 8), (8.5, 11.5)))),
    "explain": (
        _BLUE,
        (((5.5, 6), (6, 4), (8, 3.2), (10, 4), (10.4, 6), (8, 8.2), (8, 9.8)), ((8, 12.4), (8, 12.6))),
    ),
    "compare": (
        _BLUE,
        (((3, 5), (11, 5)), ((9, 3), (11, 5), (9, 7)), ((13, 11), (5, 11)), ((7, 9), (5, 11), (7, 13))),
    ),
    "sync": (
        _BLUE,
        (
            ((12.5, 6), (10.5, 3.8), (7.5, 3.2), (4.8, 4.8), (3.6, 7.6)),
            ((12.8, 3), (12.5, 6), (9.6, 6)),
            ((3.5, 10), (5.5, 12.2), (8.5, 12.8), (11.2, 11.2), (12.4, 8.4)),
            ((3.2, 13), (3.5, 10), (6.4, 10)),
        ),
    ),
    "undo": (_GOLD, (((7, 3.2), (3.6, 6.4), (7, 9.6)), ((3.6, 6.4), (10, 6.4), (12.4, 9), (11, 12.6)))),
    "report": (_BLUE, (((3.5, 12.5), (3.5, 9)), ((8, 12.5), (8, 4)), ((12.5, 12.5), (12.5, 6.5)))),
    "function": (_GREEN, (((11.5, 3.5), (4.5, 3.5), (8.5, 8), (4.5, 12.5), (11.5, 12.5)),)),
    "guide": (
        _GREY,
        (((3, 4), (8, 5.2), (13, 4), (13, 12), (8, 13), (3, 12), (3, 4)), ((8, 5.2), (8, 13))),
    ),
    "status": (_GREY, (((2.5, 8), (5.5, 8), (7, 4), (9, 12), (10.5, 8), (13.5, 8)),)),
    "clear": (_GREY, (((4, 12.5), (12.5, 4)), ((4, 4), (12.5, 12.5)))),
    "text": (_BLUE, (((3.5, 4), (12.5, 4)), ((3.5, 7), (12.5, 7)), ((3.5, 10), (12.5, 10)), ((3.5, 13), (8.5, 13)))),
    "review": (_RED, (((3.5, 4), (12.5, 4)), ((3.5, 7), (8, 7)), ((6.5, 10.5), (8.6, 12.8), (13, 8)))),
    "open": (_GOLD, (((8, 3), (8, 10)), ((5, 7.2), (8, 10), (11, 7.2)), ((3.5, 13), (12.5, 13)))),
    "save": (_GOLD, (((8, 10), (8, 3)), ((5, 5.8), (8, 3), (11, 5.8)), ((3.5, 13), (12.5, 13)))),
    "repair": (_GOLD, (((3.5, 12.5), (9, 7)), ((8.5, 3.5), (9, 7), (12.5, 7.5)))),
}  # fmt: skip

_GRID, _WIDTH, _CORNER = 16.0, 0.85, 3.0


def png(name: str, size: int) -> bytes:
    """The icon as a square PNG with transparent corners."""
    colour, strokes = ICONS[name]
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            rows += _pixel(x, y, size, colour, strokes)
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(bytes(rows), 9)),
            (b"IEND", b""),
        )
    )


def _pixel(
    x: int, y: int, size: int, colour: tuple[int, int, int], strokes: tuple[Stroke, ...]
) -> bytes:
    """Edges are smoothed by how far the pixel's middle is inside, in pixels."""
    scale = size / _GRID
    point = (x + 0.5) / scale, (y + 0.5) / scale
    over = [max(abs(part - _GRID / 2) - (_GRID / 2 - _CORNER), 0.0) for part in point]
    tile = _covered((_CORNER - hypot(*over)) * scale)
    if not tile:
        return bytes(4)
    nearest = min(_distance(point, a, b) for stroke in strokes for a, b in pairwise(stroke))
    white = _covered((_WIDTH - nearest) * scale)
    mixed = [round(part + (255 - part) * white) for part in colour]
    return bytes([*mixed, round(255 * tile)])


def _covered(inside: float) -> float:
    return min(1.0, max(0.0, inside + 0.5))


def _distance(point: Point, start: Point, end: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
