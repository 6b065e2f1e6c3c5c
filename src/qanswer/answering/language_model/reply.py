"""A language model's reply: foreign text in, an opinion out, or why it is none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from qanswer.core.answer import Verdict

_MAX_QUOTES = 6
_MAX_STARTS = 50
# Models that think aloud put their thoughts in front, between these marks or unopened before the closing one.
_THOUGHTS = re.compile(r"^.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
# What no cell of an Office file may hold, and what turns the reading direction of a text.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class PassageQuote:
    """Words that the model says stand in a passage, and the name under which it was shown that passage."""

    passage: str
    quote: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a language model says to a question; nothing of it is believed before it is checked."""

    verdict: Verdict
    text: str = ""
    quotes: tuple[PassageQuote, ...] = ()


class UnreadableReplyError(ValueError):
    """A reply that is no opinion; the message says why and repeats nothing of it."""


def parse_opinion(reply: str) -> Opinion:
    """Parse a reply; fences, thoughts and chatter around its JSON object are skipped.

    Raises:
        UnreadableReplyError: it holds no object of the agreed form.
    """
    row = _find_object(_THOUGHTS.sub("", reply))
    return Opinion(
        _parse_verdict(row.get("verdict")),
        _parse_text(row.get("text", "")),
        tuple(_parse_quotes(row.get("quotes", []))),
    )


def _find_object(reply: str) -> Mapping[str, Any]:
    """Find the first JSON object that has a verdict."""
    for start in islice((match.start() for match in re.finditer(r"\{", reply)), _MAX_STARTS):
        try:
            found, _ = _DECODER.raw_decode(reply, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and "verdict" in found:
            return found
    message = "its reply is not the JSON object asked for"
    raise UnreadableReplyError(message)


def _parse_verdict(given: object) -> Verdict:
    try:
        return Verdict(str(given).strip().lower())
    except ValueError as error:
        message = "its verdict is none of those asked for"
        raise UnreadableReplyError(message) from error


def _parse_text(given: object) -> str:
    text = " ".join(given.split()) if isinstance(given, str) else "\0"
    if _UNPRINTABLE.search(text):
        message = "its text is no plain text"
        raise UnreadableReplyError(message)
    return text


def _parse_quotes(given: object) -> Iterator[PassageQuote]:
    if not isinstance(given, list) or len(given) > _MAX_QUOTES:
        message = "its quotes are no short list"
        raise UnreadableReplyError(message)
    for row in given:
        passage, quote = (row.get("passage"), row.get("quote")) if isinstance(row, dict) else (None, None)
        if not isinstance(passage, str) or not isinstance(quote, str):
            message = "its quotes are not of the form asked for"
            raise UnreadableReplyError(message)
        yield PassageQuote(passage.strip(), quote.strip())
