"""Markdown's inline marks, taken off: what a reader sees of a raw line.

A Markdown passage keeps its marks, so that a quote stands in its file to the letter; whoever shows or compares words
takes the marks off first. Pure string work: no Markdown parser is loaded for it.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_IMAGE_OR_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\((?:[^()\s]|\([^()]*\))*(?:\s+[\"'][^\"']*[\"'])?\)|\[[^\[\]]*\])"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[\w.+-]+@[\w-]+\.[\w.-]+)>")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_TAG = re.compile(r"</?(?:br|b|i|em|strong|code|a|span|sub|sup|u|s|kbd|small|p|div)\b[^<>]*>", re.IGNORECASE)
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_STAR = re.compile(r"\*(?=[^\s*])([^*]+?)(?<=\S)\*", re.DOTALL)
_UNDERSCORE = re.compile(r"(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HELD = re.compile("\x00([0-9]+)\x00")


def strip_markup(text: str) -> str:
    """Take Markdown's inline marks off: code, emphasis, links (their text stays), comments, escapes."""
    if not any(mark in text for mark in "*_`[<~\\"):
        return text
    held: list[str] = []

    def hold(content: str) -> str:
        held.append(content)
        return f"\x00{len(held) - 1}\x00"

    text = _CODE.sub(lambda found: hold(found.group(2).strip()), text)
    text = _ESCAPE.sub(lambda found: hold(found.group(1)), text)
    text = _COMMENT.sub("", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = _IMAGE_OR_LINK.sub(r"\1", text)
    for _ in range(2):  # strong inside emphasis, and the other way round
        text = _STRONG.sub(r"\2", text)
        text = _STAR.sub(r"\1", text)
        text = _UNDERSCORE.sub(r"\1", text)
    text = text.replace("**", "")  # one half of a pair, where a quote was cut inside it
    return _HELD.sub(lambda found: held[int(found.group(1))], text).strip()
