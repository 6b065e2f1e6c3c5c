"""Plain text policies: lines in, blocks out."""

from __future__ import annotations

from qanswer.knowledge.blocks import Outline, PolicyText, line_locator
from qanswer.knowledge.details import parse_front_matter
from qanswer.knowledge.runs import Line, add_lines


def parse_plain_text(content: str, where: str) -> PolicyText:
    """Read a plain text policy. `where` names it in problems."""
    details, length, problems = parse_front_matter(content, where)
    n_skipped = content[:length].count("\n")
    texts = content[length:].replace("\ufeff", "").expandtabs(4).splitlines()
    outline = Outline(details)
    add_lines(outline, [Line(text, number) for number, text in enumerate(texts, n_skipped + 1)], line_locator)
    return outline.finish(problems)
