"""The control overview for a buyer under NDA: a library and its control map go in, a frozen `Overview` comes out.

Only passages of public or NDA sources in force on the day of issue are used. Every statement is a quote of its passage
with a status that its own words allow; what is still to come stands on the roadmap and nowhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qanswer.core.control import Control, ControlStatus, GapClass
from qanswer.core.errors import UsageError
from qanswer.core.passage import Classification, Library, PassageKind, Source, cite
from qanswer.core.statement import ControlMap, Statement
from qanswer.reports.attestations import collect_attestations
from qanswer.reports.evidence import collect_evidence, find_party, name_documents
from qanswer.reports.overview_parts import (
    ControlView,
    CrosswalkRow,
    DomainPlace,
    GapView,
    GroupView,
    Overview,
    OverviewRequest,
    PartyView,
    RoadmapItem,
    Section,
    SourceView,
    StatusCount,
    VendorDetails,
)
from qanswer.reports.selection import ANSWER_KIND, Selected, Selection, select_statements
from qanswer.reports.shown import ShownStatement, find_target, show_statement
from qanswer.reports.wording import StatusView, status_views, view_status, word_classification, word_date

__all__ = ["SECTIONS", "Overview", "OverviewRequest", "VendorDetails", "build_overview", "make_tracking_id"]

CLASSIFICATION = "Confidential · shared under NDA"
_MAX_PER_CONTROL = 8
"""More statements than this on one control repeat a policy rather than sum it up; the rest are counted."""

_SHORT_NAMES = {"soc2": "SOC 2", "iso27001": "ISO 27001", "ccm": "CCM", "csf": "CSF"}
_TOPICS = (
    ("hosting", "Hosting and architecture"),
    ("dataflow", "Data flow"),
    ("domains", "Control domains"),
    ("responsibility", "Shared responsibility"),
    ("suppliers", "Suppliers and sub-processors"),
    ("incident", "Incident response and notice"),
    ("continuity", "Continuity and recovery"),
)
SECTIONS = (
    ("summary", "Posture at a glance"),
    ("attestations", "Attestations and legal compliance"),
    *_TOPICS,
    ("roadmap", "Roadmap"),
    ("gaps", "Known gaps"),
    ("evidence", "Evidence available"),
)


def build_overview(library: Library, control_map: ControlMap, request: OverviewRequest) -> Overview:
    """Build an overview; nothing is read or written.

    Raises:
        UsageError: the overview would end before it is issued.
    """
    if request.valid_until < request.issued_on:
        message = f"the overview would end on {request.valid_until}, before it is issued on {request.issued_on}"
        raise UsageError(message, hint="Give a later date, or --valid-days N with N of 1 or more.")
    selection = select_statements(library, control_map, request.issued_on)
    _check_quotes(selection.statements)
    sorter = _Sorter(control_map, selection, request.scope)
    sections = sorter.number_sections()
    places = sorter.find_places(sections)
    overview = Overview(
        request=request,
        tracking_id=request.tracking_id or make_tracking_id(request, library),
        classification=CLASSIFICATION,
        sections=sections,
        counts=(),
        n_controls=len(places),
        n_domains=len({sorter.controls[id_].domain for id_ in places}),
        elsewhere=sorter.find_elsewhere(sections, places),
        attestations=sorter.attestations,
        parties=sorter.parties,
        roadmap=sorter.roadmap,
        gaps=sorter.gaps,
        evidence=sorter.evidence,
        frameworks=tuple(framework.title for framework in control_map.frameworks),
        crosswalk=_build_crosswalk(control_map, places),
        sources=_view_sources(selection),
        left_out=selection.left_out,
        n_withheld=selection.n_withheld,
    )
    return replace(overview, counts=_count_statuses(overview))


def make_tracking_id(request: OverviewRequest, library: Library) -> str:
    """Name one issue of an overview: another recipient, date, version or content gives another id."""
    asked = (request.buyer, request.recipient, request.nda_reference, request.version, request.scope)
    content = "\x1f".join((*asked, request.issued_on.isoformat(), request.valid_until.isoformat(), library.sha256))
    return f"QO-{request.issued_on:%y%m%d}-{hashlib.sha256(content.encode()).hexdigest()[:8].upper()}"


class _Sorter:
    """Puts every selected statement into its one place."""

    def __init__(self, control_map: ControlMap, selection: Selection, scope: str) -> None:
        self.scope = scope
        self.frameworks = {framework.id: framework.title for framework in control_map.frameworks}
        self.controls = {control.id: control for control in control_map.controls}
        self.domains = control_map.domains
        rest: Sequence[Selected] = selection.statements
        self.attestations, rest = collect_attestations(rest, self.controls)
        self.evidence, rest = collect_evidence(rest, self.controls)
        rest = [selected for selected in rest if selected.control_ids]
        self.roadmap = _number_roadmap([one for one in rest if one.statement.is_open], self.controls)
        self.gaps = (*_gaps_stated(rest, self.controls), *_gaps_classified(control_map, self.controls))
        shown = [s for s in rest if not s.statement.is_open and s.statement.status is not ControlStatus.NOT_DONE]
        self.parties, shown = _collect_parties(shown)
        self.shown = tuple(sorted(shown, key=lambda one: one.statement.passage.kind is PassageKind.QA))
        titles = {id_: f"{id_} {control.title}" for id_, control in self.controls.items()}
        named = ((titles[one.control_id], show_statement(one.statement)) for one in shown)
        self.evidence += name_documents(named, [item.title for item in self.evidence])

    def number_sections(self) -> tuple[Section, ...]:
        """Number the sections that have something to show."""
        topics = dict(_TOPICS)
        content: dict[str, Sequence[object]] = {
            "attestations": self.attestations,
            "responsibility": self.parties,
            "roadmap": self.roadmap,
            "gaps": self.gaps,
            "evidence": self.evidence,
        }
        found: list[Section] = []
        for key, title in SECTIONS:
            groups = self._groups(key) if key in topics else ()
            if key == "summary" or groups or content.get(key):
                found.append(Section(str(len(found) + 1), key, title, groups))
        return tuple(found)

    def _groups(self, topic: str) -> tuple[GroupView, ...]:
        wanted = "" if topic == "domains" else topic
        by_control: dict[str, list[Statement]] = {}
        for selected in self.shown:
            by_control.setdefault(selected.control_id, []).append(selected.statement)
        views = [
            self._view_control(self.controls[id_], by_control[id_])
            for id_ in self.controls
            if id_ in by_control and _section_of(self.controls[id_]) == wanted
        ]
        if topic != "domains":
            return (GroupView(topic, "", tuple(views)),) if views else ()
        groups = (
            GroupView(d.id, d.title, tuple(view for view in views if self.controls[view.id].domain == d.id))
            for d in self.domains
        )
        return tuple(group for group in groups if group.controls)

    def _view_control(self, control: Control, statements: Sequence[Statement]) -> ControlView:
        items = {item.statement.passage_id: item.id for item in self.roadmap}
        mine = [item.id for item in self.roadmap if item.statement.control_id == control.id]
        shown = _without_repeated_labels(
            replace(show_statement(statement, control.id), roadmap_id=items.get(statement.passage.id, ""))
            for statement in statements[:_MAX_PER_CONTROL]
        )
        named = {statement.roadmap_id for statement in shown}
        sources = [statement.passage.source for statement in statements]
        owners = dict.fromkeys(filter(None, (source.owner for source in sources)))
        return ControlView(
            id=control.id,
            title=control.title,
            owner=", ".join(owners),
            status=_view_together(shown, has_roadmap=bool(mine)),
            statements=shown,
            roadmap_ids=tuple(id_ for id_ in mine if id_ not in named),
            n_more=max(0, len(statements) - _MAX_PER_CONTROL),
            scope=self.scope,
            reviewed=word_date(min((s.effective_on for s in sources if s.effective_on), default=None)),
            frameworks=tuple(self._name_requirements(control)),
        )

    def _name_requirements(self, control: Control) -> Iterable[str]:
        for framework, title in self.frameworks.items():
            ids = ", ".join(id_ for own, id_ in control.framework_ids if own == framework)
            if ids:
                yield f"{_SHORT_NAMES.get(framework, title)} {ids}"

    def find_places(self, sections: Sequence[Section]) -> dict[str, tuple[str, ...]]:
        """Give the numbers of the sections that each control stands in."""
        found: dict[str, list[str]] = {}
        for section in sections:
            ids = [control.id for group in section.groups for control in group.controls]
            ids += self._ids_without_groups(section.key)
            for id_ in dict.fromkeys(ids):
                found.setdefault(id_, []).append(section.number)
        return {id_: tuple(found[id_]) for id_ in self.controls if id_ in found}

    def _ids_without_groups(self, key: str) -> list[str]:
        """Give the controls of a section that shows no table of controls."""
        statements = {
            "attestations": [one.statement for one in self.attestations],
            "responsibility": [one for party in self.parties for one in party.statements],
            "roadmap": [item.statement for item in self.roadmap],
            "evidence": [one for item in self.evidence for one in item.statements],
        }
        ids = [one.control_id for one in statements.get(key, ()) if one.control_id]
        return ids + ([gap.control_id for gap in self.gaps] if key == "gaps" else [])

    def find_elsewhere(
        self, sections: Sequence[Section], places: Mapping[str, tuple[str, ...]]
    ) -> tuple[DomainPlace, ...]:
        """List the domains that the section of the domains does not show, with the sections that do."""
        here = {group.id for section in sections if section.key == "domains" for group in section.groups}
        numbers: dict[str, set[str]] = {}
        for id_, found in places.items():
            numbers.setdefault(self.controls[id_].domain, set()).update(found)
        return tuple(
            DomainPlace(domain.id, domain.title, ", ".join(sorted(numbers[domain.id], key=int)))
            for domain in self.domains
            if domain.id in numbers and domain.id not in here
        )


def _without_repeated_labels(shown: Iterable[ShownStatement]) -> tuple[ShownStatement, ...]:
    """Show a label once where several statements of one passage follow each other."""
    found: list[ShownStatement] = []
    last = ("", "")
    for one in shown:
        key = (one.passage_id, one.label)
        found.append(replace(one, label="") if key == last else one)
        last = key
    return tuple(found)


def _section_of(control: Control) -> str:
    """Give the topic under which a control's statements stand; attestations and evidence fall back to its domain."""
    return "" if control.section in {"attestations", "evidence"} else control.section


def _view_together(shown: Sequence[ShownStatement], *, has_roadmap: bool) -> StatusView:
    """Give a control's status: that of its weakest statement; with an item on the roadmap it is at most in part.

    Rules beside what is in place do not weaken it: they say how it is used.
    """
    keys = [view.key for view in status_views()]
    found = {one.status.key: one.status for one in shown}
    if "implemented" in found:
        found.pop("required", None)
        found.pop("unknown", None)
    weakest = max(found.values(), key=lambda view: keys.index(view.key))
    if has_roadmap and weakest.key in {"implemented", "required", "unknown"}:
        return view_status(ControlStatus.PARTIAL)
    return weakest


def _number_roadmap(selected: Sequence[Selected], controls: dict[str, Control]) -> tuple[RoadmapItem, ...]:
    return tuple(
        RoadmapItem(
            id=f"R{number}",
            title=_name_subject(one, controls),
            statement=show_statement(one.statement, one.control_id),
            target=find_target(one.statement.text),
        )
        for number, one in enumerate(selected, 1)
    )


def _name_subject(one: Selected, controls: dict[str, Control]) -> str:
    """Name a subject by its label; a question that is answered is no name."""
    label = "" if one.statement.passage.kind is PassageKind.QA else one.statement.label
    return label or controls[one.control_id].title


def _gaps_stated(selected: Sequence[Selected], controls: dict[str, Control]) -> tuple[GapView, ...]:
    return tuple(
        GapView(one.control_id, controls[one.control_id].title, shown.text, shown.status.label, shown.source_line)
        for one in selected
        if one.statement.status is ControlStatus.NOT_DONE
        for shown in (show_statement(one.statement),)
    )


def _gaps_classified(control_map: ControlMap, controls: dict[str, Control]) -> tuple[GapView, ...]:
    """What the policy owner chose to disclose, or calls not applicable; internal notes stay internal."""
    labels = {GapClass.DISCLOSE: "Not in place", GapClass.NOT_APPLICABLE: "Not applicable"}
    return tuple(
        GapView(gap.control_id, controls[gap.control_id].title, gap.note, labels[gap.classification], "Policy owner")
        for gap in control_map.gaps
        if gap.classification in labels and gap.control_id in controls
    )


def _collect_parties(selected: Sequence[Selected]) -> tuple[tuple[PartyView, ...], list[Selected]]:
    """Take out what says which party answers for something."""
    by_party: dict[str, list[ShownStatement]] = {}
    rest: list[Selected] = []
    for one in selected:
        party = find_party(one.statement)
        if party:
            by_party.setdefault(party, []).append(show_statement(one.statement, one.control_id))
        else:
            rest.append(one)
    return tuple(PartyView(party, tuple(shown)) for party, shown in by_party.items()), rest


def _build_crosswalk(control_map: ControlMap, places: Mapping[str, tuple[str, ...]]) -> tuple[CrosswalkRow, ...]:
    return tuple(
        CrosswalkRow(
            control.id,
            control.title,
            ", ".join(places[control.id]),
            tuple(
                ", ".join(id_ for framework_id, id_ in control.framework_ids if framework_id == framework.id)
                or "\u2013"
                for framework in control_map.frameworks
            ),
        )
        for control in control_map.controls
        if control.id in places
    )


def _view_sources(selection: Selection) -> tuple[SourceView, ...]:
    used = {selected.statement.passage.source.id for selected in selection.statements}
    sources = [source for source in selection.sources if source.id in used]
    answers = [source for source in sources if source.kind == ANSWER_KIND]
    views = tuple(
        SourceView(
            title=source.title,
            version=source.version,
            owner=source.owner,
            effective=word_date(source.effective_on),
            review=word_date(source.review_on),
            access=word_classification(source.classification),
        )
        for source in sources
        if source.kind != ANSWER_KIND
    )
    return (*views, _view_answers(answers)) if answers else views


def _view_answers(answers: Sequence[Source]) -> SourceView:
    """Show all approved answers as one source: when the last was reviewed, and when the first is due."""
    return SourceView(
        title=f"Approved answers ({len(answers)})",
        version="",
        owner=", ".join(dict.fromkeys(answer.owner for answer in answers if answer.owner)),
        effective=word_date(max((a.effective_on for a in answers if a.effective_on), default=None)),
        review=word_date(min((a.review_on for a in answers if a.review_on), default=None)),
        access=word_classification(Classification.NDA),
    )


def _count_statuses(overview: Overview) -> tuple[StatusCount, ...]:
    """Count what is shown, each statement once; what speaks to no status is left out when there is none of it."""
    keys = [one.status.key for one in overview.statements()]
    keys += ["not_done"] * sum(gap.status == view_status(ControlStatus.NOT_DONE).label for gap in overview.gaps)
    counts = (StatusCount(view, keys.count(view.key)) for view in status_views())
    return tuple(count for count in counts if count.n)


def _check_quotes(selected: Iterable[Selected]) -> None:
    """Hold the promise that every quote stands in its passage to the letter."""
    for one in selected:
        cite(one.statement.passage, one.statement.quote)
