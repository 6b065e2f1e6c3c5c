"""The control overview for one recipient, in the formats asked for, and the log of all that were made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from qanswer.answering.profile import CompanyProfile
from qanswer.core.answer import AnswerStatus
from qanswer.core.errors import Problem, RefusedError, StoreError
from qanswer.core.release import Release, ReleasedFile, find_expired
from qanswer.core.review import Provenance
from qanswer.core.scope import Occasion, get_scope_values
from qanswer.core.staging import prepare_output_folder
from qanswer.reports.office import Office, start_office
from qanswer.reports.overview import Overview, OverviewRequest, VendorDetails, build_overview
from qanswer.reports.wording import word_date
from qanswer.reports.write import FORMATS, write_overview
from qanswer.services.desk import PolicyDesk
from qanswer.services.overview_answers import AnswerTeller, ToldAnswers

__all__ = [
    "FORMATS",
    "MadeOverview",
    "OverviewOrder",
    "make_overview",
    "record_release",
    "start_office",
    "write_overviews",
]


@dataclass(frozen=True, slots=True)
class OverviewOrder:
    """For whom an overview is made, under which NDA, and for how long it is valid.

    `valid_until` wins over `valid_days`. `is_date_new`: a person gave one of them for this very copy.
    """

    buyer: str
    recipient: str = ""
    nda: str = ""
    valid_days: int = 90
    version: str = "1.0"
    nda_on: date | None = None
    valid_until: date | None = None
    is_date_new: bool = False
    product: str = ""
    """The product in scope; "" for the vendor's own as the settings name it."""
    region: str = ""


@dataclass(frozen=True, slots=True)
class MadeOverview:
    """An overview and its files; `notes` say what could not be done beside it."""

    overview: Overview
    release: Release
    paths: tuple[Path, ...]
    notes: tuple[Problem, ...] = ()
    is_recorded: bool = True


def make_overview(desk: PolicyDesk, order: OverviewOrder, today: date | None = None) -> Overview:
    """Build the overview for one recipient; nothing is written.

    Raises:
        RefusedError: this recipient's copy of this version has run out, and no new date was given.
        SettingsError: the knowledge folder's controls.toml is not understood.
        UsageError: it would end before it is issued.
    """
    issued_on = today or date.today()  # noqa: DTZ011  # the vendor's own calendar day
    _refuse_expired(desk, order, issued_on)
    request = OverviewRequest(
        buyer=order.buyer,
        vendor=_describe_vendor(desk.profile, order.product),
        issued_on=issued_on,
        valid_until=order.valid_until or issued_on + timedelta(days=order.valid_days),
        recipient=order.recipient,
        nda=order.nda,
        nda_on=order.nda_on,
        version=order.version,
        region=order.region,
    )
    told = _tell_answers(desk, order, issued_on)
    overview = build_overview(told.library, told.control_map, request)
    return replace(overview, answers_left_out=told.left_out)


def write_overviews(
    desk: PolicyDesk, order: OverviewOrder, folder: Path, formats: Sequence[str], office: Office | None = None
) -> MadeOverview:
    """Write the overview into the folder, a file a format, and record it; a PDF by `office`, if one is started already.

    Raises:
        FileError: the folder cannot be written, or PDF was asked for and LibreOffice is not installed.
        RefusedError: this recipient's copy of this version has run out, and no new date was given.
        TemplateError: a template is missing or wrong.
    """
    prepare_output_folder(folder)
    overview = make_overview(desk, order)
    paths = write_overview(overview, folder, formats, folders=desk.template_folders, office=office)
    missing = record_release(desk, overview, formats, paths)
    release = describe_release(overview, formats, paths)
    return MadeOverview(overview, release, paths, (*desk.notes, *missing), is_recorded=not missing)


def describe_release(overview: Overview, formats: Sequence[str], paths: Sequence[Path]) -> Release:
    """Describe what was written, as the log keeps it; `paths` are in the order of the formats."""
    request = overview.request
    files = (
        ReleasedFile(name, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for name, path in zip(dict.fromkeys(formats), paths, strict=True)
    )
    return Release(
        tracking_id=overview.tracking_id,
        buyer=request.buyer,
        recipient=request.recipient,
        nda=request.nda_reference,
        version=request.version,
        issued_on=request.issued_on,
        valid_until=request.valid_until,
        files=tuple(files),
        provenance=Provenance("", datetime.now(UTC)),
    )


def record_release(
    desk: PolicyDesk, overview: Overview, formats: Sequence[str], paths: Sequence[Path]
) -> tuple[Problem, ...]:
    """Enter an overview in the log; what keeps it out is a finding, since the document is there and stays."""
    missing = f"{overview.tracking_id} is not in the release log"
    if desk.store is None:
        return (Problem("release log", f"{missing}: there is no store that can be used"),)
    try:
        desk.store.releases.record(describe_release(overview, formats, paths))
    except StoreError as error:
        return (Problem("release log", f"{missing}: {error.message}"),)
    return ()


def _refuse_expired(desk: PolicyDesk, order: OverviewOrder, today: date) -> None:
    if desk.store is None or order.is_date_new:
        return
    expired = find_expired(
        desk.store.releases.list(),
        buyer=order.buyer,
        recipient=order.recipient,
        version=order.version,
        today=today,
    )
    if expired is None:
        return
    whom = f"{expired.buyer} ({expired.recipient})" if expired.recipient else expired.buyer
    message = f"version {expired.version} for {whom} expired on {word_date(expired.valid_until)}"
    hint = "Run `qanswer overview` with --valid-days N or --valid-until DATE, or raise the version."
    raise RefusedError(message, hint=hint)


def _tell_answers(desk: PolicyDesk, order: OverviewOrder, today: date) -> ToldAnswers:
    """Put the approved answers that may be told beside the policies."""
    answers = desk.store.answers.list(AnswerStatus.APPROVED) if desk.store else ()
    if desk.store is None or not answers:
        return ToldAnswers(desk.library, desk.control_map)
    profile = desk.profile
    buyers = {job.occasion.buyer for job in desk.store.jobs.list()}
    buyers |= {release.buyer for release in desk.store.releases.list()}
    buyers |= {buyer for answer in answers for buyer in get_scope_values(answer.scope, "buyer")}
    teller = AnswerTeller(
        desk.library,
        desk.control_map,
        Occasion(order.product or profile.product, order.region, order.buyer),
        today,
        own_names=tuple(filter(None, (profile.name, profile.product))),
        other_buyers=tuple(buyers),
    )
    return teller.tell(answers)


def _describe_vendor(profile: CompanyProfile, product: str) -> VendorDetails:
    return VendorDetails(
        name=profile.name,
        product=product or profile.product,
        contact=profile.contact,
        email=profile.email,
        website=profile.website,
        address=profile.address,
    )
