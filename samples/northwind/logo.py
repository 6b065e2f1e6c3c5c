"""The buyer's logo, a compass needle in a ring, drawn point by point into a PNG."""

from __future__ import annotations

import struct
import zlib
from math import hypot

SIZE = 96
"""Width and height in pixels."""

_SAMPLES = 4
"""Each pixel averages this many points a side, so that edges are smooth."""

_WHITE, _TEAL, _CLEAR = (255, 255, 255, 255), (42, 157, 143, 255), (255, 255, 255, 0)
_NAVY = (31, 58, 95, 255)

_Colour = tuple[int, int, int, int]


def draw_logo() -> bytes:
    """Give the logo as a PNG with transparency."""
    rows = b"".join(b"\x00" + b"".join(bytes(_pixel(x, y)) for x in range(SIZE)) for y in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", _stored(rows)) + _chunk(b"IEND", b"")


def _pixel(x: int, y: int) -> _Colour:
    steps = [(index + 0.5) / _SAMPLES for index in range(_SAMPLES)]
    points = [_point(x + dx, y + dy) for dx in steps for dy in steps]
    seen = [point for point in points if point[3]]
    if not seen:
        return _CLEAR
    red, green, blue = (sum(point[channel] for point in seen) // len(seen) for channel in range(3))
    return red, green, blue, 255 * len(seen) // len(points)


def _point(x: float, y: float) -> _Colour:
    """Colour one point: a white disc, a navy ring inside it, a needle whose northern half is teal."""
    across, up = x - SIZE / 2, SIZE / 2 - y
    distance = hypot(across, up)
    if distance > 47:
        return _CLEAR
    # The needle leans to the north-east: turn the point back by 45 degrees.
    along, aside = (up + across) * 0.7071, (up - across) * 0.7071
    if abs(aside) < (32 - abs(along)) * 0.32:
        return _TEAL if along > 0 else _NAVY
    return _NAVY if 38 < distance < 42 else _WHITE


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """Wrap the data as a zlib stream of stored blocks: the same bytes whichever zlib is installed."""
    limit = 65535
    blocks = [data[start : start + limit] for start in range(0, len(data), limit)]
    body = b"".join(
        struct.pack("<BHH", index == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for index, block in enumerate(blocks)
    )
    return b"\x78\x01" + body + struct.pack(">I", zlib.adler32(data))
