"""What a control overview consists of: frozen values, ready for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr

from qanswer.reports.attestations import Attestation
from qanswer.reports.evidence import EvidenceItem
from qanswer.reports.selection import LeftOut
from qanswer.reports.shown import ShownStatement
from qanswer.reports.wording import StatusView, word_date

_DOT = "  \u00b7  "


@dataclass(frozen=True, slots=True)
class VendorDetails:
    """The vendor as the cover and the document's properties name it."""

    name: str
    product: str = ""
    contact: str = ""
    email: str = ""
    website: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class OverviewRequest:
    """For whom an overview is made, and for how long it holds. An empty tracking id is made from the rest."""

    buyer: str
    vendor: VendorDetails
    issued_on: date
    valid_until: date
    recipient: str = ""
    nda: str = ""
    nda_on: date | None = None
    version: str = "1.0"
    tracking_id: str = ""
    region: str = ""

    @property
    def scope(self) -> str:
        """The product in scope, and the region where one is named."""
        product = self.vendor.product or self.vendor.name
        return f"{product} ({self.region})" if self.region else product

    @property
    def person(self) -> str:
        """The recipient's name; "" where only an address is known."""
        name, address = parseaddr(self.recipient)
        return name if "@" in address else self.recipient

    @property
    def mail(self) -> str:
        """The recipient's address; "" where only a name is known."""
        address = parseaddr(self.recipient)[1]
        return address if "@" in address else ""

    @property
    def nda_reference(self) -> str:
        """The NDA's reference and date as one line; "" where neither is known."""
        dated = f"of {word_date(self.nda_on)}" if self.nda_on else ""
        return " ".join(part for part in (self.nda, dated) if part)


@dataclass(frozen=True, slots=True)
class ControlView:
    """One control with its statements. `n_more` further ones stand in the sources only.

    `roadmap_ids` names roadmap items on the control that no statement shown names.
    """

    id: str
    title: str
    owner: str
    status: StatusView
    statements: tuple[ShownStatement, ...]
    roadmap_ids: tuple[str, ...] = ()
    n_more: int = 0
    scope: str = ""
    reviewed: str = ""
    frameworks: tuple[str, ...] = ()

    @property
    def particulars(self) -> str:
        """Scope, owner and last review as one line."""
        named = (("Scope", self.scope), ("Owner", self.owner), ("Last reviewed", self.reviewed))
        return _DOT.join(f"{name}: {value}" for name, value in named if value)

    @property
    def framework_line(self) -> str:
        """The ids that frameworks give its subject, as one line."""
        return _DOT.join(self.frameworks)


@dataclass(frozen=True, slots=True)
class GroupView:
    """Controls under one heading: a domain, or a part of a topic."""

    id: str
    title: str
    controls: tuple[ControlView, ...]

    @property
    def anchor(self) -> str:
        """A name for links; Word allows letters, digits and underscores."""
        return "grp_" + "".join(char for char in self.id if char.isalnum())


@dataclass(frozen=True, slots=True)
class DomainPlace:
    """A domain whose controls stand in other sections than that of the domains."""

    id: str
    title: str
    sections: str


@dataclass(frozen=True, slots=True)
class RoadmapItem:
    """What is still to come, apart from what is in place."""

    id: str
    title: str
    statement: ShownStatement
    target: str


@dataclass(frozen=True, slots=True)
class GapView:
    """What is not in place, as a source states it or as the policy owner classifies it."""

    control_id: str
    title: str
    text: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class PartyView:
    """What one party answers for or decides."""

    party: str
    statements: tuple[ShownStatement, ...]


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many statements have a status, and what the status means."""

    status: StatusView
    n: int


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A control and the ids that each framework has for its subject, in the frameworks' order."""

    control_id: str
    title: str
    sections: str
    framework_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source in the appendix."""

    title: str
    version: str
    owner: str
    effective: str
    review: str
    access: str


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section; `key` says what it shows, `groups` are its controls if it has any."""

    number: str
    key: str
    title: str
    groups: tuple[GroupView, ...] = ()

    @property
    def anchor(self) -> str:
        """A name for links; Word allows letters, digits and underscores."""
        return f"sec_{self.key}"


@dataclass(frozen=True, slots=True)
class Overview:
    """A whole overview. Withheld passages are counted here for the memo; no template shows them."""

    request: OverviewRequest
    tracking_id: str
    classification: str
    sections: tuple[Section, ...]
    counts: tuple[StatusCount, ...]
    n_controls: int
    n_domains: int
    elsewhere: tuple[DomainPlace, ...]
    attestations: tuple[Attestation, ...]
    parties: tuple[PartyView, ...]
    roadmap: tuple[RoadmapItem, ...]
    gaps: tuple[GapView, ...]
    evidence: tuple[EvidenceItem, ...]
    frameworks: tuple[str, ...]
    crosswalk: tuple[CrosswalkRow, ...]
    sources: tuple[SourceView, ...]
    left_out: tuple[LeftOut, ...]
    n_withheld: int
    answers_left_out: tuple[LeftOut, ...] = ()
    """Approved answers that are not told, by their ids, and policies that one disagrees with; for the memo alone."""

    @property
    def title(self) -> str:
        """The document's title."""
        return "Security Control Overview"

    @property
    def issued(self) -> str:
        """The day of issue in words."""
        return word_date(self.request.issued_on)

    @property
    def valid_until(self) -> str:
        """The last day on which it holds, in words."""
        return word_date(self.request.valid_until)

    @property
    def prepared_for(self) -> str:
        """The buyer, and the recipient's name and address where they are known."""
        recipient = ", ".join(part for part in (self.request.person, self.request.mail) if part)
        return f"{self.request.buyer} ({recipient})" if recipient else self.request.buyer

    @property
    def origins(self) -> str:
        """What statements are taken from."""
        return "a policy or an approved answer" if any(one.is_answer for one in self.statements()) else "a policy"

    @property
    def withheld(self) -> tuple[tuple[str, str], ...]:
        """All that is left out as pairs of what and why, for the vendor's own eyes: one for each reason."""
        by_reason: dict[str, list[str]] = {}
        for left in self.answers_left_out:
            by_reason.setdefault(left.reason, []).append(left.title)
        answers = ((_name_answers(titles), reason) for reason, titles in by_reason.items())
        return (*((left.title, left.reason) for left in self.left_out), *answers)

    def statements(self) -> Iterable[ShownStatement]:
        """Give every statement shown, each once, in the order of the sections."""
        yield from (one.statement for one in self.attestations)
        for section in self.sections:
            for group in section.groups:
                for control in group.controls:
                    yield from control.statements
        for party in self.parties:
            yield from party.statements
        yield from (item.statement for item in self.roadmap)
        for evidence in self.evidence:
            yield from evidence.statements


def _name_answers(titles: list[str], limit: int = 5) -> str:
    more = len(titles) - limit
    return ", ".join(titles[:limit]) + (f" and {more} more" if more > 0 else "")
