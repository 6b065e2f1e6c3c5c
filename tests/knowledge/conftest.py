"""Policies for the tests of ingestion: written into a folder of the test's own, read back as a library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from qanswer.core.passage import Library
from qanswer.knowledge.library import load_library

ReadPolicy = Callable[..., Library]
MakePdf = Callable[..., bytes]
Placed = tuple[float, float, float, str]


@pytest.fixture
def read_policy(tmp_path: Path) -> ReadPolicy:
    """Write one policy and read the folder that holds it."""

    def read(name: str, content: str | bytes) -> Library:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_library(tmp_path)

    return read


@pytest.fixture(scope="session")
def make_pdf() -> MakePdf:
    """Make a PDF of pages of placed texts: (left, height, type size, text), in points from the lower left corner."""

    def make(pages: Sequence[Sequence[Placed]]) -> bytes:
        n_pages = len(pages)
        kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(n_pages))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {n_pages} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
        for number, texts in enumerate(pages):
            content = "\n".join(_place(*text) for text in texts)
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
                "/Resources << /Font << /F1 3 0 R >> >> >>"
            )
            objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
        return _join(objects)

    return make


def _place(left: float, height: float, size: float, text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 {size} Tf 1 0 0 1 {left} {height} Tm ({escaped}) Tj ET"


def _join(objects: Sequence[str]) -> bytes:
    """Number the objects and write the table of where each one stands."""
    content = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    start = len(content)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    content += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    return content + f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
