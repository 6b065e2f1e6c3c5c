"""What of the approved answers a control overview may tell: fresh, in scope, open to the buyer, covered by a source.

An answer that disagrees with a policy is left out together with what it disagrees with: the filled questionnaire may
hold the one, so the overview must not hold the other. What is left out is named, with the reason, for the memo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from qanswer.answering.claims import check_claims
from qanswer.core.answer import ApprovedAnswer, Verdict
from qanswer.core.control import ControlStatus
from qanswer.core.passage import Citation, Classification, Library, Passage, PassageKind, Source
from qanswer.core.scope import Occasion
from qanswer.core.statement import ControlLink, ControlMap, Statement, read_statements, weaken
from qanswer.knowledge.controls import link_statement, load_controls
from qanswer.reports.selection import (
    ANSWER_KIND,
    LeftOut,
    find_reason_to_leave_out,
    share_words,
    stem_words,
)
from qanswer.services.library_freshness import Freshness
from qanswer.services.overview_conflicts import Remark, StatementPool

_TITLE = "Approved answer"
_SILENT = frozenset({Verdict.UNANSWERABLE, Verdict.NA})
# What a verdict lets the words of its answer claim at most.
_CAPS: Mapping[Verdict, Mapping[ControlStatus, ControlStatus]] = {
    Verdict.NO: {ControlStatus.IMPLEMENTED: ControlStatus.UNKNOWN},
    Verdict.PARTIAL: {ControlStatus.IMPLEMENTED: ControlStatus.PARTIAL},
    Verdict.PLANNED: dict.fromkeys(
        (ControlStatus.IMPLEMENTED, ControlStatus.PARTIAL, ControlStatus.UNKNOWN), ControlStatus.PLANNED
    ),
}


# The verdict in words, which the status repeats.
_REPLY = re.compile(r"^\s*(?:in part|partly|partially|planned|not yet)[.:;,]\s+(?=\S)", re.IGNORECASE)
# What an answer says of itself: where it is from, and what it leaves open.
_FRAME = re.compile(r"(?:^|(?<=\s))(?:sources?|see|not stated):[^\n]*?(?:\.(?=\s|$)|$)", re.IGNORECASE | re.MULTILINE)
_CAPPED_REPLIES = frozenset({Verdict.PARTIAL, Verdict.PLANNED, Verdict.NO})
_SAME = 0.8
"""Share of a statement's words that its source must hold for the two to say the same."""
_Key = tuple[str, str]
"""A statement's passage and quote."""


@dataclass(frozen=True, slots=True)
class ToldAnswers:
    """Library and map with the answers in them, and what is left out for their sake, each with its reason."""

    library: Library
    control_map: ControlMap
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class AnswerTeller:
    """Says which approved answers may be told on an occasion, and puts them beside the policies.

    `own_names` (the vendor's and its product's) need no source; `other_buyers` must not be named to this one.
    """

    library: Library
    control_map: ControlMap
    occasion: Occasion
    today: date
    own_names: tuple[str, ...] = ()
    other_buyers: tuple[str, ...] = ()

    def tell(self, answers: Iterable[ApprovedAnswer]) -> ToldAnswers:
        """Take in the answers that may be told."""
        links: list[ControlLink] = []
        unsaid: list[Statement] = []
        left_out: list[LeftOut] = []
        for answer in answers:
            if reason := self._find_caveat(answer):
                left_out.append(LeftOut(answer.id, reason))
                continue
            found = tuple(self._link(answer))
            if reason := self._find_secret(answer) or self._find_lack_of_cover(answer) or _find_lack_of_place(found):
                left_out.append(LeftOut(answer.id, reason))
                unsaid += (statement for statement, _ in found)
            else:
                links += (ControlLink(id_, statement, 1.0) for statement, ids in found for id_ in ids)
        told, gone, opposed = self._settle(links, unsaid)
        passages = {link.statement.passage.id: link.statement.passage for link in told}
        own = self.control_map
        return ToldAnswers(
            library=replace(
                self.library,
                sources=(*self.library.sources, *(passage.source for passage in passages.values())),
                passages=(*self.library.passages, *passages.values()),
            ),
            control_map=replace(
                own,
                links=(*(link for link in own.links if _key(link.statement) not in gone), *told),
                unmapped=tuple(statement for statement in own.unmapped if _key(statement) not in gone),
            ),
            left_out=(*left_out, *opposed),
        )

    def _find_secret(self, answer: ApprovedAnswer) -> str:
        if answer.classification is Classification.INTERNAL:
            return "it is internal"
        if any(self._is_internal(citation) for citation in answer.citations):
            return "it rests on an internal source"
        return "it names another buyer" if self._names_others.search(f"{answer.question_text} {answer.text}") else ""

    def _is_internal(self, citation: Citation) -> bool:
        """Whether a cited sentence stands in internal sources alone; one that stands nowhere, whether its file is."""
        found = [passage.source for passage in self._find_passages(citation)]
        named = [self._sources[citation.source_id]] if citation.source_id in self._sources else []
        return any(source.classification is Classification.INTERNAL for source in found or named)

    def _find_caveat(self, answer: ApprovedAnswer) -> str:
        if answer.verdict in _SILENT:
            return "it claims nothing"
        if caveats := self._freshness.judge(answer).caveats:
            return caveats[0].partition(":")[0]  # what follows repeats the source, which may be internal
        reasons = (find_reason_to_leave_out(source, self.today) for source in self._list_sources(answer))
        return next((f"of its source: {reason}" for reason in reasons if reason), "")

    def _find_lack_of_cover(self, answer: ApprovedAnswer) -> str:
        """An answer that a person gave without a source stands on that person's word; any other on its sources."""
        passages = self._list_passages(answer)
        if not passages:
            return "" if answer.approved_by else "it has neither a source nor a name to its approval"
        unsupported = check_claims(answer.text, passages, own_names=self.own_names)
        return unsupported[0].message if unsupported else ""

    def _link(self, answer: ApprovedAnswer) -> Iterator[tuple[Statement, tuple[str, ...]]]:
        """Give an answer's statements with their controls: by their words, else those of their sources, else asked."""
        passage = self._make_passage(answer)
        cited = [statement for one in answer.citations for statement in self._find_statements(one)]
        own = [id_ for statement in cited for id_ in self._controls_of.get(_key(statement), ())]
        catalogue = load_controls()
        for statement in read_statements(passage):
            capped = replace(statement, status=_limit(statement, answer.verdict, cited))
            asked = replace(capped, quote=f"{passage.question} {capped.quote}", label="")
            found = [link.control_id for link in link_statement(_without_rest(capped), catalogue)] or own
            found = found or [link.control_id for link in link_statement(asked, catalogue)]
            yield capped, tuple(dict.fromkeys(found))

    def _settle(
        self, told: Sequence[ControlLink], unsaid: Sequence[Statement]
    ) -> tuple[list[ControlLink], set[_Key], list[LeftOut]]:
        """Find what disagrees: give the answers that may stand, the statements that may not, and who they are.

        An answer that is not told may still stand in the filled questionnaire, so policies must not disagree with it.
        """
        own = self.control_map
        policies = (*(link.statement for link in own.links), *own.unmapped)
        answered = dict.fromkeys((*(link.statement for link in told), *unsaid))
        remarks = {_key(one): Remark(one) for one in (*filter(self._is_told, policies), *answered)}
        pool = StatementPool(tuple(remarks.values()))
        gone: set[_Key] = set()
        left_out: list[LeftOut] = []
        for statement in answered:
            for other in pool.find_opposed(remarks[_key(statement)]):
                gone |= {_key(other.statement), _key(statement)}
                left_out += _name_both(statement, other.statement)
        answers_gone = {one.passage.id for one in answered if _key(one) in gone}
        kept = [self._weaken(link, pool) for link in told if link.statement.passage.id not in answers_gone]
        return kept, gone, list(dict.fromkeys(left_out))

    def _weaken(self, link: ControlLink, pool: StatementPool) -> ControlLink:
        """Call in place in part what another statement on the same thing calls so."""
        statement = link.statement
        if statement.status is not ControlStatus.IMPLEMENTED or not pool.has_weaker(Remark(statement)):
            return link
        return replace(link, statement=replace(statement, status=ControlStatus.PARTIAL))

    def _is_told(self, statement: Statement) -> bool:
        source = statement.passage.source
        return source.classification is not Classification.INTERNAL and not find_reason_to_leave_out(source, self.today)

    def _make_passage(self, answer: ApprovedAnswer) -> Passage:
        """Make a passage of an answer, so that it goes the way of every other."""
        rests_on = dict.fromkeys(f"{s.title} {s.version}".strip() for s in self._list_sources(answer))
        owners = [answer.owner, *(source.owner for source in self._list_sources(answer))]
        source = Source(
            id=f"answer:{answer.id}",
            title=_TITLE,
            path=f"answer:{answer.id}",
            kind=ANSWER_KIND,
            sha256=f"{answer.id}:{answer.version}",
            owner=next(filter(None, owners), ""),
            effective_on=answer.approved_on,
            review_on=answer.review_by,
            classification=Classification.NDA,
        )
        headings = (_TITLE, f"rests on {', '.join(rests_on)}") if rests_on else (_TITLE,)
        question = " ".join(answer.question_text.split())
        text = _FRAME.sub("", answer.text).strip()
        text = _REPLY.sub("", text) if answer.verdict in _CAPPED_REPLIES else text
        return Passage(source.id, source, headings, text, answer.id, PassageKind.QA, question=question)

    def _list_sources(self, answer: ApprovedAnswer) -> tuple[Source, ...]:
        """Give the sources that it cites, each once: where the sentence stands today, else the file that is named."""
        found = {passage.source.id: passage.source for passage in self._list_passages(answer)}
        for citation in answer.citations:
            if citation.source_id in self._sources and not citation.quote:
                found.setdefault(citation.source_id, self._sources[citation.source_id])
        return tuple(found.values())

    def _list_passages(self, answer: ApprovedAnswer) -> list[Passage]:
        return [passage for one in answer.citations for passage in self._find_passages(one)]

    def _find_passages(self, citation: Citation) -> tuple[Passage, ...]:
        """Give the passage that is cited; where it moved, the first that a buyer may see, else the first of all."""
        passage = self._passages.get(citation.passage_id)
        if passage is not None and citation.quote in passage.text:
            return (passage,)
        if not citation.quote:
            return ()
        found = [one for one in self.library.passages if citation.quote in one.text]
        found.sort(key=lambda one: one.source.classification is Classification.INTERNAL)
        return tuple(found[:1])

    def _find_statements(self, citation: Citation) -> list[Statement]:
        """Give the statements that a citation quotes; all of its passage's where it quotes none as a whole."""
        found = [one for passage in self._find_passages(citation) for one in self._statements.get(passage.id, ())]
        return [one for one in found if _is_within(one.quote, citation.quote)] or found

    @cached_property
    def _statements(self) -> dict[str, list[Statement]]:
        """Every statement of the policies once, by its passage."""
        own = self.control_map
        found: dict[str, list[Statement]] = {}
        for statement in dict.fromkeys((*(link.statement for link in own.links), *own.unmapped)):
            found.setdefault(statement.passage.id, []).append(statement)
        return found

    @cached_property
    def _controls_of(self) -> dict[_Key, list[str]]:
        found: dict[_Key, list[str]] = {}
        for link in self.control_map.links:
            found.setdefault(_key(link.statement), []).append(link.control_id)
        return found

    @cached_property
    def _freshness(self) -> Freshness:
        return Freshness(self.library, self.today, self.occasion)

    @cached_property
    def _passages(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.library.passages}

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {source.id: source for source in self.library.sources}

    @cached_property
    def _names_others(self) -> re.Pattern[str]:
        """Matches the name of any other buyer; nothing where there is none."""
        others = {name.strip() for name in self.other_buyers if name.strip()}
        others = {name for name in others if name.casefold() != self.occasion.buyer.casefold()}
        names = "|".join(re.escape(name) for name in sorted(others))
        return re.compile(rf"(?<!\w)(?:{names})(?!\w)" if names else r"(?!)", re.IGNORECASE)


def _limit(statement: Statement, verdict: Verdict, cited: Sequence[Statement]) -> ControlStatus:
    """Say what a statement may claim: in its source's own words what its source claims.

    Else no more than its words, its verdict, and what it rests on.
    """
    words = stem_words(statement.text)
    same = [one.status for one in cited if share_words(words, stem_words(f"{one.label} {one.text}")) >= _SAME]
    if same:
        return weaken(same)
    status = _CAPS.get(verdict, {}).get(statement.status, statement.status)
    together = weaken(one.status for one in cited)
    if status is ControlStatus.IMPLEMENTED and together not in {ControlStatus.UNKNOWN, ControlStatus.IMPLEMENTED}:
        return together
    return status


def _key(statement: Statement) -> _Key:
    return statement.passage.id, statement.quote


def _is_within(one: str, other: str) -> bool:
    return one in other or other in one


def _without_rest(statement: Statement) -> Statement:
    """Leave out of the headings what an answer rests on: a policy's name says nothing about this sentence's control."""
    return replace(statement, passage=replace(statement.passage, heading_path=()))


def _find_lack_of_place(found: Iterable[tuple[Statement, tuple[str, ...]]]) -> str:
    return "" if any(ids for _, ids in found) else "it says nothing on a control objective"


def _name_both(answer: Statement, other: Statement) -> Iterator[LeftOut]:
    source = other.passage.source
    named = f"approved answer {other.passage.locator}" if source.kind == ANSWER_KIND else source.title
    yield LeftOut(answer.passage.locator, f"it disagrees with {named}; neither is shown")
    if source.kind != ANSWER_KIND:
        yield LeftOut(source.title, f"“{other.text}” disagrees with approved answer {answer.passage.locator}")
