"""The Word form's styles, numbering and settings."""

from __future__ import annotations

from northwind.package import HEAD, NAVY, TEAL, Part

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LINE = "BFBFBF"


def _style(name: str, paragraph: str = "", run: str = "", title: str = "") -> str:
    """Write a paragraph style that is based on Normal."""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{title or name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    ).replace(' w:customStyle="1"', "" if title else ' w:customStyle="1"')


def _spacing(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _font(size: int, colour: str, *, is_bold: bool = False) -> str:
    """Write run properties; `size` in half points."""
    bold = "<w:b/>" if is_bold else ""
    return f'{bold}<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def styles() -> Part:
    """Write `word/styles.xml`."""
    box = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="6" w:color="{_LINE}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>' for side in sides)
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="2" w:color="{TEAL}"/></w:pBdr>'
    content = (
        f'{HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Calibri" w:eastAsia="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="21"/>'
        '<w:szCs w:val="21"/>'
        '<w:lang w:val="en-GB" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="120" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        + _style("Title", _spacing(0, 40), _font(44, NAVY, is_bold=True), "Title")
        + _style("Subtitle", rule + _spacing(0, 240), _font(20, "595959"), "Subtitle")
        + _style(
            "Heading1",
            f'<w:keepNext/>{_spacing(320, 100)}<w:outlineLvl w:val="0"/>',
            _font(28, NAVY, is_bold=True),
            "heading 1",
        )
        + _style("Guide", f"<w:keepNext/>{_spacing(0, 100)}", "<w:i/>" + _font(19, "595959"))
        + _style("TableText", _spacing(50, 50), _font(19, "262626"))
        + _style("TableLabel", _spacing(50, 50), _font(19, NAVY, is_bold=True))
        + _style("TableNumber", _spacing(50, 50) + '<w:jc w:val="center"/>', _font(19, "595959", is_bold=True))
        + _style("TableHead", f"<w:keepNext/>{_spacing(70, 70)}", _font(19, "FFFFFF", is_bold=True))
        + _style(
            "NumberedQuestion",
            f'<w:keepNext/><w:numPr><w:numId w:val="1"/></w:numPr>{_spacing(160, 120)}',
            _font(20, "262626", is_bold=True),
        )
        + _style(
            "AnswerBox",
            f"<w:pBdr>{box}</w:pBdr>"
            f'<w:shd w:val="clear" w:color="auto" w:fill="FFFDF0"/>{_spacing(60, 200)}<w:ind w:left="150" '
            'w:right="150"/>',
        )
        + _style(
            "Header",
            '<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>' + _spacing(0, 0),
            _font(18, "595959"),
            "header",
        )
        + _style(
            "Footer",
            f'<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>{_spacing(0, 0)}',
            _font(16, "595959"),
            "footer",
        )
        + '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>'
        '<w:uiPriority w:val="99"/>'
        '<w:rPr><w:color w:val="7F7F7F"/></w:rPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="FormTable"><w:name w:val="Form Table"/>'
        '<w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr></w:style></w:styles>"
    )
    return Part("word/styles.xml", content, f"{_TYPE}.styles+xml")


def numbering(section: int) -> Part:
    """Write `word/numbering.xml`: the questions of section 4 are 4.1, 4.2 and so on."""
    content = (
        f'{HEAD}<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">'
        '<w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{section}.%1"/>'
        '<w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr><w:rPr><w:color w:val="{NAVY}"/></w:rPr></w:lvl>'
        "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    return Part("word/numbering.xml", content, f"{_TYPE}.numbering+xml")


def settings() -> Part:
    """Write `word/settings.xml` for today's Word, not its compatibility mode."""
    content = (
        f'{HEAD}<w:settings xmlns:w="{WORD}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-GB"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )
    return Part("word/settings.xml", content, f"{_TYPE}.settings+xml")


def font_table() -> Part:
    """Write `word/fontTable.xml`."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:panose1 w:val="{panose}"/><w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/>'
        f'<w:pitch w:val="{pitch}"/></w:font>'
        for name, panose, charset, family, pitch in (
            ("Calibri", "020F0502020204030204", "00", "swiss", "variable"),
            ("MS Gothic", "020B0609070205080204", "80", "modern", "fixed"),
        )
    )
    return Part("word/fontTable.xml", f'{HEAD}<w:fonts xmlns:w="{WORD}">{fonts}</w:fonts>', f"{_TYPE}.fontTable+xml")
