"""What one report with its photo costs: how often the database is asked, how often the disk is written."""

from pathlib import Path
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from geodata.models import AuditEntry, Commune, Incident
from tests import cast
from tests.webmap.report_parts import picture, put, put_photo
from tests.webmap.test_map_pages import counted

PLACE = {"longitude": "106.59", "latitude": "20.75"}
WORDS = {"description": "Rác đổ ven đường, nhiều ngày rồi.", "name": "Hoa", "phone": "0912345678"}


def asked(sent: list[str]) -> list[str]:
    """The statements without those that only mark a transaction."""
    return [one for one in sent if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def test_a_report_and_its_photo_ask_the_database_little(
    client: FlaskClient, an_hung: Commune, session: Session, engine: Engine
) -> None:
    cast.village(session, an_hung, area=cast.ground(106.58, 20.74, 106.60, 20.76))
    session.commit()
    key, photo = str(uuid4()), picture()
    with counted(engine) as sent:
        assert put_photo(client, key, photo).status_code == 200
    assert len(asked(sent)) <= 8
    with counted(engine) as sent:
        assert put(client, key, [photo], **PLACE, **WORDS).status_code == 201
    assert len(asked(sent)) <= 14
    assert sum("set_config" in one for one in sent) == 1
    assert not [one for one in sent if one.startswith("UPDATE incident SET")]


def test_a_report_is_written_once_with_its_clocks(client: FlaskClient, session: Session) -> None:
    assert put(client, str(uuid4())).status_code == 201
    one = session.scalars(select(Incident)).one()
    assert one.created_at == one.events[0].at
    assert one.take_in_due_at
    assert one.due_at
    assert one.created_at < one.take_in_due_at <= one.due_at
    logged = select(AuditEntry.action).where(AuditEntry.table_name == "incident")
    assert session.scalars(logged).all() == ["insert"]


def test_a_photo_that_comes_whole_is_written_once(client: FlaskClient, tmp_path: Path) -> None:
    assert put_photo(client, str(uuid4()), picture()).status_code == 200
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 2
    assert not (tmp_path / "parts").exists()
