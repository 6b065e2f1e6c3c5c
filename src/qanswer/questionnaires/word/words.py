"""What the words around questions mean in a document: reserved blocks, declarations, summaries, notes. Pure."""

from __future__ import annotations

import tomllib
from importlib import resources

from qanswer.questionnaires.matching import begins_with, mentions, normalise, strip_number, word_count

_MAX_HEADING_WORDS = 8


def _read() -> dict[str, tuple[str, ...]]:
    text = resources.files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    return {name: tuple(word.strip() for word in words.split(";") if word.strip()) for name, words in lists.items()}


_LISTS = _read()


def is_official_use(text: str) -> bool:
    """Tell whether a text reserves a part of the form for the buyer: "For official use only"."""
    plain = normalise(text).strip(" *-\u2013:")
    return word_count(plain) <= 16 and mentions(plain, _LISTS["official"])


def is_declaration(text: str) -> bool:
    """Tell whether a text is what a signatory declares: "I hereby confirm that the above is true"."""
    return begins_with(normalise(strip_number(text.strip())).lstrip("-\u2013 "), _LISTS["declaration"])


def is_summary_heading(text: str) -> bool:
    """Tell whether a heading announces results that the buyer sums up, and no questions."""
    return _is_heading_of(text, "summary")


def is_history_heading(text: str) -> bool:
    """Tell whether a heading announces the history of the document: who changed what, and when."""
    return _is_heading_of(text, "history")


def _is_heading_of(text: str, name: str) -> bool:
    plain = normalise(strip_number(text))
    return word_count(plain) <= _MAX_HEADING_WORDS and mentions(plain, _LISTS[name])


def is_note(text: str) -> bool:
    """Tell whether a text is a note or instruction to whoever fills the form: "Note: …", "Instruction: …"."""
    return begins_with(normalise(text).lstrip("*( "), _LISTS["note"])


def is_signatory_label(text: str) -> bool:
    """Tell whether a label beside a signature asks who signs, where and when."""
    plain = normalise(strip_number(text)).strip(" :*")
    return word_count(plain) <= _MAX_HEADING_WORDS and begins_with(plain, _LISTS["signatory"])


def needs_no_response(text: str) -> bool:
    """Tell whether the cell of an answer says that none is wanted there: "Heading cell - no response required"."""
    plain = normalise(text)
    return word_count(plain) <= 16 and mentions(plain, _LISTS["no_response"])


def asks_to_tick(text: str) -> bool:
    """Tell whether a text asks to tick something: "(check all that apply)"."""
    return mentions(normalise(text), _LISTS["ticking"])
