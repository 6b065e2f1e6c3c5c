"""The text of an answer: first the answer, then the fact in the source's own words, then the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from qanswer.answering.cover import Finding
from qanswer.answering.facts import LEANS, pick_sentences, tell
from qanswer.answering.rules import AnsweringRules
from qanswer.answering.ruling import Ruling
from qanswer.answering.voice import speak_as
from qanswer.answering.words import STOPWORDS, split_words
from qanswer.core.answer import Verdict
from qanswer.core.passage import Classification, Passage, PassageKind

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
TODAY = "In place today:"
CUT = "…"
"""How a text ends whose first fact alone is longer than the settings allow."""


def pick_quote(finding: Finding, verdict: Verdict) -> str:
    """Pick what to cite: a short passage whole, else from the first to the last sentence that the answer tells."""
    text = finding.passage.text
    if len(text) <= _WHOLE.get(finding.passage.kind, _WHOLE_ELSE) or finding.passage.kind is PassageKind.TABLE_ROW:
        return text
    told = pick_sentences(finding, verdict)
    start = text.index(told[0])
    return text[start : text.index(told[-1], start) + len(told[-1])]


def compose(ruling: Ruling, findings: Sequence[Finding], rules: AnsweringRules) -> str:
    """Word an answer from its verdict and the facts it rests on; nothing is said that the quotes do not say."""
    lead = _LEADS.get(ruling.verdict, "")
    facts, passages = _tell_all(ruling, findings, rules)
    missing = f"Not stated: {', '.join(ruling.missing)}." if ruling.missing else _name_missing(ruling, findings, facts)
    source = name_source(passages, rules)
    room = rules.max_length - sum(len(part) + 1 for part in (lead, missing, source) if part)
    return _join(lead, _fit(_order(ruling, facts), room), missing, source, rules)


def _tell_all(
    ruling: Ruling, findings: Sequence[Finding], rules: AnsweringRules
) -> tuple[list[tuple[str, bool]], list[Passage]]:
    """Tell the findings in the house's voice, each fact once; with them the passages that were told."""
    told: dict[str, bool] = {}
    passages = []
    for finding in findings:
        facts = [
            (speak_as(text, first_person=rules.first_person, company=rules.company_name), weak)
            for text, weak in tell(finding, ruling.verdict)
        ]
        new = {text: weak for text, weak in facts if text not in told and (weak or _is_new(text, list(told)))}
        told |= new
        passages += [finding.passage] if new else []
    return list(told.items()), passages


# A further fact is told when at least this share of its words is new.
_NEW_SHARE = 0.4
_TELLING = re.compile(r"\d|\b(?:not|no|never|none|without|only|except)\b", re.IGNORECASE)


_LABEL = re.compile(r"^[^:.]{2,40}: ")


def _is_new(fact: str, earlier: Sequence[str]) -> bool:
    """Tell whether a fact says something beyond the earlier ones: new words, or a number or a "not" among them."""
    words = {token.stem for token in split_words(_LABEL.sub("", fact)) if token.text.casefold() not in STOPWORDS}
    known = {token.stem for other in earlier for token in split_words(other)}
    marks = {mark.casefold() for mark in _TELLING.findall(fact)}
    known_marks = {mark.casefold() for other in earlier for mark in _TELLING.findall(other)}
    return len(words - known) > _NEW_SHARE * len(words) or not marks <= known_marks


def _order(ruling: Ruling, facts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """A plan is told after what is in place today, which is called so."""
    today = [fact for fact in facts if not fact[1]]
    coming = [fact for fact in facts if fact[1]]
    is_tied = any(LEANS.match(text) for text, _ in facts)
    if ruling.verdict is not Verdict.PLANNED or not today or not coming or is_tied:
        return facts
    first, weak = today[0]
    return [(f"{TODAY} {first}", weak), *today[1:], *coming]


_WHOLLY = re.compile(
    r"\b(?:all|each|every|always|any|fully|entire|some|most|outside|selected|certain)\b", re.IGNORECASE
)


def _name_missing(ruling: Ruling, findings: Sequence[Finding], facts: list[tuple[str, bool]]) -> str:
    """Say what a part lacks where no sentence told says it: that it holds for all, where all is asked."""
    if ruling.verdict is not Verdict.PARTIAL or not findings or len(facts) > 1 or any(weak for _, weak in facts):
        return ""
    is_told = any(_WHOLLY.search(text) or _TELLING.search(text) for text, _ in facts)
    return "Not stated: that this holds for all." if findings[0].ask.is_universal and not is_told else ""


def name_source(passages: Sequence[Passage], rules: AnsweringRules) -> str:
    """Name the documents that an answer rests on, as a sentence; never an internal one, nor one without a title."""
    names = dict.fromkeys(name for passage in passages if (name := _name(passage, rules.source)))
    if not names:
        return ""
    return f"{'Source' if len(names) == 1 else 'Sources'}: {'; '.join(names)}."


def _name(passage: Passage, style: str) -> str:
    source = passage.source
    is_untitled = source.title == PurePosixPath(source.path).stem.replace("-", " ").replace("_", " ")
    if style == "none" or source.classification is Classification.INTERNAL or is_untitled or not source.title:
        return ""
    sections = [heading for heading in passage.heading_path if heading != source.title]
    name = ", ".join((source.title, *sections[-1:])) if style == "section" else source.title
    return name.rstrip(". ")


def _fit(facts: list[tuple[str, bool]], room: int) -> list[str]:
    """Leave out what does not fit, last things first, and what is weaker than in place after all else.

    Where even that is left out, or the first fact is too long by itself, the text shows that it was cut.
    """
    kept = list(facts)
    while len(kept) > 1 and _measure(kept) > room:
        spare = [fact for fact in kept[1:] if not fact[1]]
        kept.remove(spare[-1] if spare else kept[-1])
    is_short = any(weak and (text, weak) not in kept for text, weak in facts)
    if kept and (is_short or _measure(kept) > room):
        *first, (last, weak) = kept
        kept = [*first, (f"{last[: max(room - _measure(first) - 2, 1)].rstrip()}{CUT}", weak)]
    return [text for text, _ in kept]


def _measure(facts: Sequence[tuple[str, bool]]) -> int:
    return sum(len(text) + 1 for text, _ in facts)


def _join(lead: str, facts: list[str], missing: str, source: str, rules: AnsweringRules) -> str:
    if rules.style == "bullets" and len(facts) > 1:
        return "\n".join(part for part in (lead, *(f"- {fact}" for fact in facts), missing, source) if part)
    return " ".join(part for part in (lead, *facts, missing, source) if part)
