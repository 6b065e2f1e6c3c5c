"""The vendor's own particulars, and which of them a form's label asks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """The vendor as the settings describe it; `fields` pairs a form's label with what to write there."""

    name: str = ""
    product: str = ""
    website: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    fields: tuple[tuple[str, str], ...] = ()


# Labels as forms print them, folded by `fold_label`; a label must match whole, since "Name of DPO" is not the company.
_LABELS: dict[str, tuple[str, ...]] = {
    "name": (
        "vendor",
        "vendor name",
        "name of vendor",
        "company",
        "company name",
        "name of company",
        "supplier",
        "supplier name",
        "name of supplier",
        "organization",
        "organization name",
        "organisation",
        "organisation name",
        "name of organization",
        "name of organisation",
        "legal name",
        "company legal name",
        "legal entity name",
        "full legal name",
        "service provider",
        "service provider name",
        "provider name",
        "third party name",
        "respondent company",
        "csp name",
        "cloud service provider name",
        "firma",
        "firmenname",
        "name des unternehmens",
        "unternehmen",
        "anbieter",
        "lieferant",
        "name des anbieters",
        "nom de l entreprise",
        "nom de la societe",
        "raison sociale",
        "fournisseur",
        "nom du fournisseur",
        "nombre de la empresa",
        "razon social",
        "proveedor",
        "nombre del proveedor",
        "nazwa firmy",
        "nazwa dostawcy",
        "dostawca",
        "会社名",
        "企業名",
        "御社名",
        "ベンダー名",
        "公司名称",
        "供应商名称",
    ),
    "product": (
        "product",
        "product name",
        "name of product",
        "service",
        "service name",
        "solution",
        "solution name",
        "application",
        "application name",
        "product service name",
        "product or service",
        "name of service",
        "product version in scope",
        "service in scope",
        "solution provided",
        "produkt",
        "produktname",
        "dienst",
        "produit",
        "nom du produit",
        "producto",
        "nombre del producto",
        "nazwa produktu",
        "製品名",
        "サービス名",
        "产品名称",
    ),
    "website": (
        "website",
        "web site",
        "company website",
        "vendor website",
        "url",
        "company url",
        "homepage",
        "web page",
        "webseite",
        "internetseite",
        "site web",
        "sitio web",
        "strona internetowa",
        "ウェブサイト",
        "网站",
    ),
    "contact": (
        "contact",
        "contact name",
        "vendor contact",
        "primary contact",
        "contact person",
        "main contact",
        "vendor contact name",
        "point of contact",
        "ansprechpartner",
        "kontaktperson",
        "personne a contacter",
        "persona de contacto",
        "osoba kontaktowa",
        "担当者",
        "联系人",
    ),
    "email": (
        "email",
        "e mail",
        "email address",
        "e mail address",
        "contact email",
        "vendor contact email",
        "contact e mail",
        "courriel",
        "adresse e mail",
        "correo electronico",
        "メールアドレス",
        "电子邮件",
    ),
    "phone": (
        "phone",
        "phone number",
        "telephone",
        "telephone number",
        "contact phone",
        "vendor contact phone",
        "telefon",
        "telefonnummer",
        "telefono",
        "numer telefonu",
        "電話番号",
        "电话",
    ),
    "address": (
        "address",
        "company address",
        "headquarters",
        "headquarters address",
        "registered address",
        "business address",
        "anschrift",
        "adresse",
        "direccion",
        "adres",
        "住所",
        "地址",
    ),
}


def fold_label(label: str) -> str:
    """Fold a label's case, accents, punctuation and bracketed remarks, so that equal labels compare equal."""
    label = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", label)
    plain = "".join(c for c in unicodedata.normalize("NFKD", label.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", plain)))


_FIELD_OF = {fold_label(label): name for name, labels in _LABELS.items() for label in labels}


# A block under such a heading asks for one person's particulars, or another party's, and not for the company's.
_OF_SOMEBODY = re.compile(
    r"\b(?:owner|officer|isso|ao|authori[sz]\w+|assessors?|approv\w+|signator\w+|signatures?|manager|technical contact|"
    r"point of contact|prepared (?:by|for)|prepared this|buyer|customer|client|agency|reviewers?|testers?|testing)\b",
    re.IGNORECASE,
)


def find_profile_value(profile: CompanyProfile, label: str, section: str = "") -> str | None:
    """Find what the profile has for a form's label; None when it has nothing, so that the field is left.

    `section` is the heading that the label stands under: under "System Owner" an address is a person's, and is left.

    A label that is not known as it stands is tried without what only qualifies it: "Legal name of the vendor" is a
    name, "E-mail address for security questions" an address. "Name of the DPO" stays unknown: it is somebody else's.
    """
    wanted = fold_label(label)
    for own_label, value in profile.fields:
        if fold_label(own_label) == wanted:
            return value or None
    if _OF_SOMEBODY.search(section):
        return None
    field = _FIELD_OF.get(wanted) or _FIELD_OF.get(_strip_qualifiers(wanted))
    value = getattr(profile, field) if field else ""
    return value or None


_ABOUT = r"(?:security|questionnaire|assessment|review|enquiries|inquiries|questions|matters|issues|purposes)"
_QUALIFIERS = re.compile(
    r"\b(?:the|your|our|full|legal|official|registered|current|primary|main)\b"
    r"|\b(?:in scope|under review|being (?:assessed|reviewed)|to be assessed|offered|provided)$"
    rf"|\b(?:for|regarding|about) (?:this |the |any )?{_ABOUT}(?: {_ABOUT})?$"
)


def _strip_qualifiers(label: str) -> str:
    return " ".join(_QUALIFIERS.sub(" ", label).split())
