"""Control objectives, and which statements speak to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qanswer.core.control import ControlStatus, GapClass
from qanswer.core.errors import SettingsError
from qanswer.core.passage import Library, Passage, PassageKind, Source, make_passage_id
from qanswer.core.status import read_status
from qanswer.knowledge.control_overrides import parse_control_overrides, read_control_overrides
from qanswer.knowledge.controls import find_owner, load_controls, map_controls, measure_coverage
from qanswer.knowledge.library import load_library

DEMO = Path(__file__).parents[2] / "knowledge"
CCM_SIZES = {
    "A&A": 6, "AIS": 7, "BCR": 11, "CCC": 9, "CEK": 21, "DCS": 15, "DSP": 19, "GRC": 8, "HRS": 13, "IAM": 16, "IPY": 4,
    "IVS": 9, "LOG": 13, "SEF": 8, "STA": 14, "TVM": 10, "UEM": 14,
}  # fmt: skip
SHAPES = {
    "soc2": r"(?:CC[1-9]\.\d|A1\.[1-3]|C1\.[12]|PI1\.[1-5]|P[1-8]\.[1-7])",
    "iso27001": r"A\.[5-8]\.\d{1,2}",
    "ccm": r"[A-Z&]{3}-\d\d",
    "csf": r"(?:GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d\d",
}
ISO_SIZES = {"5": 37, "6": 8, "7": 14, "8": 34}


def _library(*texts: str, kind: PassageKind = PassageKind.BULLET, owner: str = "") -> Library:
    source = Source("p.md", "Policy", "p.md", "md", "ff", owner=owner)
    passages = (
        Passage(make_passage_id("p.md", (), text, n), source, ("Policy",), text, f"L{n}", kind, read_status(text))
        for n, text in enumerate(texts)
    )
    return Library((source,), tuple(passages))


def _mapped(text: str) -> list[str]:
    return [link.control_id for link in map_controls(_library(text)).links]


def test_catalogue_covers_the_seventeen_domains() -> None:
    """About 120 objectives over 17 domains, each with a title, an objective and a rule, under an id of its own."""
    catalogue = load_controls()
    assert [domain.id for domain in catalogue.domains] == list(CCM_SIZES)
    ids = [control.id for control in catalogue.controls]
    assert len(ids) == len(set(ids)) >= 120
    assert {control.domain for control in catalogue.controls} == set(CCM_SIZES)
    assert all(control.objective.endswith(".") and control.title and control.owner for control in catalogue.controls)
    assert all(rules.lines for rules in catalogue.rules)


def test_framework_ids_exist() -> None:
    """Every id has its framework's form, and no number beyond what the framework has."""
    for control in load_controls().controls:
        for framework, id_ in control.framework_ids:
            assert re.fullmatch(SHAPES[framework], id_), (control.id, id_)
            if framework == "ccm":
                assert 1 <= int(id_[-2:]) <= CCM_SIZES[id_[:3]], (control.id, id_)
            if framework == "iso27001":
                theme, number = id_[2:].split(".")
                assert 1 <= int(number) <= ISO_SIZES[theme], (control.id, id_)


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("All traffic is encrypted in transit with TLS 1.2 or higher.", "CEK.01"),
        ("Customer data is encrypted at rest using AES-256.", "CEK.02"),
        ("Backups are encrypted with separate keys.", "CEK.03"),
        ("Encryption keys are rotated every year.", "CEK.05"),
        ("Access rights of leavers are revoked within 24 hours of termination.", "IAM.08"),
        ("User access is reviewed quarterly by system owners; permissions no longer needed are removed.", "IAM.09"),
        ("Multi-factor authentication is enforced for all staff.", "IAM.04"),
        ("Background checks are carried out before employment begins.", "HRS.01"),
        ("All employees complete security awareness training every year.", "HRS.03"),
        ("An independent firm performs a penetration test every year.", "TVM.04"),
        ("Incident response procedures are documented.", "SEF.01"),
        ("We notify affected customers of a breach within 72 hours.", "SEF.02"),
        ("Disaster recovery plans are tested annually.", "BCR.05"),
        ("Vendors are assessed for risk before onboarding.", "STA.01"),
        ("Laptops are encrypted with full disk encryption.", "UEM.02"),
        ("Audit logs are kept for one year.", "LOG.04"),
        ("Every change to production needs a code review.", "AIS.07"),
        ("Customer data of each tenant is logically isolated.", "DSP.07"),
        ("We do not use customer data to train AI models.", "DSP.06"),
        ("The platform runs in a VPC with strict security groups.", "IVS.01"),
    ],
)
def test_plain_statements_find_their_control(text: str, control: str) -> None:
    """A sentence as policies have it speaks first to the control that it is about."""
    assert _mapped(text)[0] == control


@pytest.mark.parametrize(
    "text",
    [
        "Security is foundational to everything we build.",
        "This policy applies to all employees.",
        "Last updated in May.",
        "Our office dog is friendly.",
        "We take training sessions seriously.",
    ],
)
def test_what_is_no_control_stays_unmapped(text: str) -> None:
    """Mission, scope and chatter speak to no control."""
    assert not _mapped(text)


def test_what_suppliers_must_do_is_not_the_vendors_control() -> None:
    """What "third parties maintain" says nothing about the vendor's own development."""
    controls = _mapped("Third-parties maintain a secure development program with code review and risk assessment.")
    assert controls
    assert {id_.split(".")[0] for id_ in controls} == {"STA"}


def test_second_clause_of_a_bullet_follows_the_first() -> None:
    """A clause that no rule fits belongs where the rest of its bullet does."""
    control_map = map_controls(_library("CSRF protection on all forms; remaining legacy exemptions are being removed."))
    assert [(link.control_id, link.statement.status) for link in control_map.links] == [
        ("AIS.04", ControlStatus.PARTIAL),
        ("AIS.04", ControlStatus.IN_PROGRESS),
    ]


def test_every_control_statement_of_the_demo_is_mapped() -> None:
    """Of the demo policies only pointers, repeats and the mission are unmapped."""
    control_map = map_controls(load_library(DEMO))
    bullets = [s.text for s in control_map.unmapped if s.passage.kind is PassageKind.BULLET]
    assert bullets == ["Compliance documents can be requested from support@smaltai.com."]


def test_coverage_names_gaps_and_weakest_status() -> None:
    """A control without a statement is unknown; one with a plan beside what is in place is partial."""
    control_map = map_controls(_library("Backups are taken daily.", "Hourly backups are planned for 2027."))
    coverage = {one.control.id: one for one in measure_coverage(control_map)}
    assert (coverage["BCR.06"].n_statements, coverage["BCR.06"].status) == (2, ControlStatus.PARTIAL)
    assert coverage["HRS.01"].status is ControlStatus.UNKNOWN


def test_owner_is_that_of_the_policy_on_the_same_control() -> None:
    """Who owns the policy on backups should know of backups; else the control's usual role; else nobody."""
    control_map = map_controls(_library("Backups are taken daily.", owner="Head of Operations"))
    assert find_owner("How often are backups taken automatically?", control_map) == "Head of Operations"
    assert find_owner("Do you run background checks on staff?", control_map) == "People"
    assert find_owner("What is your favourite colour?", control_map) == ""


def test_a_persons_decision_replaces_the_rules() -> None:
    """controls.toml moves a statement, or takes it out; a decision that fits nothing is a finding."""
    overrides = parse_control_overrides(
        {
            "map": [
                {"text": "Backups are taken", "controls": ["BCR.01"]},
                {"text": "Keys are rotated", "source": "p.md", "controls": []},
                {"text": "Nothing like it", "controls": ["XXX.99"]},
            ]
        }
    )
    control_map = map_controls(_library("Backups are taken daily.", "Keys are rotated yearly."), overrides=overrides)
    assert [(link.control_id, link.is_by_person) for link in control_map.links] == [("BCR.01", True)]
    assert {problem.message for problem in control_map.problems} == {
        "no control has the id 'XXX.99'",
        "no statement begins with 'Nothing like it'",
    }


def test_gaps_and_owners_are_read(tmp_path: Path) -> None:
    """The file's second table: what the owner says of a control."""
    (tmp_path / "controls.toml").write_text(
        '[controls."TVM.04"]\ngap = "disclose"\nnote = "None commissioned."\nowner = "Head of Engineering"\n'
    )
    overrides = read_control_overrides(tmp_path)
    assert [(gap.control_id, gap.classification, gap.note) for gap in overrides.gaps] == [
        ("TVM.04", GapClass.DISCLOSE, "None commissioned.")
    ]
    assert overrides.owners == (("TVM.04", "Head of Engineering"),)
    assert read_control_overrides(tmp_path / "none").decisions == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[map", "controls.toml: "),
        ("[maps]\n", "unknown table 'maps'"),
        ('[[map]]\ncontrols = ["IAM.01"]\n', "needs `text`"),
        ('[[map]]\ntext = "x"\n', "needs `controls`"),
        ('map = "x"\n', r"\[map\] must be"),
        ('[controls."IAM.01"]\ngap = "maybe"\n', "gap must be one of disclose, internal, not_applicable, not 'maybe'"),
        ('[controls."IAM.01"]\ngap = "disclose"\n', "needs a `note`"),
        ('controls = "x"\n', r"\[controls\] must be a table"),
    ],
)
def test_wrong_controls_file_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    """What is not understood is named, in one line."""
    (tmp_path / "controls.toml").write_text(text)
    with pytest.raises(SettingsError, match=message) as caught:
        read_control_overrides(tmp_path)
    assert "\n" not in caught.value.message
