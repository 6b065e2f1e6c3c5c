"""What both forms share: zip container, content types, relationships, document properties, theme."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"

# Every entry bears this date, so that two builds give the same bytes.
_ZIP_DATE = (2026, 9, 14, 8, 0, 0)
_ISO_DATE = "2026-09-14T08:00:00Z"

NAVY, TEAL, MIST, GREY = "1F3A5F", "2A9D8F", "DCE6F1", "F2F2F2"
"""The buyer's colours: banners, accents, section rows, cells that are not the vendor's."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a package; an empty content type means that the extension's default holds."""

    name: str
    content: str | bytes
    content_type: str = ""


def zip_parts(parts: Sequence[Part]) -> bytes:
    """Zip the parts in their order, `[Content_Types].xml` in front."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in (Part("[Content_Types].xml", _content_types(parts)), *parts):
            info = zipfile.ZipInfo(part.name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, part.content)
    return buffer.getvalue()


def _content_types(parts: Sequence[Part]) -> str:
    overrides = "".join(
        f'<Override PartName="/{part.name}" ContentType="{part.content_type}"/>' for part in parts if part.content_type
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def relationships(name: str, targets: Mapping[str, str]) -> Part:
    """Write a .rels part: `targets` maps a target to the end of its relationship's type; ids count from rId1."""
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_relationship_type(kind)}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return Part(name, f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>')


def _relationship_type(kind: str) -> str:
    return f"{_PACKAGE}/relationships/{kind}" if kind.startswith("metadata/") else f"{OFFICE}/{kind}"


def root_relationships(main: str) -> Part:
    """Write `_rels/.rels` for a package whose main part is `main`."""
    return relationships(
        "_rels/.rels",
        {
            main: "officeDocument",
            "docProps/core.xml": "metadata/core-properties",
            "docProps/app.xml": "extended-properties",
        },
    )


def document_properties(title: str, company: str) -> tuple[Part, Part]:
    """Write `docProps/core.xml` and `docProps/app.xml`."""
    core = (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(company)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_ISO_DATE}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_ISO_DATE}</dcterms:modified></cp:coreProperties>'
    )
    app = (
        f'{HEAD}<Properties xmlns="{OFFICE.rsplit("/", 1)[0]}/extended-properties">'
        f"<Company>{escape(company)}</Company></Properties>"
    )
    properties = "application/vnd.openxmlformats"
    return (
        Part("docProps/core.xml", core, f"{properties}-package.core-properties+xml"),
        Part("docProps/app.xml", app, f"{properties}-officedocument.extended-properties+xml"),
    )


def theme(name: str) -> Part:
    """Write a theme with the buyer's colours and Calibri."""
    plain = {"dk1": "000000", "lt1": "FFFFFF", "dk2": NAVY, "lt2": MIST}
    accents = {
        f"accent{number}": rgb for number, rgb in enumerate((NAVY, TEAL, "E9C46A", "E76F51", "6C8EBF", "8D99AE"), 1)
    }
    colours = "".join(
        f'<a:{key}><a:srgbClr val="{rgb}"/></a:{key}>'
        for key, rgb in {**plain, **accents, "hlink": "1B6CA8", "folHlink": "6B4E9B"}.items()
    )
    font = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    lines = "".join(
        f'<a:ln w="{width}"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>'
        for width in (6350, 12700, 19050)
    )
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    content = (
        f'{HEAD}<a:theme xmlns:a="{_DRAWING}" name="Northwind"><a:themeElements>'
        f'<a:clrScheme name="Northwind">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Northwind"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont>'
        "</a:fontScheme>"
        f'<a:fmtScheme name="Northwind"><a:fillStyleLst>{fill}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
    return Part(name, content, "application/vnd.openxmlformats-officedocument.theme+xml")


def attribute(value: str) -> str:
    """Quote a value for an attribute."""
    return quoteattr(value)
