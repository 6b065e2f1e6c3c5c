"""Cell looks of the workbook, collected into `xl/styles.xml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from northwind.package import HEAD, Part

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PLAIN_FONT = '<font><sz val="11"/><color rgb="FF000000"/><name val="Calibri"/><family val="2"/></font>'


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; `fill`, `colour` and `border` are RGB in hex, empty for none."""

    size: int = 10
    bold: bool = False
    italic: bool = False
    colour: str = "262626"
    fill: str = ""
    border: str = ""
    horizontal: str = ""
    vertical: str = "center"
    wrap: bool = True
    indent: int = 0
    locked: bool = True
    number_format: int = 0


@dataclass(slots=True)
class Styles:
    """Gives each look its number, and writes the part in the end."""

    looks: list[Look] = field(default_factory=list)

    def index(self, look: Look) -> int:
        """Number the look as `s=` wants it; 0 is the workbook's plain cell."""
        if look not in self.looks:
            self.looks.append(look)
        return self.looks.index(look) + 1

    def part(self, differences: Sequence[str]) -> Part:
        """Write the part; `differences` are the inner XML of the `<dxf>` elements."""
        fonts = list(dict.fromkeys([_PLAIN_FONT, *map(_font, self.looks)]))
        fills = list(
            dict.fromkeys(
                [_fill(""), '<fill><patternFill patternType="gray125"/></fill>', *(_fill(x.fill) for x in self.looks)]
            )
        )
        borders = list(dict.fromkeys([_border(""), *(_border(x.border) for x in self.looks)]))
        formats = "".join(
            _format(look, fonts.index(_font(look)), fills.index(_fill(look.fill)), borders.index(_border(look.border)))
            for look in self.looks
        )
        plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
        content = (
            f"{HEAD}<styleSheet "
            f'xmlns="{_MAIN}">{_list("fonts", fonts)}{_list("fills", fills)}{_list("borders", borders)}'
            f'<cellStyleXfs count="1">{plain}/></cellStyleXfs>'
            f'<cellXfs count="{len(self.looks) + 1}">{plain} xfId="0"/>{formats}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
            f"{_list('dxfs', [f'<dxf>{inner}</dxf>' for inner in differences])}"
            '<tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/>'
            "</styleSheet>"
        )
        return Part("xl/styles.xml", content, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml")


def difference(colour: str, fill: str) -> str:
    """Write a conditional format's look: text and background colour."""
    return f'<font><color rgb="FF{colour}"/></font><fill><patternFill><bgColor rgb="FF{fill}"/></patternFill></fill>'


def _list(name: str, entries: Sequence[str]) -> str:
    return f'<{name} count="{len(entries)}">{"".join(entries)}</{name}>'


def _font(look: Look) -> str:
    return (
        f'<font>{"<b/>" * look.bold}{"<i/>" * look.italic}<sz val="{look.size}"/>'
        f'<color rgb="FF{look.colour}"/><name val="Calibri"/><family val="2"/></font>'
    )


def _fill(rgb: str) -> str:
    if not rgb:
        return '<fill><patternFill patternType="none"/></fill>'
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{rgb}"/><bgColor indexed="64"/></patternFill></fill>'
    )


def _border(rgb: str) -> str:
    if not rgb:
        return "<border><left/><right/><top/><bottom/><diagonal/></border>"
    sides = "".join(
        f'<{side} style="thin"><color rgb="FF{rgb}"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    return f"<border>{sides}<diagonal/></border>"


def _format(look: Look, font: int, fill: int, border: int) -> str:
    # An indent needs a side to count from.
    horizontal = look.horizontal or ("left" if look.indent else "")
    alignment = (
        (f' horizontal="{horizontal}"' if horizontal else "")
        + f' vertical="{look.vertical}"'
        + (' wrapText="1"' if look.wrap else "")
        + (f' indent="{look.indent}"' if look.indent else "")
    )
    return (
        f'<xf numFmtId="{look.number_format}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
        'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">'
        f'<alignment{alignment}/><protection locked="{int(look.locked)}"/></xf>'
    )
