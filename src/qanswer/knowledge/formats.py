"""Which reader a policy file goes to; whatever goes wrong inside one file ends as an `UnreadableError`."""

from __future__ import annotations

from pathlib import Path

from qanswer.knowledge.blocks import PolicyText, fold

KINDS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".pdf": "pdf",
}
"""File endings that are read, and the kind of source each one is."""


class UnreadableError(Exception):
    """One policy file cannot be read; the message says why."""


def parse_file(path: str, content: bytes | None) -> PolicyText:
    """Read one policy file.

    Raises:
        UnreadableError: its content cannot be had or made sense of.
    """
    if content is None:
        message = "cannot be opened"
        raise UnreadableError(message)
    try:
        return _parse(KINDS[Path(path).suffix.lower()], path, content)
    except Exception as error:
        message = f"cannot be read: {fold(str(error)) or type(error).__name__}"
        raise UnreadableError(message) from error


def _parse(kind: str, path: str, content: bytes) -> PolicyText:
    """Import the one reader that is needed: each brings a library of its own."""
    if kind == "docx":
        from qanswer.knowledge.word import parse_word

        return parse_word(content, path)
    if kind == "pdf":
        from qanswer.knowledge.pdf import parse_pdf

        return parse_pdf(content, path)
    if kind == "html":
        from qanswer.knowledge.web_page import parse_web_page

        return parse_web_page(content, path)
    if kind == "markdown":
        from qanswer.knowledge.markdown import parse_markdown

        return parse_markdown(decode(content), path)
    from qanswer.knowledge.plain_text import parse_plain_text

    return parse_plain_text(decode(content), path)


def decode(content: bytes) -> str:
    """Read bytes as text: UTF-8, UTF-16 by its mark, else Windows-1252, which takes nearly anything."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
