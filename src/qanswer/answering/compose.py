"""The text of an answer: first the answer, then the fact in the source's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qanswer.answering.cover import Finding
from qanswer.answering.rules import AnsweringRules
from qanswer.answering.ruling import Ruling
from qanswer.answering.words import split_words
from qanswer.core.answer import Verdict
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Passage, PassageKind
from qanswer.core.sentences import split_sentences

# The quoted answer's own "Yes." or "No." belongs to its own question, not to this one.
_REPLY = re.compile(r"^(?:yes|no)[.,:;!]\s+(?=\S)", re.IGNORECASE)
_LEADS = {
    Verdict.YES: "Yes.",
    Verdict.NO: "No.",
    Verdict.PARTIAL: "In part.",
    Verdict.PLANNED: "Not yet.",
    Verdict.NA: "Not applicable.",
}
# Passages up to these lengths, in characters, are quoted whole: a bullet, row or answer is one thought, a paragraph of
# that length several. An answer's text takes less than its citation does.
_WHOLE = {PassageKind.PARAGRAPH: 420}
_WHOLE_ELSE = 640
_WHOLE_IN_TEXT = 300


def pick_quote(finding: Finding) -> str:
    """Pick what to cite: a short passage whole, else the sentence that carries the fact."""
    text = finding.passage.text
    return text if len(text) <= _WHOLE.get(finding.passage.kind, _WHOLE_ELSE) else pick_sentence(finding)


def pick_sentence(finding: Finding) -> str:
    """Pick the sentence that carries the fact, and the one before it where it leans on that ("This applies to …")."""
    text = finding.passage.text
    if finding.passage.kind is PassageKind.TABLE_ROW:
        return text
    at = text.find(finding.pivot.quote)
    end = at + len(finding.pivot.quote)
    spans = _find_spans(text)
    first = next((i for i, (start, stop) in enumerate(spans) if start <= at < stop), 0)
    last = next((i for i, (_, stop) in enumerate(spans) if end <= stop), first)
    if first and _LEANS.match(text, spans[first][0]):
        first -= 1
    return text[spans[first][0] : spans[max(first, last)][1]]


_LEANS = re.compile(r"(?:this|these|it|they|such|that|those|both|each|the two|which)\b", re.IGNORECASE)


def _find_spans(text: str) -> list[tuple[int, int]]:
    spans = []
    cursor = 0
    for sentence in split_sentences(text):
        start = text.index(sentence, cursor)
        cursor = start + len(sentence)
        spans.append((start, cursor))
    return spans


def compose(ruling: Ruling, findings: Sequence[Finding], rules: AnsweringRules) -> str:
    """Word an answer from its verdict and the facts it rests on; nothing is said that the quotes do not say."""
    lead = _LEADS.get(ruling.verdict, "")
    facts = _drop_repeats([_word(finding) for finding in findings])
    body = "\n".join(f"- {fact}" for fact in facts) if rules.style == "bullets" and len(facts) > 1 else " ".join(facts)
    body = _REPLY.sub("", body, count=1)
    body = body[:1].upper() + body[1:]
    missing = f" Not stated: {', '.join(ruling.missing)}." if ruling.missing else ""
    return _shorten(f"{lead} {body}{missing}".strip(), rules.max_length)


def _drop_repeats(facts: list[str]) -> list[str]:
    """Drop a fact whose words are nearly all in an earlier one."""
    kept: list[str] = []
    for fact in facts:
        stems = {token.stem for token in split_words(fact)}
        earlier = {token.stem for other in kept for token in split_words(other)}
        if len(stems - earlier) > _NEW_SHARE * len(stems):
            kept.append(fact)
    return kept


# A further fact is told when at least this share of its words is new.
_NEW_SHARE = 0.4


def _word(finding: Finding) -> str:
    passage = finding.passage
    quote = passage.text if len(passage.text) <= _WHOLE_IN_TEXT else pick_sentence(finding)
    if passage.kind is PassageKind.TABLE_ROW and passage.fields and quote == passage.text:
        quote = _word_row(passage)
    plain = " ".join(strip_markup(quote).split())
    plain = _drop_label(_NUMBERING.sub("", plain))
    plain = plain[:1].upper() + plain[1:]
    return plain if plain.endswith((".", "!", "?", ":")) else f"{plain.rstrip(';,')}."


_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)+\.?|\d+\)|[a-z]\))\s+")
_LABEL = re.compile(r"^(?P<label>[^:.]{3,40})[:.]\s+(?P<rest>\S.*)$", re.DOTALL)


def _drop_label(text: str) -> str:
    """Drop a bullet's label before a sentence that opens with its words ("Session tokens: Session tokens are …")."""
    found = _LABEL.match(text)
    if found and found["rest"].casefold().startswith(found["label"].casefold()):
        return found["rest"]
    return text


def _word_row(passage: Passage) -> str:
    """Word a table row: its first cell names it; a column's header goes before a cell that is no sentence."""
    cells = [
        (header.strip(), strip_markup(cell).strip().rstrip(".")) for header, cell in passage.fields if cell.strip()
    ]
    (_, name), *rest = cells
    said = [cell if len(cell.split()) > 3 or not header else f"{header}: {cell}" for header, cell in rest]
    return f"{name}: {'. '.join(said)}" if said else name


def _shorten(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in split_sentences(text):
        if len(kept) + len(sentence) + 1 > limit:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or f"{text[: limit - 1].rstrip()}…"
