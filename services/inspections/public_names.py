"""The name under which everybody reads of a site: never one that may be a person's."""

from dataclasses import dataclass
from typing import Final

from geodata.enums import LegalForm, SiteKind
from geodata.models import Site

PERSONAL: Final = frozenset({LegalForm.INDIVIDUAL, LegalForm.HOUSEHOLD_BUSINESS})
"""Legal forms whose name may be that of a person."""


@dataclass(frozen=True)
class PublicName:
    """`name` where a site keeps its own; else None, and its form, kind and village say which one it is."""

    name: str | None
    legal_form: LegalForm | None
    kind: SiteKind
    village: str | None


def public_name(
    *, name: str, legal_form: LegalForm | str | None, kind: SiteKind | str, village: str | None
) -> PublicName:
    """How the public is told of a site: enterprises, cooperatives and public bodies keep their name.

    A household business or a single person is told by its form, kind and village only ("Hộ kinh doanh –
    xưởng mộc, thôn Kim Lĩnh"). Schools and clusters have no legal form here, and keep their name too.
    """
    form = LegalForm(legal_form) if legal_form else None
    return PublicName(None if form in PERSONAL else name, form, SiteKind(kind), village)


def legal_form_of(site: Site) -> LegalForm | None:
    """The legal form of a site that has one."""
    form: LegalForm | None = getattr(site, "legal_form", None)
    return form
