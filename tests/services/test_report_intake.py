"""A report with its photos: attached, looked at for spam, shown before it is sent; contacts stay sealed."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, Moderation
from geodata.errors import FieldErrors, TooMany
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentEvent, IncidentFile, IncidentReporter
from services import sealing
from services.incidents import desk, intake, photos
from services.incidents.photos import Door
from services.incidents.preview import preview
from services.incidents.store import Store, path_of
from services.sealing import Identity
from tests import cast
from tests.pictures import photo
from tests.services.front_door import SECRETS, report, submit


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A citizen at some address."""
    return Door(Store(tmp_path), "192.0.2.1", SECRETS)


def keep(session: Session, home: Commune, door: Door, key: str, *pictures: bytes) -> dict[str, str]:
    """The form sends its pictures."""
    return photos.keep(session, Viewer(home.id), door, key, pictures)


def suspected(session: Session, incident: Incident) -> list[str]:
    """The signs that its first event tells."""
    data = session.scalar(select(IncidentEvent.data).where(IncidentEvent.incident_id == incident.id))
    told: list[str] = (data or {}).get("suspected", [])
    assert bool(told) is (incident.moderation is Moderation.SUSPECTED)
    return told


# --- photos


def test_photos_of_a_form_wait_under_its_key_and_belong_to_its_report(
    session: Session, an_hung: Commune, door: Door
) -> None:
    sent = report()
    assert keep(session, an_hung, door, sent.key, photo(1), photo(2)) == {}
    waiting = photos.thumbnails(session, Viewer(an_hung.id), door.store, sent.key)
    assert len(waiting) == 2
    assert all(one.thumbnail.startswith("/9j/") for one in waiting)
    kept = submit(session, an_hung, sent)
    assert {file.incident_id for file in session.scalars(select(IncidentFile))} == {kept.id}
    assert photos.thumbnails(session, Viewer(an_hung.id), door.store, sent.key) == []


def test_a_photo_that_is_none_leaves_the_others(session: Session, an_hung: Commune, door: Door) -> None:
    key = str(uuid4())
    wrong = keep(session, an_hung, door, key, photo(1), b"<svg onload=alert(1)>", photo(2))
    assert list(wrong) == ["photos"]
    assert session.scalar(select(func.count(IncidentFile.id))) == 2


def test_the_sixth_photo_is_told_and_five_are_kept(session: Session, an_hung: Commune, door: Door) -> None:
    key = str(uuid4())
    wrong = keep(session, an_hung, door, key, *(photo(n, 64, 48) for n in range(6)))
    assert wrong == {"photos": "photo.too_many"}
    assert session.scalar(select(func.count(IncidentFile.id))) == 5


def test_a_photo_is_taken_back_by_its_own_form_only(session: Session, an_hung: Commune, door: Door) -> None:
    key, viewer = str(uuid4()), Viewer(an_hung.id)
    keep(session, an_hung, door, key, photo(1))
    [file] = session.scalars(select(IncidentFile))
    for stranger, theirs in ((viewer, str(uuid4())), (Viewer(cast.commune(session).id), key)):
        photos.let_go(session, stranger, door.store, theirs, {file.id})
    assert path_of(door.store, file.name).exists()
    photos.let_go(session, viewer, door.store, key, {file.id})
    assert not path_of(door.store, file.name).exists()
    assert session.scalar(select(func.count(IncidentFile.id))) == 0


def test_a_photo_of_a_report_is_not_taken_back(session: Session, an_hung: Commune, door: Door) -> None:
    sent = report()
    keep(session, an_hung, door, sent.key, photo(1))
    submit(session, an_hung, sent)
    [file] = session.scalars(select(IncidentFile))
    photos.let_go(session, Viewer(an_hung.id), door.store, sent.key, {file.id})
    assert session.scalar(select(func.count(IncidentFile.id))) == 1


def test_a_form_without_a_real_key_keeps_no_photo(session: Session, an_hung: Commune, door: Door) -> None:
    assert keep(session, an_hung, door, "../../etc", photo(1)) == {"key": "form.expired"}
    assert keep(session, an_hung, door, "../../etc") == {}


def test_one_address_does_not_fill_the_disk(
    session: Session, an_hung: Commune, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "PER_HOUR", 2)
    keep(session, an_hung, door, str(uuid4()), photo(1, 64, 48), photo(2, 64, 48))
    with pytest.raises(TooMany):
        keep(session, an_hung, door, str(uuid4()), photo(3, 64, 48))


# --- signs of spam: told to officers, never a refusal


def test_an_honest_report_shows_no_sign(session: Session, an_hung: Commune, door: Door) -> None:
    sent = report(description="Khói từ ruộng, xem ảnh ở https://example.org và www.example.org")
    keep(session, an_hung, door, sent.key, photo(1))
    assert suspected(session, submit(session, an_hung, sent)) == []


def test_a_photo_of_another_report_is_a_sign(session: Session, an_hung: Commune, door: Door) -> None:
    first, second = report(), report()
    for sent in (first, second):
        keep(session, an_hung, door, sent.key, photo(7))
    assert suspected(session, submit(session, an_hung, first)) == []
    assert suspected(session, submit(session, an_hung, second)) == ["same_photo"]


def test_the_same_text_again_is_a_sign_and_short_words_are_not(session: Session, an_hung: Commune) -> None:
    for text, told in (("Mua hàng giá rẻ tại cửa hàng ABC", ["same_text"]), ("Khói quá", [])):
        assert suspected(session, submit(session, an_hung, report(description=text))) == []
        again = submit(session, an_hung, report(description=text))
        assert (suspected(session, again), again.state) == (told, IncidentState.NEW)


def test_many_links_are_a_sign(session: Session, an_hung: Commune) -> None:
    text = "http://a.vn https://www.b.vn WWW.c.vn"
    assert suspected(session, submit(session, an_hung, report(description=text))) == ["many_links"]


# --- what others will see


def test_the_preview_is_what_the_public_sees_of_it_afterwards(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung, area=cast.ground(106.58, 20.74, 106.60, 20.76))
    sent = report(description="Ngay nhà tôi", landmark="cạnh cống", name="Hoa", email="hoa@example.org")
    shown = preview(session, Viewer(an_hung.id), sent, secrets=SECRETS)
    assert session.scalar(select(func.count(Incident.id))) == 0
    kept = submit(session, an_hung, sent)
    assert kept.village_id == thon.id
    kept.published = True
    session.flush()
    real = desk.record(session, Viewer(an_hung.id), kept.id).feature
    assert shown.feature["geometry"] == real["geometry"]
    ours, theirs = shown.feature["properties"], real["properties"]
    assert {**ours, "created_at": 0} == {**theirs, "created_at": 0}
    assert shown.hidden == ["place", "village", "description", "landmark", "occurred_at", "name", "email"]


def test_a_preview_refuses_what_sending_would_refuse(session: Session, an_hung: Commune) -> None:
    with pytest.raises(FieldErrors) as refused:
        preview(session, Viewer(an_hung.id), report(place=(0.0, 0.0)), secrets=SECRETS)
    assert refused.value.fields == {"place": "place.not_in_vietnam"}


# --- contacts


@pytest.mark.parametrize("email", ["hoa", "hoa@", "a@b", "a b@c.vn", "<a@b.vn>", "a@b.vn,c@d.vn"])
def test_an_address_that_is_none_is_told(session: Session, an_hung: Commune, email: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        submit(session, an_hung, report(email=email))
    assert refused.value.fields == {"email": "incident.email"}


@pytest.mark.parametrize(("field", "longest"), intake.LONGEST_OF.items())
def test_a_field_that_is_too_long_is_told(
    session: Session, an_hung: Commune, field: str, longest: int
) -> None:
    sent: dict[str, Any] = {field: "a" * (longest + 1)}
    with pytest.raises(FieldErrors) as refused:
        submit(session, an_hung, report(**sent))
    assert field in refused.value.fields


def test_an_e_mail_is_sealed_with_the_rest(session: Session, an_hung: Commune) -> None:
    kept = submit(session, an_hung, report(email=" hoa@example.org "))
    sealed = session.get_one(IncidentReporter, kept.id)
    assert b"hoa@" not in sealed.sealed
    assert sealing.unseal(SECRETS, sealed.sealed) == Identity(email="hoa@example.org")
    assert sealed.consent_version == intake.CONSENT_VERSION


def test_what_was_sealed_before_there_were_e_mails_still_opens() -> None:
    key = sealing._derived(SECRETS.secret_key)
    old = Fernet(key).encrypt(b'{"name": "Hoa", "phone": "0912345678"}')
    assert sealing.unseal(SECRETS, old) == Identity("Hoa", "0912345678", "")
    assert sealing.unseal(replace(SECRETS, identity_key="a-key-of-its-own-0123"), old).name == "Hoa"


@pytest.mark.parametrize(
    ("note", "named"),
    [("Đã gửi cho hoa@example.org", True), ("HOA @ example.org", True), ("Hòa bình, example.org", False)],
)
def test_a_public_answer_that_holds_the_e_mail_is_stopped(note: str, named: bool) -> None:
    assert sealing.names(Identity(email="hoa@example.org"), note) is named
