"""The control overview for one recipient, in the formats asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from qanswer.answering.profile import CompanyProfile
from qanswer.reports.overview import Overview, OverviewRequest, VendorDetails, build_overview
from qanswer.reports.write import FORMATS, write_overview
from qanswer.services.desk import Desk
from qanswer.services.outputs import prepare_output_folder

__all__ = ["FORMATS", "OverviewOrder", "make_overview", "write_overviews"]


@dataclass(frozen=True, slots=True)
class OverviewOrder:
    """For whom an overview is made, under which NDA, and for how long it is valid."""

    buyer: str
    recipient: str = ""
    nda: str = ""
    valid_days: int = 90
    version: str = "1.0"


def make_overview(desk: Desk, order: OverviewOrder, today: date | None = None) -> Overview:
    """Build the overview for one recipient; nothing is written.

    Raises:
        SettingsError: the knowledge folder's controls.toml is not understood.
    """
    issued_on = today or date.today()  # noqa: DTZ011  # the vendor's own calendar day
    request = OverviewRequest(
        buyer=order.buyer,
        vendor=_describe_vendor(desk.profile),
        issued_on=issued_on,
        valid_until=issued_on + timedelta(days=order.valid_days),
        recipient=order.recipient,
        nda=order.nda,
        version=order.version,
    )
    return build_overview(desk.library, desk.control_map, request)


def write_overviews(desk: Desk, order: OverviewOrder, folder: Path, formats: Sequence[str]) -> tuple[Path, ...]:
    """Write the overview into the folder, a file a format.

    Raises:
        FileError: the folder cannot be written, or PDF was asked for and LibreOffice is not installed.
        TemplateError: a template is missing or wrong.
    """
    prepare_output_folder(folder)
    return write_overview(make_overview(desk, order), folder, formats, folders=desk.template_folders)


def _describe_vendor(profile: CompanyProfile) -> VendorDetails:
    return VendorDetails(
        name=profile.name,
        product=profile.product,
        contact=profile.contact,
        email=profile.email,
        website=profile.website,
        address=profile.address,
    )
