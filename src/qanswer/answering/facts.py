"""A finding told: the sentences of a passage that bear on the question, in the source's own words, fit to be read."""

from __future__ import annotations

import re

from qanswer.answering.cover import Finding
from qanswer.answering.ruling import LESS_THAN_DONE
from qanswer.answering.voice import THIRDS
from qanswer.answering.words import STOPWORDS, split_words, stem
from qanswer.core.answer import Verdict
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Passage, PassageKind
from qanswer.core.sentences import split_sentences

# Up to this length, in characters, a bullet or a published answer is one thought and told whole; for a part any passage
# is, since its other sentences say what is missing.
_WHOLE = 300
LEANS = re.compile(
    r"(?:this|these|it|its|they|their|such|that|those|both|each|the two|which|meanwhile|until then|however|instead|"
    r"also|in addition|otherwise|then|before that|after that)\b",
    re.IGNORECASE,
)
"""How a sentence begins that says little without the one before it."""
_LEANS_SOON = re.compile(r"(?:\w+ ){1,2}(?:it|them|they|these|those)\b", re.IGNORECASE)
_LIMITS = re.compile(
    r"\b(?:except\w*|exempt\w*|exclu\w+|unless|until|only|however|but|apart from|other than|not|no|never|without)\b",
    re.IGNORECASE,
)
_NARROWS = re.compile(r"\b(?:except\w*|exempt\w*|exclu\w+|unless|only|however|but|apart from|legacy)\b", re.IGNORECASE)
# Words that nearly every sentence of the field could have: sharing one of them shows nothing.
_COMMON_WORDS = """
customer data information security system service platform product company application process policy procedure user
access organization provide use require include support ensure place state describe
"""
_COMMON = frozenset(stem(word) for word in _COMMON_WORDS.split())


def pick_sentences(finding: Finding, verdict: Verdict) -> tuple[str, ...]:
    """Pick the sentences of a passage that the answer tells, as they stand in it.

    They are the one that was judged by, those that share the question's subject, and those that limit either; for a
    part all that is less than in place too, since one of them may be what makes it a part. To an open
    question, and to a plan, all is told that shares a word with what is asked, to others what shares two.
    """
    passage = finding.passage
    sentences = tuple(sentence for line in passage.text.splitlines() for sentence in split_sentences(line))
    is_one_thought = passage.kind in (PassageKind.BULLET, PassageKind.QA) or verdict is Verdict.PARTIAL
    if is_one_thought and len(passage.text) <= _WHOLE:
        return sentences
    asked = _find_subjects(finding.ask.text)
    pivots = [place for place, sentence in enumerate(sentences) if _overlaps(sentence, finding.pivot.quote)] or [0]
    subjects = asked | frozenset().union(*(_find_subjects(sentences[place]) for place in pivots))
    least = 1 if verdict in (Verdict.TEXT, Verdict.PLANNED) else min(2, len(asked))
    kept = set(pivots)
    for place, sentence in enumerate(sentences):
        own = _find_subjects(sentence)
        weak, is_part = is_weak(sentence, finding), verdict is Verdict.PARTIAL
        is_limit = bool(own & subjects) and (weak or is_part or bool(_LIMITS.search(sentence)))
        is_limit = is_limit or (weak and is_part)
        is_beside = place - 1 in pivots and bool(_NARROWS.search(sentence))
        if len(own & asked) >= least or is_limit or is_beside:
            kept.add(place)
    return tuple(sentences[place] for place in sorted(_with_leaning(sentences, kept)))


def _with_leaning(sentences: tuple[str, ...], kept: set[int]) -> set[int]:
    """Add to each sentence the ones that lean on it ("They contain …"), and the one that it leans on itself."""
    plain = [strip_markup(sentence) for sentence in sentences]
    told = set(kept)
    for place, sentence in enumerate(plain):
        if place - 1 in told and LEANS.match(sentence):
            told.add(place)
    for place in range(len(plain) - 1, 0, -1):
        if place in told and (LEANS.match(plain[place]) or _LEANS_SOON.match(plain[place])):
            told.add(place - 1)
    return told


def _overlaps(sentence: str, quote: str) -> bool:
    return quote in sentence or sentence in quote


def _find_subjects(text: str) -> frozenset[str]:
    stems = {token.stem for token in split_words(strip_markup(text)) if token.text.casefold() not in STOPWORDS}
    return frozenset(stems - _COMMON)


def is_weak(sentence: str, finding: Finding) -> bool:
    """Tell whether a sentence holds a statement that is planned, denied or in place only in part."""
    statements = finding.reading.statements
    return any(other.status in LESS_THAN_DONE and _overlaps(sentence, other.quote) for other in statements)


def tell(finding: Finding, verdict: Verdict) -> tuple[tuple[str, bool], ...]:
    """Tell a finding: its sentences fit to be read, each with whether it speaks of something less than in place."""
    passage = finding.passage
    if passage.kind is PassageKind.TABLE_ROW and passage.fields:
        return ((_close(word_row(passage)), is_weak(passage.text, finding)),)
    picked = pick_sentences(finding, verdict)
    told = [(_clean(sentence), is_weak(sentence, finding)) for sentence in picked]
    if len(told) > 1 and _BARE_REPLY.fullmatch(told[0][0]):
        picked, told = picked[1:], told[1:]
    told = _word_label(picked, told, finding.ask.text)
    told = [(_close(text), weak) for text, weak in told if text]
    statements = [(text, weak) for text, weak in told if not text.endswith(":")]
    return tuple(statements) or tuple((f"{text[:-1]}.", weak) for text, weak in told)


# A published answer's own "Yes." or "No." belongs to its own question, not to this one.
_REPLY = re.compile(r"^(?:yes|no|correct)[.,:;!]\s+(?=[^\W\d])", re.IGNORECASE)
_BARE_REPLY = re.compile(r"(?:yes|no|correct)[.,:;!]", re.IGNORECASE)
_MARKS = re.compile(r"^(?:\d+(?:\.\d+)+\.?|\d+\)|[a-z]\)|\*|\u2022)\s+")
_CLOSED = re.compile(r"[.!?:][\"'\u201d\u2019)\]]*$")
_CLOSED_INSIDE = re.compile(r"[.!?][\"'\u201d\u2019)\]]+\.$")


def _clean(sentence: str) -> str:
    return _MARKS.sub("", " ".join(strip_markup(sentence).split()))


def _close(text: str) -> str:
    """Begin with a capital and end with one full stop."""
    text = text[:1].upper() + text[1:]
    text = _CLOSED_INSIDE.sub(lambda found: found.group()[:-1], text)
    return text if _CLOSED.search(text) else f"{text.rstrip(';,')}."


# --- labels in front of a bullet

_BOLD_LABEL = re.compile(
    r"^(?P<mark>\*\*|__)(?P<label>[^*_|]{2,60}?)(?:[:.](?P=mark)|(?P=mark)[:.]|(?P=mark)\s+[\u2013\u2014-])(?:\s+|$)"
)
_PLAIN_LABEL = re.compile(r"^(?P<label>[^\W_][^:.;|*]{1,40}):\s+(?=\S)")
# Labels made of these name an activity, never a part of the estate: to leave one out widens nothing.
_GENERIC_WORDS = """
management control controls security protection policy process procedures practice handling approach monitoring alerting
notification detection isolation separation segregation recovery retention deletion assessment review overview summary
targets objectives measures safeguards standards requirements testing scanning list
"""
_GENERIC = frozenset(stem(word) for word in _GENERIC_WORDS.split())
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|cannot|could|will|would|shall|should|must|may|might)\b"
)


def _word_label(picked: tuple[str, ...], told: list[tuple[str, bool]], question: str) -> list[tuple[str, bool]]:
    """Leave out a bullet's label where its sentence or the question says it again; else set it off by a colon."""
    raw = _MARKS.sub("", picked[0])
    found = _BOLD_LABEL.match(raw) or _PLAIN_LABEL.match(raw)
    if not found:
        return told
    label = " ".join(strip_markup(found["label"]).split()).rstrip(":.")
    rest = _clean(raw[found.end() :])
    if not rest and len(told) > 1:  # "**Penetration testing.**" was cut off as a sentence of its own
        rest, told = told[1][0], told[1:]
    if not rest or not told[0][0]:
        return told
    is_spare = _is_spare(label, rest, question)
    return [(rest if is_spare else f"{label}: {rest}", told[0][1]), *told[1:]]


def _is_spare(label: str, rest: str, question: str) -> bool:
    first = split_sentences(rest)[0]
    if LEANS.match(first):
        return False
    core = _stems(label) - _GENERIC
    if core & _DENIALS and _DENIES.search(first):
        core -= _DENIALS
    if core and core <= _stems(first):
        return True
    return core <= _stems(first) | _stems(question) and _is_sentence(first)


def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in split_words(text) if token.text.casefold() not in _LITTLE)


_DENIALS = frozenset(("no", "not", "never", "without"))
_DENIES = re.compile(r"\b(?:no|not|never|cannot|without|nor)\b|n't\b", re.IGNORECASE)
_LITTLE_WORDS = "a an the of and or for in on to by at with our your"
_LITTLE = frozenset(_LITTLE_WORDS.split())


def _is_sentence(text: str) -> bool:
    """Tell whether a text is a whole sentence: it begins as one, and a verb stands behind its first word."""
    words = text.split()
    is_verbal = bool(_FINITE.search(" ".join(words[1:]))) or any(word in THIRDS for word in words[1:6])
    return text[:1].isupper() and is_verbal


# --- rows of tables

_CODE_HEADER = re.compile(
    r"^(?:(?:control|requirement|question|item) )?(?:id|no\.?|nr\.?|ref\.?|reference|number|#|key|code)$", re.IGNORECASE
)
_STATUS_HEADER = re.compile(
    r"^(?:(?:current|implementation|compliance) )?(?:status|state|position|implemented|in place|compliance)\??$",
    re.IGNORECASE,
)
_SPARE_HEADER = re.compile(
    r"^(?:(?:evidence|notes?|remarks?|comments?|descriptions?|data description|details?|standards?|controls?|measures?|"
    r"answers?|responses?|explanations?|implementation|summary|practices?|requirements?)(?:,? (?:and|or|/|&) )?)+$",
    re.IGNORECASE,
)
_STATUS_WORDS = 4
_SHORT = 3


def word_row(passage: Passage) -> str:
    """Word a table row: its name, its status, then what else it says ("ISO 27001: under evaluation. Planned for …").

    A reference code in front is the vendor's own and left out; a column's header stands with a short cell only.
    """
    cells = [(header.strip(), " ".join(strip_markup(cell).split()).rstrip(".")) for header, cell in passage.fields]
    cells = [(header, cell) for header, cell in cells if any(letter.isalnum() for letter in cell)]
    if len(cells) > 1 and _CODE_HEADER.match(cells[0][0]):
        cells = cells[1:]
    if not cells:
        return strip_markup(passage.text)
    (_, name), *rest = cells
    statuses = [cell for header, cell in rest if _STATUS_HEADER.match(header)]
    others = [(header, cell) for header, cell in rest if not _STATUS_HEADER.match(header)]
    said = [_REPLY.sub("", cell) for header, cell in others if _speaks_for_itself(header, cell)]
    beside = [f"{header}: {cell}" for header, cell in others if not _speaks_for_itself(header, cell)]
    told = [_lower_status(cell) for cell in statuses if not _repeats(cell, said)] + said
    if not told:
        return f"{name} ({'; '.join(beside)})" if beside else name
    is_told = told[0] in said and _stems(name) <= _stems(told[0]) and _is_sentence(told[0])
    return ". ".join((*told, *beside) if is_told else (f"{name}: {told[0]}", *told[1:], *beside))


def _repeats(status: str, said: list[str]) -> bool:
    """Tell whether what a row says holds the words of its status as they are ("certificate" is not "certified")."""
    words = [set(re.findall(r"\w+", cell.casefold())) for cell in said]
    return any(set(re.findall(r"\w+", status.casefold())) <= held for held in words)


def _speaks_for_itself(header: str, cell: str) -> bool:
    return not header or bool(_SPARE_HEADER.match(header)) or len(cell.split()) > _SHORT or ": " in cell


def _lower_status(cell: str) -> str:
    words = cell.split()
    if len(words) > _STATUS_WORDS:
        return cell
    return " ".join(word.lower() if word.istitle() and word.isalpha() else word for word in words)
