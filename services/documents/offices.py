"""Whose paper it is and who signs: heads and signatures by the body that leads a check."""

from dataclasses import dataclass
from typing import Final

from geodata.enums import Authority
from services.documents.paper import Signature

PROVINCES: Final = {"31": "thành phố Hải Phòng"}
"""Code of Cục Thống kê → the name as papers say it."""


@dataclass(frozen=True)
class Office:
    """Head (`parent` over `issuer`), what stands behind the number, and the lines of the signature."""

    parent: str
    issuer: tuple[str, ...]
    symbol: str
    signs: tuple[str, ...]


def office(authority: Authority | None, commune: str, province_code: str) -> Office:
    """The office of a paper: the People's Committee, or the commune's police for their own checks.

    `commune` as it is registered ("Xã An Hưng"). An unknown province leaves the police's parent open.
    """
    name = commune.upper()
    if authority is Authority.COMMUNE_POLICE:
        province = PROVINCES.get(province_code, "…")
        return Office(f"CÔNG AN {province.upper()}", (f"CÔNG AN {name}",), "CAX", ("TRƯỞNG CÔNG AN XÃ",))
    return Office("", ("ỦY BAN NHÂN DÂN", name), "UBND", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"))


def signature(of: Office) -> Signature:
    """Room for the signature of the office."""
    return Signature(of.signs)


def short_name(commune: str) -> str:
    """The place a paper is dated from: "An Hưng" of "Xã An Hưng"."""
    first, _, rest = commune.partition(" ")
    return rest if first.lower() in ("xã", "phường") and rest else commune
