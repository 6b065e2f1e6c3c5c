"""Packages broken at random: their bytes, their directory, or (packed soundly again) the XML of their parts."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile

_TAG = re.compile(rb"<[^<>]{1,200}>")
_VALUE = re.compile(rb'"[^"<>]{0,60}"')
_ODD_VALUES = (
    b'""', b'"-1"', b'"0"', b'"99999999999"', b'"A0"', b'"XFE1"', b'"A1:B"', b'"true"', b'"inlineStr"', b'"s"', b'"rId1"',
    b'"../../x"', b'"&#0;"', b'"&x;"', b"\"'\"", b'"1e9"', b'"\xff"', b'"\xc2\xa0"',
)  # fmt: skip
_ODD_TEXT = (
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<!-- -->",
    b"<?x y?>",
    b"<![CDATA[x]]>",
    b"\0",
    b"<!DOCTYPE a>",
    b"\xef\xbb\xbf",
    b"\r\n",
)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Break a package in one to three ways."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = rng.choice((_flip, _cut, _repeat, _directory, *[_parts] * 12))(data, rng)
    return data


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.choice((1, 4, 40, 10_000)) :]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start : start + rng.choice((1, 30, 500))] + data[start:]


def _directory(data: bytes, rng: random.Random) -> bytes:
    """Change a number in a header of the zip."""
    marks = [match.start() for match in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    if not marks:
        return data
    changed, start = bytearray(data), rng.choice(marks)
    at = start + rng.choice((6, 8, 10, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 42))
    if at + 4 <= len(changed):
        struct.pack_into("<L", changed, at, rng.choice((0, 1, 8, 255, 65_535, 0xFFFFFFFF, rng.randrange(1 << 20))))
    return bytes(changed)


def _parts(data: bytes, rng: random.Random) -> bytes:
    """Change the XML of one part and pack it soundly, so that the fault is behind the zip's own checks."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(info, archive.read(info)) for info in archive.infolist()]
    except Exception:  # noqa: BLE001 - zipfile raises anything for a package that is broken already
        return data
    names = [number for number, (info, _) in enumerate(parts) if info.filename.endswith((".xml", ".rels"))]
    if not names:
        return data
    mains = [number for number in names if re.search(r"sheet1\.xml|document\.xml\Z", parts[number][0].filename)]
    number = rng.choice(mains if mains and rng.random() < 0.6 else names)
    info, content = parts[number]
    parts[number] = (info, _xml(content, rng))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, text in parts:
            archive.writestr(one.filename, text)
    return buffer.getvalue()


def _xml(content: bytes, rng: random.Random) -> bytes:
    kind = rng.randrange(7)
    if kind == 0:
        return content.replace(b"UTF-8", rng.choice((b"UTF-16", b"latin-1", b"cp1252", b"nonsense")), 1)
    if kind == 1:
        return content.decode("utf-8", "replace").encode("utf-16")
    pattern = _VALUE if kind < 4 else _TAG
    matches = list(pattern.finditer(content))
    if not matches:
        return content + rng.choice(_ODD_TEXT)
    match = rng.choice(matches)
    if pattern is _VALUE:
        return content[: match.start()] + rng.choice(_ODD_VALUES) + content[match.end() :]
    new = rng.choice((b"", match[0] * 2, rng.choice(matches)[0], rng.choice(_ODD_TEXT), match[0].replace(b"w:", b"x:")))
    return content[: match.start()] + new + content[match.end() :]
