"""`qanswer overview`: the NDA control overview, and the log of those that were made."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict

import click

from qanswer.cli.console import make_table, print_json, print_problems, print_table
from qanswer.cli.options import JSON, OUTPUT_FOLDER
from qanswer.core.errors import UsageError
from qanswer.core.release import Release
from qanswer.services.json_rows import problem_row
from qanswer.services.overview import FORMATS, MadeOverview, OverviewOrder, start_office, write_overviews
from qanswer.settings import OverviewSettings
from qanswer.workspace import Workspace

_DAY = click.DateTime(["%Y-%m-%d"])


class _End(TypedDict):
    """Until when an overview holds, as `OverviewOrder` takes it."""

    valid_days: int
    valid_until: date | None
    is_date_new: bool


@click.command(name="overview")
@click.option("--buyer", default="", help="The company that it is prepared for.")
@click.option("--recipient", default="", help='Who receives it, such as "Jane Doe <jane@northwind.example>".')
@click.option("--nda", default="", help="Reference of the NDA.")
@click.option("--nda-date", type=_DAY, metavar="DATE", help="When the NDA was signed.")
@click.option("--valid-days", type=click.IntRange(1), help="Days that it is valid; by default as in the settings.")
@click.option("--valid-until", type=_DAY, metavar="DATE", help="The last day that it is valid, instead.")
@click.option("--version", default="", help="Version of the document; by default as in the settings.")
@click.option("--product", default="", help="The product in scope; by default as in the settings.")
@click.option("--region", default="", help="The region in scope; approved answers for another are left out.")
@click.option("--format", "formats", default="docx", help=f"Comma-separated: {', '.join(FORMATS)}.")
@click.option("--list", "list_only", is_flag=True, help="List the overviews that were made (of --buyer, if given).")
@OUTPUT_FOLDER
@JSON
@click.pass_obj
def command(
    workspace: Path | None,
    *,
    buyer: str,
    recipient: str,
    nda: str,
    nda_date: datetime | None,
    valid_days: int | None,
    valid_until: datetime | None,
    version: str,
    product: str,
    region: str,
    formats: str,
    list_only: bool,
    output_folder: Path,
    as_json: bool,
) -> None:
    """Write the control overview to send under NDA, from what is marked public or nda, never from what is internal.

    Each one made is kept in the release log. One that has expired is not made again without a new date or version.

    \b
    Examples:
      qanswer overview --buyer Northwind --recipient security@northwind.example --nda NDA-2026-014 --format docx,pdf
      qanswer overview --list
    """
    opened = Workspace.open(workspace)
    if list_only:
        _list_releases(opened, buyer, as_json=as_json)
        return
    if not buyer.strip():
        message = "for whom is it made?"
        raise UsageError(message, hint="Name the company with --buyer NAME.")
    wanted = _choose_formats(formats)
    order = OverviewOrder(
        buyer=buyer.strip(),
        recipient=recipient.strip(),
        nda=nda.strip(),
        nda_on=nda_date.date() if nda_date else None,
        product=product.strip(),
        region=region.strip(),
        version=version.strip() or opened.settings.overview.version,
        **_choose_end(opened.settings.overview, valid_days, valid_until),
    )
    with start_office() if "pdf" in wanted else nullcontext() as office:
        made = write_overviews(opened.open_policies(records=True), order, output_folder, wanted, office)
    print_problems(made.notes)
    if as_json:
        print_json(_make_object(made))
        return
    for path in made.paths:
        click.echo(f"wrote {path}")


def _choose_formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if unknown := [name for name in wanted if name not in FORMATS]:
        message = f"unknown format: {', '.join(unknown)}"
        raise UsageError(message, hint=f"Choose from {', '.join(FORMATS)}.")
    if not wanted:
        message = "no format is named"
        raise UsageError(message, hint=f"Choose from {', '.join(FORMATS)}.")
    return wanted


def _choose_end(own: OverviewSettings, valid_days: int | None, valid_until: datetime | None) -> _End:
    if valid_days and valid_until:
        message = "--valid-days and --valid-until both say when it ends"
        raise UsageError(message, hint="Give one of them.")
    return {
        "valid_days": valid_days or own.valid_days,
        "valid_until": valid_until.date() if valid_until else None,
        "is_date_new": bool(valid_days or valid_until),
    }


def _list_releases(opened: Workspace, buyer: str, *, as_json: bool) -> None:
    store = opened.find_store()
    releases = [
        one for one in (store.releases.list() if store else ()) if not buyer or one.buyer.casefold() == buyer.casefold()
    ]
    if as_json:
        print_json({"releases": [_release_row(release) for release in releases]})
    elif releases:
        _show_releases(releases)
    else:
        click.echo("No overview has been made yet.")


def _show_releases(releases: Sequence[Release]) -> None:
    table = make_table("", "Issued", "Buyer", "Recipient", "NDA", "Version", "Valid until", "Tracking id", "Formats")
    for one in releases:
        until = f"{one.valid_until}{' (expired)' if _is_expired(one) else ''}"
        formats = ", ".join(file.format for file in one.files)
        table.add_row(
            *(str(one.issued_on), one.buyer, one.recipient, one.nda, one.version, until, one.tracking_id, formats)
        )
    print_table(table)


def _is_expired(release: Release) -> bool:
    return release.valid_until < date.today()  # noqa: DTZ011  # the vendor's own calendar day


def _release_row(release: Release) -> dict[str, object]:
    return {
        **_describe(release),
        "expired": _is_expired(release),
        "files": [{"format": f.format, "name": f.name, "sha256": f.sha256} for f in release.files],
        "made_by": release.provenance.author,
        "made_at": release.provenance.at.isoformat(),
    }


def _describe(release: Release) -> dict[str, object]:
    """Say for whom an overview is, which one, and until when."""
    return {
        "tracking_id": release.tracking_id,
        "buyer": release.buyer,
        "recipient": release.recipient,
        "nda": release.nda,
        "version": release.version,
        "issued_on": release.issued_on.isoformat(),
        "valid_until": release.valid_until.isoformat(),
    }


def _make_object(made: MadeOverview) -> dict[str, object]:
    overview, release = made.overview, made.release
    files = zip(release.files, made.paths, strict=True)
    return {
        **_describe(release),
        "controls": overview.n_controls,
        "statements": {count.status.key: count.n for count in overview.counts},
        "withheld": overview.n_withheld,
        "left_out": [
            {"title": left.title, "reason": left.reason} for left in (*overview.left_out, *overview.answers_left_out)
        ],
        "files": [{"format": file.format, "path": str(path), "sha256": file.sha256} for file, path in files],
        "recorded": made.is_recorded,
        "problems": [problem_row(problem) for problem in made.notes],
    }
