"""A passage, read for judging: its statements with what they name, deny, and how far it is in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from qanswer.answering.lexicon import Concept, ConceptKind, Mention, load_lexicon
from qanswer.answering.polarity import Denial, find_denials
from qanswer.answering.words import Token, split_words
from qanswer.core.control import ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Passage, PassageKind
from qanswer.core.statement import Statement, read_statements
from qanswer.core.status import read_clause_status


@dataclass(frozen=True, eq=False)
class Words:
    """A text with its tokens, stems, and the concepts that it names; broader ones included."""

    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words in order."""
        return split_words(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """All stems."""
        return frozenset(token.stem for token in self.tokens)

    @cached_property
    def places(self) -> dict[str, list[tuple[int, ...]]]:
        """Where each concept is named, directly or by a narrower one: the positions of each mention's words."""
        found: dict[str, list[tuple[int, ...]]] = {}
        for mention in self._mentions:
            for concept_id in mention.concept.broader:
                found.setdefault(concept_id, []).append(mention.positions)
        return found

    @cached_property
    def direct(self) -> dict[str, list[tuple[int, ...]]]:
        """Where each concept is named by its own terms: "no SSO" is no word on authentication."""
        found: dict[str, list[tuple[int, ...]]] = {}
        for mention in self._mentions:
            found.setdefault(mention.concept.id, []).append(mention.positions)
        return found

    @cached_property
    def _mentions(self) -> tuple[Mention, ...]:
        mentions = [m for m in load_lexicon().find(self.tokens) if m.concept.kind is not ConceptKind.GENERIC]
        wide = [(set(m.positions), m.concept) for m in mentions if len(m.positions) > 1]
        return tuple(
            mention for mention in mentions if not _is_inside(mention, wide) and not self._names_a_plan(mention)
        )

    def _names_a_plan(self, mention: Mention) -> bool:
        """Tell whether a mention is a plan's name: what stands on "the hardening roadmap" need not be hardening."""
        after = max(mention.positions) + 1
        return after < len(self.tokens) and self.tokens[after].text.casefold() in _PLANS

    @cached_property
    def concepts(self) -> frozenset[str]:
        """The concepts named here."""
        return frozenset(self.places)

    def stance_on(self, concepts: frozenset[str], stem: str = "") -> int:
        """Tell whether any of the concepts, or the stem's word, is affirmed (1), denied (-1) or not named (0)."""
        lexicon = load_lexicon()
        stances = [self._stance_on(lexicon.get(concept_id)) for concept_id in concepts]
        if stem:
            mentions = [(i,) for i, token in enumerate(self.tokens) if token.stem == stem]
            stances.append(_judge_mentions(mentions, find_denials(self.text)))
        return max(stances, key=abs, default=0) if 1 not in stances else 1

    def is_denied_closely(self, concepts: frozenset[str]) -> bool:
        """Tell whether a denial governs one of the concepts, or an opposite or broader one, at once."""
        lexicon = load_lexicon()
        denials = find_denials(self.text)
        for concept_id in concepts:
            alike = {concept_id, *lexicon.opposites(concept_id), *lexicon.get(concept_id).broader}
            mentions = [positions for other in alike for positions in self.places.get(other, [])]
            if any(denial.denies_closely(positions) for denial in denials for positions in mentions):
                return True
        return False

    def _stance_on(self, concept: Concept) -> int:
        denied = find_denials(self.text, is_threat=concept.is_threat)
        own = self.places.get(concept.id, [])
        if found := _judge_mentions(own, denied):
            if concept.is_threat:
                return self._stance_on_threat(denied)
            return -found if self._is_contradicted(concept, own, denied) else found
        for other in load_lexicon().opposites(concept.id):
            found = _judge_mentions(self.places.get(other, []), denied)
            if found and not (found > 0 and load_lexicon().get(other).is_hint):
                return -found
        lexicon = load_lexicon()
        wider = (broader for broader in concept.broader if lexicon.get(broader).kind is ConceptKind.THING)
        return -1 if any(self._is_flatly_denied(broader, self.direct) for broader in wider) else 0

    def _is_contradicted(self, concept: Concept, own: Sequence[tuple[int, ...]], denied: Sequence[Denial]) -> bool:
        """Tell whether an opposite is affirmed first: "stored as plaintext, on a disk that may be encrypted"."""
        lexicon = load_lexicon()
        for other in lexicon.opposites(concept.id):
            mentions = self.places.get(other, [])
            if mentions and min(mentions) < min(own) and not lexicon.get(other).is_hint:
                return _judge_mentions(mentions, denied) > 0
        return False

    def is_flatly_denied(self, concepts: frozenset[str]) -> bool:
        """Tell whether a text says of any of the concepts that there is no such thing."""
        return any(self._is_flatly_denied(concept_id, self.places) for concept_id in concepts)

    def _is_flatly_denied(self, concept_id: str, places: dict[str, list[tuple[int, ...]]]) -> bool:
        """Tell whether a text says that there is no such thing ("no SOC 2 report"), and not just when or by whom."""
        starts = (self.tokens[positions[0]].start for positions in places.get(concept_id, []))
        return any(_FLAT_NO.search(self.text, 0, start) for start in starts) and not _UNLESS.search(self.text)

    def _stance_on_threat(self, denied: Sequence[Denial]) -> int:
        """A threat that is kept off is a control in place; only "no protection" denies it."""
        return _judge_mentions(self.places.get("w_protect", []), denied) or 1


_PLANS = frozenset({"roadmap", "road-map", "backlog", "track"})
_FLAT_NO = re.compile(
    r"\b(?:no|not have|without)(?:\W+(?:any|formal|current|such|a|an|third-party|external)){0,2}\W+$", re.IGNORECASE
)
_UNLESS = re.compile(
    r"\b(?:unless|except|until|earlier|later|other than|without|shall|should|must|may)\b", re.IGNORECASE
)


def _is_inside(mention: Mention, wide: Sequence[tuple[set[int], Concept]]) -> bool:
    """Tell whether a thing is only a part of the name of another: "deletion" in "deletion certificate"."""
    if mention.concept.kind is not ConceptKind.THING:
        return False
    own = set(mention.positions)
    return any(
        own < positions and concept.kind is ConceptKind.THING and mention.concept.id not in concept.broader
        for positions, concept in wide
        if max(positions) - min(positions) + 1 == len(positions)
    )


def _judge_mentions(mentions: Sequence[tuple[int, ...]], denials: Sequence[Denial]) -> int:
    """The first mention decides: what is said of a thing first is what a sentence says of it."""
    if not mentions:
        return 0
    first = min(mentions)
    return -1 if sum(denial.denies(first) for denial in denials) % 2 else 1


@dataclass(frozen=True, eq=False)
class ReadStatement:
    """One statement of a passage: its words, status, and its quote to the letter."""

    words: Words
    quote: str
    status: ControlStatus
    place: int = 0
    """Its place among the statements of its passage, bare labels counted."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A passage with its statements.

    `frame` is what stands around them (headings, question, column headers, a bare label in front); `title` is its
    source's title.
    """

    passage: Passage
    statements: tuple[ReadStatement, ...]
    body: Words
    frame: Words
    title: Words
    whole: Words
    """Frame and body read on, so that a heading's word and a bullet's word can name a concept together."""
    is_none: bool
    """Whether it opens with a bare "None" or "No", which denies what its heading names."""
    is_of_others: bool
    """Whether it says what third parties do or must do, not the vendor."""
    is_no_fact: bool
    """Whether it states nothing about the vendor: an instruction to the reader, a suggestion, a change history."""
    is_pointer: bool
    """Whether it only says where something is written, or speaks of the document itself."""


_FORBIDS = re.compile(
    r"^\W*(?:not\b|do not|don['\u2019]t|never|forbidden|prohibited|disallowed|excluded|deprecated|unsupported|"
    r"not (?:allowed|permitted|used|supported)|out of scope|no longer)",
    re.IGNORECASE,
)


def _spell_row(passage: Passage) -> str:
    """Give a row's cells as they are meant: what stands under "Not allowed" is denied."""
    cells = (f"not {cell}" if cell.strip() and _FORBIDS.match(header) else cell for header, cell in passage.fields)
    return strip_markup(" | ".join(cells))


def _read_words(statement: Statement) -> Words:
    is_row = statement.passage.kind is PassageKind.TABLE_ROW
    if is_row and any(_FORBIDS.match(header) for header, _ in statement.passage.fields):
        return Words(_spell_row(statement.passage))
    return Words(strip_markup(statement.quote))


@lru_cache(maxsize=8192)
def read_passage(passage: Passage) -> Reading:
    """Read a passage once; later calls are free."""
    read = [
        ReadStatement(_read_words(statement), statement.quote, _read_status(statement), place)
        for place, statement in enumerate(read_statements(passage))
    ]
    labels = [statement for statement in read if len(statement.words.tokens) < _LABEL_WORDS]
    statements = tuple(statement for statement in read if statement not in labels) or tuple(read)
    body = Words(strip_markup(passage.text))
    if not statements:
        statements = (ReadStatement(body, passage.text, passage.status),)
    headings = passage.heading_path[1:] if len(passage.heading_path) > 1 else passage.heading_path
    around = (*headings[-2:], passage.question, *(header for header, _ in passage.fields))
    frame = Words(" . ".join(strip_markup(part) for part in around if part))
    around_all = Words(f"{passage.source.title} . {' . '.join(passage.heading_path)}")
    # A row says nothing of its subject: the document's title may.
    read_on = around_all.text if passage.kind is PassageKind.TABLE_ROW else ""
    return Reading(
        passage,
        statements,
        body,
        frame,
        title=around_all,
        whole=Words(f"{read_on} . {frame.text} : {body.text}" if read_on else f"{frame.text} : {body.text}"),
        is_none=bool(_NONE.match(body.text)),
        is_of_others=bool(_OTHERS.search(body.text)) or bool(_ABOUT_OTHERS.search(around_all.text)),
        is_no_fact=bool(_NO_FACT.search(body.text) or _READERS.search(body.text))
        or _is_suggestion(passage)
        or _is_history(passage),
        is_pointer=bool(_POINTER.search(body.text))
        and (len(body.tokens) < _POINTER_WORDS or bool(_POINTS.match(body.text))),
    )


# What readers are told to do, or are answerable for, says nothing of what the vendor does.
_READERS = re.compile(
    r"^(?:[^:.]{2,40}[:.] )?\W*(?:researchers?|reporters?|you|customers?|the customer)"
    r" (?:should|must|shall|(?:is|are) (?:expected|responsible|required|asked)|agrees?|need to)\b",
    re.IGNORECASE,
)
_ABOUT_OTHERS = re.compile(
    r"\b(?:vendors?|suppliers?|sub-?processors?|third[- ]parties|supply chain|"
    r"third[- ]party (?:management|risk|vendors?|security|services?|relationships?|access|providers?))\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"^\W*(?:[^:.]{2,40}[:.]\W+)?(?:if |where |when |for )?(?:all |any |each |our |these |such |the |critical |only )*"
    r"(?:(?:LLM|AI|model|cloud|hosting|infrastructure|service) providers?|third[- ]part(?:y|ies)|vendors?|suppliers?|"
    r"sub-?processors?|sub-?contractors?|partners?)\b",
    re.IGNORECASE,
)
_NO_FACT = re.compile(
    r"^\W*(?:please|allow|avoid|give us|do not|don['\u2019]t|provide (?:a|us)|include (?:a|"
    r"the|any)|send (?:us|an)|submit|steps to|any relevant|a description)\b",
    re.IGNORECASE,
)
_SUGGESTION = re.compile(
    r"\b(?:should consider|consider the following|may include|might include|please include|"
    r"for example|examples? (?:of|include)|could include|"
    r"things we care|should include, where|questions? to ask|topics? (?:include|to cover))\b",
    re.IGNORECASE,
)
_HISTORY = frozenset(
    {"version", "date", "author", "revision", "editor", "change", "changes", "approved by", "description"}
)


def _is_suggestion(passage: Passage) -> bool:
    return passage.kind is PassageKind.BULLET and bool(
        passage.heading_path and _SUGGESTION.search(passage.heading_path[-1])
    )


def _is_history(passage: Passage) -> bool:
    headers = [header.casefold().strip() for header, _ in passage.fields]
    return len(headers) >= 3 and sum(header in _HISTORY for header in headers) >= 3


_NONE = re.compile(
    r"^\W*(?:[^:.]{2,60}:\W*)?(?:none|nothing|no|not applicable|n/a)\b\s*(?:yet|today|"
    r"currently|at present)?\s*(?:[.,;:*]|$)",
    re.IGNORECASE,
)
# A pointer with more words than this says something itself.
_POINTER_WORDS = 16
_POINTS = re.compile(
    r"^\W*(?:please )?(?:see|refer to|for (?:the )?(?:full|more|further)|this (?:page|document|overview))\b",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"^(?:please )?see\b|\bsee (?:our|the|also|docs?|section|https?)\b|\bsee \w+[-./]\S+|"
    r"\brefer to\b|^for (?:the )?(?:full|more|further|exact|detail)\w*\b|"
    r"^this (?:page|document|overview|section|policy|questionnaire|file)\b|\b(?:is|"
    r"are) (?:documented|described|published|listed|detailed|covered|recorded) (?:in|"
    r"at) [`/\[\w]+\b|"
    r"^(?:full|exact) [\w ,-]{3,50}:|\btrust center\b.*\bquestionnaire\b",
    re.IGNORECASE,
)

# "Backups are retained 7 days and will be extended to 30": in place today, with more to come.
_AND_LATER = re.compile(
    r"^(?P<now>.{12,}?\b(?:is|are|has|have|does|do)\b.{3,}?),? and (?:will|is to|are to|is being|are being)\b",
    re.IGNORECASE,
)


def _read_status(statement: Statement) -> ControlStatus:
    found = _AND_LATER.match(strip_markup(statement.quote)) if statement.is_open else None
    if found and read_clause_status(found["now"]) is ControlStatus.IMPLEMENTED:
        return ControlStatus.PARTIAL
    return statement.status


# A "statement" shorter than this is a label ("Penetration testing."), or a bare reply.
_LABEL_WORDS = 3
