"""A grid and its furniture -> the XML of a worksheet, elements in the order that the schema demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from northwind.grid import MAIN, Grid
from northwind.package import HEAD, OFFICE, attribute

_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_SHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_EMU = 9525
"""English Metric Units a pixel."""


@dataclass(frozen=True, slots=True)
class Frame:
    """All of a worksheet but its cells: fragments of XML, empty where there is none."""

    widths: tuple[float, ...]
    tab: str = ""
    frozen_row: int = 0
    is_protected: bool = True
    is_first: bool = False
    conditional: str = ""
    validations: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    footer: str = ""
    is_landscape: bool = True
    has_logo: bool = True


def write_worksheet(grid: Grid, frame: Frame) -> str:
    """Write the whole part."""
    validations = "".join(frame.validations)
    return "".join(
        (
            f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="{_MC}" mc:Ignorable="x14ac" ',
            'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">',
            f'<sheetPr>{_tab(frame)}<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{grid.dimension}"/>',
            _views(frame),
            '<sheetFormatPr defaultRowHeight="15"/>',
            _columns(frame.widths),
            grid.sheet_data(),
            '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
            * frame.is_protected,
            _merges(grid.merges),
            frame.conditional,
            f'<dataValidations count="{len(frame.validations)}">{validations}</dataValidations>' if validations else "",
            '<printOptions horizontalCentered="1"/>',
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>',
            _page(frame),
            '<drawing r:id="rId1"/>' * frame.has_logo,
            f"<extLst>{''.join(frame.extensions)}</extLst>" if frame.extensions else "",
            "</worksheet>",
        )
    )


def _page(frame: Frame) -> str:
    orientation = "landscape" if frame.is_landscape else "portrait"
    setup = f'<pageSetup paperSize="9" orientation="{orientation}" fitToHeight="0"/>'
    return setup + (
        f"<headerFooter><oddFooter>{escape(frame.footer)}</oddFooter></headerFooter>" if frame.footer else ""
    )


def _tab(frame: Frame) -> str:
    return f'<tabColor rgb="FF{frame.tab}"/>' if frame.tab else ""


def _views(frame: Frame) -> str:
    selected = ' tabSelected="1"' if frame.is_first else ""
    head = f'<sheetViews><sheetView showGridLines="0"{selected} zoomScaleNormal="100" workbookViewId="0">'
    if not frame.frozen_row:
        return f"{head}</sheetView></sheetViews>"
    below = f"A{frame.frozen_row + 1}"
    return (
        f'{head}<pane ySplit="{frame.frozen_row}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/></sheetView></sheetViews>'
    )


def _columns(widths: Sequence[float]) -> str:
    lines = "".join(
        f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    return f"<cols>{lines}</cols>"


def _merges(ranges: Sequence[str]) -> str:
    lines = "".join(f'<mergeCell ref="{cells}"/>' for cells in ranges)
    return f'<mergeCells count="{len(ranges)}">{lines}</mergeCells>' if ranges else ""


def join_rows(column: str, rows: Sequence[int]) -> str:
    """Write rows of one column as ranges: 8, 9, 11 -> `D8:D9 D11`."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return " ".join(f"{column}{run[0]}:{column}{run[-1]}" if len(run) > 1 else f"{column}{run[0]}" for run in runs)


_MESSAGE = (
    'showInputMessage="1" showErrorMessage="1" errorTitle="Response" error="Please choose one of the listed responses."'
)


def inline_list(cells: str, options: Sequence[str]) -> str:
    """Write a validation whose list stands in the validation itself."""
    formula = escape(f'"{",".join(options)}"')
    return (
        f'<dataValidation type="list" allowBlank="1" {_MESSAGE} promptTitle="Response" '
        f'prompt="Choose one of the listed responses." sqref="{cells}"><formula1>{formula}</formula1></dataValidation>'
    )


def date_only(cells: str) -> str:
    """Write a validation that takes a date from 2020 on."""
    return (
        '<dataValidation type="date" operator="greaterThanOrEqual" allowBlank="1" showErrorMessage="1" '
        f'errorTitle="Date" error="Please enter a date." sqref="{cells}"><formula1>43831</formula1></dataValidation>'
    )


def range_list(cells: str, source: str) -> str:
    """Write an x14 validation whose list lies on another sheet."""
    return (
        f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{_X14}">'
        f'<x14:dataValidations count="1" xmlns:xm="{_XM}"><x14:dataValidation type="list" allowBlank="1" {_MESSAGE}>'
        f"<x14:formula1><xm:f>{escape(source)}</xm:f></x14:formula1><xm:sqref>{cells}</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext>"
    )


def equal_rules(cells: str, values: Sequence[str], looks: Sequence[int]) -> str:
    """Write conditional formats: a cell that equals `values[i]` takes the differential look `looks[i]`."""
    rules = "".join(
        f'<cfRule type="cellIs" dxfId="{look}" priority="{priority}" operator="equal">'
        f"<formula>{escape(f'{chr(34)}{value}{chr(34)}')}</formula></cfRule>"
        for priority, (value, look) in enumerate(zip(values, looks, strict=True), 2)
    )
    return f'<conditionalFormatting sqref="{cells}">{rules}</conditionalFormatting>'


def remote_rule(cells: str, formula: str, fill: str) -> str:
    """Write an x14 conditional format, whose formula may look at another sheet."""
    return (
        f'<ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{_X14}">'
        f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{_XM}">'
        '<x14:cfRule type="expression" priority="1" id="{6A1B2C3D-0001-4E5F-8A9B-0C1D2E3F4A5B}">'
        f'<xm:f>{escape(formula)}</xm:f><x14:dxf><fill><patternFill><bgColor rgb="FF{fill}"/></patternFill></fill>'
        "</x14:dxf>"
        f"</x14:cfRule><xm:sqref>{cells}</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
    )


_BAR = "{6A1B2C3D-0002-4E5F-8A9B-0C1D2E3F4A5B}"


def data_bars(cells: str, colour: str) -> tuple[str, str]:
    """Write bars for shares from 0 to 1: the plain conditional format, and its x14 extension."""
    plain = (
        f'<conditionalFormatting sqref="{cells}"><cfRule type="dataBar" priority="1"><dataBar>'
        '<cfvo type="num" val="0"/>'
        f'<cfvo type="num" val="1"/><color rgb="FF{colour}"/></dataBar><extLst>'
        f'<ext xmlns:x14="{_X14}" uri="{{B025F937-C7B1-47D3-B67F-A62EFF666E3E}}"><x14:id>{_BAR}</x14:id></ext>'
        "</extLst></cfRule></conditionalFormatting>"
    )
    extension = (
        f'<ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{_X14}">'
        f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{_XM}">'
        f'<x14:cfRule type="dataBar" id="{_BAR}">'
        '<x14:dataBar minLength="0" maxLength="100" gradient="0"><x14:cfvo type="num"><xm:f>0</xm:f></x14:cfvo>'
        '<x14:cfvo type="num"><xm:f>1</xm:f></x14:cfvo></x14:dataBar></x14:cfRule>'
        f"<xm:sqref>{cells}</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
    )
    return plain, extension


def write_logo_drawing(column: int, name: str, pixels: int) -> str:
    """Write a drawing that shows picture rId1 at the top of the column (from 0), `pixels` wide and high."""
    side = pixels * _EMU
    return (
        f'{HEAD}<xdr:wsDr xmlns:xdr="{_SHEET_DRAWING}" xmlns:a="{_DRAWING}"><xdr:oneCellAnchor>'
        f"<xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>{8 * _EMU}</xdr:colOff><xdr:row>0</xdr:row>"
        f'<xdr:rowOff>{8 * _EMU}</xdr:rowOff></xdr:from><xdr:ext cx="{side}" cy="{side}"/><xdr:pic><xdr:nvPicPr>'
        f'<xdr:cNvPr id="2" name="Logo" descr={attribute(name)}/>'
        '<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
        "</xdr:oneCellAnchor></xdr:wsDr>"
    )
