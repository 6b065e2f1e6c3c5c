"""Control objectives from the packaged list; a library's passages go in, a map from controls to statements comes out.

The mapper reads words and headings only, and is meant to be precise rather than complete: a person adds and corrects
in the workspace's `knowledge/controls.toml` (see `control_overrides`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from qanswer.core.control import Control, ControlDomain, ControlStatus, Framework
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Library, PassageKind
from qanswer.core.statement import ControlLink, ControlMap, Statement, read_statements
from qanswer.knowledge.control_overrides import ControlOverrides

_FILE = "controls.yaml"
# "%" and "@" belong to words here ("security@…"); all else that is no letter or digit separates them.
_SEPARATOR = re.compile(r"[^0-9a-z%@]+")
# A heading or label that repeats the control's title says more about the subject than any word of the sentence.
_TITLE_BONUS = 12.0
_HEADING_BONUS = 4.0
_STEM = 5
_ENOUGH = 0.5
# What suppliers must do is no claim about the vendor's own controls.
_SUPPLIERS_DO = re.compile(
    r"(?:all |any |our )?(?:third[- ]part(?:y|ies)|vendors?|suppliers?|sub-?processors?)\b", re.IGNORECASE
)
_ONE_SUBJECT = frozenset({PassageKind.BULLET, PassageKind.TABLE_ROW})
"""A bullet is about one thing: what no rule fits in it belongs where the rest of it does."""


@dataclass(frozen=True, slots=True)
class ControlRules:
    """A control and the ways to recognise a statement on it: any of `lines` will do."""

    control: Control
    lines: tuple[tuple[_Term, ...], ...]


@dataclass(frozen=True, slots=True)
class ControlCatalogue:
    """All control objectives with their rules, in the order of the file."""

    version: str
    frameworks: tuple[Framework, ...]
    domains: tuple[ControlDomain, ...]
    rules: tuple[ControlRules, ...]

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls alone."""
        return tuple(rules.control for rules in self.rules)


@dataclass(frozen=True, slots=True)
class ControlCoverage:
    """What the policies say to one control: how many statements, and one status for them together."""

    control: Control
    n_statements: int
    status: ControlStatus


@dataclass(frozen=True, slots=True)
class _Term:
    """One condition of a line: one of `words` occurs in the statement, or in the headings."""

    words: tuple[str, ...]
    is_in_headings: bool = False
    is_in_statement: bool = True
    is_forbidden: bool = False


class _Folded(NamedTuple):
    """A statement's words and its headings' words, ready for looking up: each between blanks."""

    statement: str
    headings: str


@cache
def load_controls() -> ControlCatalogue:
    """Load the packaged control objectives."""
    import yaml

    text = (files("qanswer.knowledge") / _FILE).read_text("utf-8")
    return parse_controls(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506  # both are safe loaders; the C one is 8 times as fast


def parse_controls(tables: Mapping[str, Any]) -> ControlCatalogue:
    """Make a catalogue of the file's tables."""
    domains: Mapping[str, Mapping[str, str]] = tables["domains"]
    frameworks: Mapping[str, str] = tables["frameworks"]
    return ControlCatalogue(
        version=tables["version"],
        frameworks=tuple(Framework(id_, title) for id_, title in frameworks.items()),
        domains=tuple(ControlDomain(id_, domain["title"]) for id_, domain in domains.items()),
        rules=tuple(_parse_rules(table, domains, frameworks) for table in tables["controls"]),
    )


def map_controls(
    library: Library, catalogue: ControlCatalogue | None = None, overrides: ControlOverrides | None = None
) -> ControlMap:
    """Map every statement of a library to the controls it speaks to; what a person decided replaces the rules.

    Internal sources are mapped too: whoever shows the map to a buyer leaves them out.
    """
    catalogue = catalogue or load_controls()
    overrides = overrides or ControlOverrides()
    links: list[ControlLink] = []
    unmapped: list[Statement] = []
    statements: list[Statement] = []
    for passage in library.passages:
        inherited: tuple[ControlLink, ...] = ()
        for statement in read_statements(passage):
            statements.append(statement)
            decided = overrides.find_controls(statement)
            found = _link_by_person(statement, decided) if decided is not None else link_statement(statement, catalogue)
            if not found and decided is None and passage.kind in _ONE_SUBJECT:
                found = tuple(replace(link, statement=statement) for link in inherited[:1])
            inherited = inherited or found
            links += found
            if not found:
                unmapped.append(statement)
    return ControlMap(
        frameworks=catalogue.frameworks,
        domains=catalogue.domains,
        controls=tuple(overrides.with_owner(control) for control in catalogue.controls),
        links=tuple(links),
        unmapped=tuple(unmapped),
        gaps=overrides.gaps,
        problems=overrides.check(statements, {control.id for control in catalogue.controls}),
    )


def link_statement(statement: Statement, catalogue: ControlCatalogue) -> tuple[ControlLink, ...]:
    """Find the controls that a statement speaks to, the nearest first; none is an answer too."""
    folded = _fold_statement(statement)
    passage = statement.passage
    subject = _stems(" ".join((statement.label, *passage.heading_path[-1:], passage.question)))
    links = []
    is_about_suppliers = bool(_SUPPLIERS_DO.match(statement.text))
    for rules in catalogue.rules:
        if is_about_suppliers and rules.control.domain != "STA":
            continue
        strength = max((_match(line, folded) for line in rules.lines), default=0.0)
        if strength:
            strength += _TITLE_BONUS * _overlap(_stems(rules.control.title), subject)
            links.append(ControlLink(rules.control.id, _restrain(statement, rules.control), strength))
    return tuple(sorted(links, key=lambda link: -link.strength))


def measure_coverage(control_map: ControlMap) -> tuple[ControlCoverage, ...]:
    """Say for every control what the policies have on it; `UNKNOWN` with no statement is a gap."""
    from qanswer.core.statement import weaken

    statements: dict[str, list[Statement]] = {control.id: [] for control in control_map.controls}
    for link in control_map.links:
        statements[link.control_id].append(link.statement)
    return tuple(
        ControlCoverage(control, len(found), weaken(statement.status for statement in found))
        for control in control_map.controls
        for found in (statements[control.id],)
    )


def find_owner(question: str, control_map: ControlMap, catalogue: ControlCatalogue | None = None) -> str:
    """Name the role that should know the answer.

    The owner of a policy on the same control, else of one in the same domain, else the control's usual role; "" where
    the question speaks to no control.
    """
    catalogue = catalogue or load_controls()
    folded = _Folded(_fold(question), "")
    found = [(max(_match_in_part(line, folded) for line in rules.lines), rules.control) for rules in catalogue.rules]
    strength, control = max(found, key=lambda pair: pair[0])
    if not strength:
        return ""
    usual = next((one.owner for one in control_map.controls if one.id == control.id), control.owner)
    return _find_policy_owner(control, control_map) or usual


def _find_policy_owner(control: Control, control_map: ControlMap) -> str:
    """Find who owns most of the statements on a control, else in its domain; an answer to buyers shows no owner."""
    policies = (link for link in control_map.links if link.statement.passage.kind is not PassageKind.QA)
    links = [link for link in policies if link.statement.passage.source.owner]
    for prefix in (control.id, f"{control.domain}."):
        owners = [link.statement.passage.source.owner for link in links if link.control_id.startswith(prefix)]
        if owners:
            return max(dict.fromkeys(owners), key=owners.count)
    return ""


def _restrain(statement: Statement, control: Control) -> Statement:
    """Where not doing is the point of a control, "we do not currently …" is no gap; nor is it called implemented."""
    if control.is_restraint and statement.status is ControlStatus.NOT_DONE:
        return replace(statement, status=ControlStatus.UNKNOWN)
    return statement


def _link_by_person(statement: Statement, control_ids: Iterable[str]) -> tuple[ControlLink, ...]:
    return tuple(ControlLink(id_, statement, 100.0 - rank, is_by_person=True) for rank, id_ in enumerate(control_ids))


def _match(line: tuple[_Term, ...], folded: _Folded) -> float:
    """Give 0 unless all terms hold; else the more, the longer the words that matched."""
    strength = 0.0
    for term in line:
        found = _find_word(term, folded)
        if term.is_forbidden:
            if found:
                return 0.0
            continue
        if not found:
            return 0.0
        strength += found
    return strength


def _match_in_part(line: tuple[_Term, ...], folded: _Folded) -> float:
    """Give the strength of the terms that hold, times their share: a question has other words than a statement.

    Half of a line's terms must hold; good enough to name whom to ask, not to claim anything.
    """
    wanted = [term for term in line if not term.is_forbidden]
    found = [_find_word(term, folded) for term in wanted]
    share = sum(1 for strength in found if strength) / len(found)
    return sum(found) * share**2 if share >= _ENOUGH else 0.0


def _find_word(term: _Term, folded: _Folded) -> float:
    in_statement = max((len(word) for word in term.words if word in folded.statement), default=0)
    if in_statement and term.is_in_statement:
        return min(in_statement, 16) / 4 + 1
    if term.is_in_headings and any(word in folded.headings for word in term.words):
        return _HEADING_BONUS
    return 0.0


def _fold_statement(statement: Statement) -> _Folded:
    passage = statement.passage
    cells = " ".join(cell for _, cell in passage.fields)
    label = "" if passage.kind is PassageKind.QA else statement.label  # a question's words are no claim
    return _Folded(
        _fold(f"{label} {cells or statement.text}"),
        _fold(" ".join((*passage.heading_path, passage.question))),
    )


def _fold(text: str) -> str:
    return f" {_SEPARATOR.sub(' ', strip_markup(text).lower())} "


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _fold(text).split() if len(word) > 2)


def _overlap(title: frozenset[str], subject: frozenset[str]) -> float:
    return len(title & subject) / len(title) if title else 0.0


def _parse_rules(
    table: Mapping[str, Any], domains: Mapping[str, Mapping[str, str]], frameworks: Iterable[str]
) -> ControlRules:
    domain_id = table["id"].split(".")[0]
    domain = domains[domain_id]
    control = Control(
        id=table["id"],
        domain=domain_id,
        title=table["title"],
        objective=table["objective"],
        framework_ids=tuple((framework, id_) for framework in frameworks for id_ in table.get(framework, ())),
        owner=table.get("owner", domain["owner"]),
        section=table.get("section", domain.get("section", "")),
        is_restraint=table.get("restraint", False),
    )
    return ControlRules(control, tuple(tuple(_parse_terms(line)) for line in table["match"]))


def _parse_terms(line: str) -> Iterator[_Term]:
    """Read one line of the file's small language; its grammar stands at the file's head.

    A mark before the first alternative ("!", "#", "~") holds for the whole term.
    """
    for term in line.split(" & "):
        mark = term[0] if term[0] in "!#~" else ""
        words = tuple(_parse_word(word.strip().lstrip("!#~")) for word in term.split("|"))
        yield _Term(words, mark in {"#", "~"} and mark != "", mark != "#", mark == "!")


def _parse_word(word: str) -> str:
    is_prefix = word.endswith("*")
    folded = _SEPARATOR.sub(" ", word.rstrip("*").lower()).strip()
    return f" {folded}" if is_prefix else f" {folded} "
