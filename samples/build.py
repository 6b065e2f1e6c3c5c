"""Build the sample questionnaires: `python samples/build.py [FOLDER]`, by default into this folder.

The packages are written part by part; no Office library saves them. Two runs give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from northwind.document import build_document
from northwind.workbook import build_workbook

_BUILDERS = {
    "northwind-security-questionnaire.xlsx": build_workbook,
    "northwind-vendor-assessment.docx": build_document,
}


def main(arguments: list[str]) -> None:
    """Write every sample."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    for name, build in _BUILDERS.items():
        (folder / name).write_bytes(build())
        print(f"wrote {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
