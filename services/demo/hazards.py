"""The demonstration's risk zones, cut from generated ground, and its sample bulletins."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from geodata.demo.zones import zones
from geodata.enums import Hazard, Visibility
from geodata.models import BulletinVillage, HazardBulletin, RiskZone
from geodata.plane import Shape
from services.clock import ZONE, midnight
from services.demo.ground import Ground, element
from services.demo.tables import SOURCE, document, rows

BASIS = "địa hình giả lập, số liệu minh họa"
ISSUER = "Đài Khí tượng thủy văn (bản tin mẫu)"


def add_hazards(
    session: Session, ground: Ground, today: date, fuel: Sequence[Shape], chemicals: Sequence[Shape]
) -> None:
    """Zones and bulletins; rings are drawn about `fuel` and `chemicals`."""
    west = [row["code"] for row in rows("villages") if row["old"] == "Chiến Thắng" and row["lon"]]
    areas = zones(ground.land, west, fuel, chemicals)
    session.add_all(_zones(ground, areas, today))
    session.add_all(_bulletins(ground, today))


def _zones(ground: Ground, areas: dict[str, Shape], today: date) -> Iterator[RiskZone]:
    for row in rows("zones"):
        yield RiskZone(
            commune_id=ground.commune.id,
            code=row["code"],
            name=row["name"],
            hazard=Hazard(row["hazard"]),
            level=int(row["level"]),
            valid_from=today + timedelta(days=int(row["starts"])),
            valid_to=today + timedelta(days=int(row["ends"])) if row["ends"] else None,
            basis=BASIS,
            visibility=Visibility(row["visibility"]),
            internal_note=row["note"],
            source=SOURCE,
            area=element(ground.land, areas[row["key"]], multi=True),
        )


def _bulletins(ground: Ground, today: date) -> Iterator[HazardBulletin]:
    start = midnight(today)
    for facts in document("bulletins"):
        issued, begins, ends = (start + timedelta(hours=facts[moment]) for moment in ("issued", "from", "to"))
        yield HazardBulletin(
            commune_id=ground.commune.id,
            issuer=ISSUER,
            number=facts["number"].format(year=issued.astimezone(ZONE).year),
            hazard=Hazard(facts["hazard"]),
            level=facts["level"],
            issued_at=issued,
            valid_from=begins,
            valid_to=ends,
            headline=facts["headline"],
            text=facts["text"],
            source=SOURCE,
            villages=[
                BulletinVillage(commune_id=ground.commune.id, village_id=ground.village_id(code))
                for code in facts["villages"]
            ],
        )
