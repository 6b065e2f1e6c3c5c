"""What qanswer rests on: is it there, and is it sound?"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "qanswer",
    "click",
    "sentence-transformers",
    "torch",
    "onnxruntime",
    "tokenizers",
    "faiss-cpu",
    "bm25s",
    "openpyxl",
    "python-calamine",
    "python-docx",
    "lxml",
    "jinja2",
    "docxtpl",
    "pypdf",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `is_needed` is false for what only some work needs."""

    name: str
    is_ok: bool
    detail: str
    hint: str = ""
    is_needed: bool = True


def check_installation() -> tuple[Check, ...]:
    """Check Python, the packages, and LibreOffice (needed for PDF output alone)."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    return (
        Check("Python", sys.version_info >= (3, 11), sys.version.split()[0], "Python 3.11 or newer is needed."),
        *(_check_package(name) for name in PACKAGES),
        Check(
            "LibreOffice",
            office is not None,
            office or "not found",
            "Install it to write overviews as PDF; all else works without.",
            is_needed=False,
        ),
    )


def _check_package(name: str) -> Check:
    try:
        return Check(name, is_ok=True, detail=version(name))
    except PackageNotFoundError:
        return Check(name, is_ok=False, detail="not installed", hint="Install with: pip install -c constraints.txt .")
