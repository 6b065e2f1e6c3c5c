"""How many wordings of the field are known: ways of asking against ways of stating, and against what stands close by.

Usage: python bench/wordings.py [--entries] [--misses N] [FILE…]    (default: bench/wordings/*.yaml)

A FILE is a list of entries `{id, questions, says, near}`, with `verdict: "no"` where what is said means a no. Every
statement is a library of its own with one passage, and retrieval is a fixed score, so that only words count. "Heading
>> statement" puts a statement under a heading. Columns: `named` the share of question and statement where each thing
and topic that is asked for is named; `right` where the draft is a yes (the entry's verdict; to an open question, a
text); `weaker` where it says less; `near_yes` the share of near ones answered as if they said it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from qanswer.answering.ask import Ask, parse_ask
from qanswer.answering.cover import Finding, weigh
from qanswer.answering.draft import Drafter
from qanswer.answering.facets import Facet
from qanswer.answering.lexicon import ConceptKind
from qanswer.core.answer import DraftAnswer, Verdict
from qanswer.core.passage import Passage, PassageKind, RankedPassage, Source, make_passage_id
from qanswer.core.question import Question
from qanswer.core.status import read_status

_FOLDER = Path(__file__).parent / "wordings"
# A middling score of retrieval: neither carries a statement by itself nor sinks it.
_SCORE = 0.45
_SOURCE = Source("wording", "Security", "security.md", "md", "0" * 64)


class _OnePassage:
    """A retriever whose library is one passage."""

    def __init__(self, passage: Passage) -> None:
        self.ranked = (RankedPassage(passage, _SCORE, 1),)

    def search(self, questions: Sequence[str], limit: int) -> list[tuple[RankedPassage, ...]]:
        return [self.ranked[:limit] for _ in questions]


@dataclass
class _Count:
    """Pairs of question and statement, counted."""

    pairs: int = 0
    named: int = 0
    right: int = 0
    weaker: int = 0
    near: int = 0
    near_yes: int = 0

    def __add__(self, other: _Count) -> _Count:
        return _Count(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __str__(self) -> str:
        pairs, near = max(1, self.pairs), max(1, self.near)
        shares = (self.named / pairs, self.right / pairs, self.weaker / pairs, self.near_yes / near)
        return f"{self.pairs:6d}" + "".join(f"{share:9.3f}" for share in shares)


@dataclass(frozen=True)
class _Pair:
    """One question put to one statement."""

    entry: str
    question: str
    statement: str
    is_near: bool
    unnamed: tuple[str, ...]
    draft: DraftAnswer
    wanted: Verdict

    @property
    def is_right(self) -> bool:
        return self.draft.verdict in {self.wanted, Verdict.TEXT}

    @property
    def is_missed(self) -> bool:
        return self.draft.verdict is self.wanted if self.is_near else not self.is_right

    def count(self) -> _Count:
        if self.is_near:
            return _Count(near=1, near_yes=int(self.is_missed))
        is_weaker = not self.is_right and self.draft.verdict is not Verdict.UNANSWERABLE
        return _Count(1, int(not self.unnamed), int(self.is_right), int(is_weaker))


def main() -> int:
    """Print the shares, pooled for each file and over all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--entries", action="store_true", help="a line for each entry, too")
    parser.add_argument("--misses", type=int, default=0, help="print so many pairs of each entry that went wrong")
    arguments = parser.parse_args()
    print(f"{'':32s}" + f"{'pairs':>6s}" + "".join(f"{name:>9s}" for name in ("named", "right", "weaker", "near_yes")))
    total = _Count()
    for file in arguments.files or sorted(_FOLDER.glob("*.yaml")):
        of_file = _Count()
        for entry in yaml.safe_load(file.read_text("utf-8")):
            pairs = list(_put_all(entry))
            count = sum((pair.count() for pair in pairs), _Count())
            of_file += count
            if arguments.entries or arguments.misses:
                print(f"  {entry['id']:30s}{count}")
            _print_misses([pair for pair in pairs if pair.is_missed][: arguments.misses])
        print(f"{file.stem:32s}{of_file}")
        total += of_file
    print(f"{'pooled':32s}{total}")
    return 0


def _put_all(entry: dict[str, Any]) -> Iterator[_Pair]:
    wanted = Verdict(entry.get("verdict", "yes"))
    for statement, is_near in [*((s, False) for s in entry["says"]), *((s, True) for s in entry["near"])]:
        passage = _make_passage(statement)
        drafter = Drafter(_OnePassage(passage))
        for question in entry["questions"]:
            ask = parse_ask(question)
            finding = weigh(ask, RankedPassage(passage, _SCORE, 1))
            draft = drafter.draft([Question("1", "1", question)])[0]
            yield _Pair(entry["id"], question, statement, is_near, _find_unnamed(ask, finding), draft, wanted)


def _make_passage(statement: str) -> Passage:
    heading, _, text = statement.rpartition(" >> ")
    path = ("Security", heading) if heading else ("Security",)
    kind = PassageKind.BULLET if heading else PassageKind.PARAGRAPH
    return Passage(make_passage_id(_SOURCE.path, path, text), _SOURCE, path, text, "L1", kind, read_status(text))


def _find_unnamed(ask: Ask, finding: Finding) -> tuple[str, ...]:
    """Name the things and topics of a question that a passage does not name; a question without any is not known."""
    subjects = [facet for facet in ask.facets if _is_subject(facet)]
    return tuple(facet.words for facet in finding.missing if facet in subjects) if subjects else ("no subject",)


def _is_subject(facet: Facet) -> bool:
    return facet.is_thing or facet.kind is ConceptKind.TOPIC


def _print_misses(pairs: Sequence[_Pair]) -> None:
    for pair in pairs:
        print(f"    {'NEAR ' if pair.is_near else ''}{pair.draft.verdict}: {pair.question}\n       | {pair.statement}")
        print(f"       {'; '.join(pair.draft.reasons)} [unnamed: {', '.join(pair.unnamed)}]")


if __name__ == "__main__":
    sys.exit(main())
