"""Who reported is read by few, for a purpose, and never without a line in the log."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, Role, Visibility
from geodata.errors import FieldErrors, Forbidden, NotFound, Unavailable
from geodata.features import Viewer
from geodata.models import Commune, IdentityReading, Incident
from services.access import PERMISSIONS
from services.incidents import identity, retention
from services.sealing import Secrets
from tests import cast
from tests.people import OFFICERS
from tests.services.desk_cast import SECRETS
from tests.services.reports import LAN, officer, told_report

ROOT = Path(__file__).parents[2]
PURPOSE = "Gọi hỏi rõ chỗ xả thải"
READERS = (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE)


def lines(session: Session) -> list[tuple[int, int | None, str, str]]:
    """(report, account, actor, purpose) of every reading, oldest first."""
    found = session.scalars(select(IdentityReading).order_by(IdentityReading.id))
    return [(row.incident_id, row.account_id, row.actor, row.purpose) for row in found]


# --- the one door


def test_only_one_module_opens_what_is_sealed_beside_the_scrubber() -> None:
    """`unseal` is called where each reading is logged, and by the scrubber, which shows nobody anything."""
    users = set()
    for floor in ("geodata", "services", "webmap", "migrations"):
        for path in (ROOT / floor).rglob("*.py"):
            names = {
                getattr(node, "attr", getattr(node, "id", getattr(node, "name", "")))
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, (ast.Attribute, ast.Name, ast.alias))
            }
            if names & {"unseal", "Fernet", "MultiFernet"}:
                users.add(str(path.relative_to(ROOT)))
    assert users == {
        "services/sealing.py",
        "services/incidents/identity.py",
        "services/incidents/publishing.py",
        "services/inspections/public_texts.py",
    }


def test_the_scrubber_gives_nothing_away() -> None:
    """What the scrubber unseals goes into the comparison and nowhere else."""
    tree = ast.parse((ROOT / "services/incidents/publishing.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    unsealed = {id(call) for call in calls if getattr(call.func, "attr", "") == "unseal"}
    compared = {
        id(argument) for call in calls if getattr(call.func, "attr", "") == "names" for argument in call.args
    }
    assert unsealed
    assert unsealed <= compared


# --- officers


@pytest.mark.parametrize("role", READERS)
def test_a_reading_is_logged_with_who_and_what_for(session: Session, an_hung: Commune, role: Role) -> None:
    desk, report = officer(session, an_hung, role), told_report(session, an_hung)
    assert identity.read_identity(session, desk, report.id, f"  {PURPOSE}\n", SECRETS) == LAN
    ((incident_id, account_id, actor, purpose),) = lines(session)
    assert (incident_id, account_id, purpose) == (report.id, desk.account_id, PURPOSE)
    assert actor.startswith("officer_")


@pytest.mark.parametrize("role", [role for role in OFFICERS if role not in READERS])
def test_every_other_role_is_refused(session: Session, an_hung: Commune, role: Role) -> None:
    village = cast.village(session, an_hung)
    own = {"village_id": village.id} if role is Role.VILLAGE_BOARD else {}
    report = told_report(session, an_hung, village_id=village.id)
    viewer = officer(session, an_hung, role, **own)
    with pytest.raises(Forbidden):
        identity.read_identity(session, viewer, report.id, PURPOSE, SECRETS)
    assert identity.left_contact(session, viewer, report.id) is None
    assert lines(session) == []


def test_the_public_is_refused(session: Session, an_hung: Commune) -> None:
    report = told_report(session, an_hung, published=True)
    with pytest.raises(Forbidden):
        identity.read_identity(session, Viewer(an_hung.id), report.id, PURPOSE, SECRETS)


def test_a_report_of_another_desk_is_none(session: Session, an_hung: Commune) -> None:
    police_report = told_report(session, an_hung, visibility=Visibility.POLICE)
    next_door = told_report(session, cast.commune(session), published=True)
    division, police = officer(session, an_hung), officer(session, an_hung, Role.COMMUNE_POLICE)
    for viewer, report in ((division, police_report), (division, next_door), (police, next_door)):
        with pytest.raises(NotFound):
            identity.read_identity(session, viewer, report.id, PURPOSE, SECRETS)
        with pytest.raises(NotFound):
            identity.left_contact(session, viewer, report.id)
    assert lines(session) == []
    assert identity.read_identity(session, police, police_report.id, PURPOSE, SECRETS) == LAN


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        ("", "identity.purpose_short"),
        ("xem", "identity.purpose_short"),
        ("1234567890 !!! 1234567890", "identity.purpose_short"),
        ("hỏi thêm" * 60, "identity.purpose_long"),
        ("Gọi bà nguyễn thị LAN hỏi chỗ", "identity.purpose_names"),
        ("Gọi số 0987 654 321 để hỏi", "identity.purpose_names"),
        ("Viết cho lan@example.org hỏi chỗ", "identity.purpose_names"),
    ],
)
def test_a_purpose_says_something_and_names_nobody(
    session: Session, an_hung: Commune, purpose: str, code: str
) -> None:
    report = told_report(session, an_hung)
    with pytest.raises(FieldErrors) as refusal:
        identity.read_identity(session, officer(session, an_hung), report.id, purpose, SECRETS)
    assert refusal.value.fields == {"purpose": code}
    assert lines(session) == []


def test_nobody_s_name_is_no_reading(session: Session, an_hung: Commune) -> None:
    desk, report = officer(session, an_hung), cast.report(session, an_hung)
    assert identity.left_contact(session, desk, report.id) is False
    assert identity.left_contact(session, desk, told_report(session, an_hung).id) is True
    with pytest.raises(NotFound):
        identity.read_identity(session, desk, report.id, PURPOSE, SECRETS)
    assert lines(session) == []


def test_a_lost_key_is_told(session: Session, an_hung: Commune) -> None:
    report = told_report(session, an_hung)
    with pytest.raises(Unavailable):
        identity.read_identity(
            session, officer(session, an_hung), report.id, PURPOSE, Secrets("another-key-0123456789")
        )


# --- the service and the reporter


def test_a_letter_is_a_reading_of_the_worker_s(session: Session, an_hung: Commune) -> None:
    report, quiet = told_report(session, an_hung, language="en"), told_report(session, an_hung, language="")
    assert identity.for_mail(session, report, SECRETS) == (LAN, "en")
    assert identity.for_mail(session, quiet, SECRETS) is None
    assert lines(session) == [(report.id, None, "worker", "mail")]


def test_taking_one_s_own_data_is_a_reading_of_the_reporter_s(session: Session, an_hung: Commune) -> None:
    report, nobody = told_report(session, an_hung), cast.report(session, an_hung)
    assert identity.for_reporter(session, report, SECRETS) == LAN
    assert identity.for_reporter(session, nobody, SECRETS) is None
    assert lines(session) == [(report.id, None, "the reporter", "own data")]


# --- the log of readings


def test_who_answers_for_the_register_sees_who_read(session: Session, an_hung: Commune) -> None:
    desk = officer(session, an_hung)
    open_one, closed_one = told_report(session, an_hung, published=True), told_report(session, an_hung)
    for report in (open_one, closed_one):
        identity.read_identity(session, desk, report.id, PURPOSE, SECRETS)
    for role, links in ((Role.CHAIRPERSON, [True, True]), (Role.ADMIN, [False, True])):
        found = identity.readings(session, officer(session, an_hung, role))
        assert [(one.incident_id, one.purpose) for one in found] == [
            (closed_one.id, PURPOSE),
            (open_one.id, PURPOSE),
        ]
        assert [one.linked for one in found] == links
        assert LAN.name not in str(found)


def test_readings_of_reports_for_the_police_are_told_to_nobody_else(
    session: Session, an_hung: Commune
) -> None:
    report = told_report(session, an_hung, visibility=Visibility.POLICE)
    identity.read_identity(
        session, officer(session, an_hung, Role.COMMUNE_POLICE), report.id, PURPOSE, SECRETS
    )
    assert len(lines(session)) == 1
    for role in PERMISSIONS["audit:identities"] - {Role.COMMUNE_POLICE}:
        assert identity.readings(session, officer(session, an_hung, role)) == []
    told = identity.readings(session, officer(session, an_hung, Role.COMMUNE_POLICE))
    assert [(one.incident_id, one.purpose, one.linked) for one in told] == [(report.id, PURPOSE, True)]


def test_the_police_see_no_readings_of_other_reports(session: Session, an_hung: Commune) -> None:
    report = told_report(session, an_hung)
    police = officer(session, an_hung, Role.COMMUNE_POLICE)
    identity.read_identity(session, police, report.id, PURPOSE, SECRETS)
    assert identity.readings(session, police) == []


def test_another_commune_s_readings_are_not_shown(session: Session, an_hung: Commune) -> None:
    next_door = cast.commune(session)
    report = told_report(session, next_door)
    identity.read_identity(session, officer(session, next_door), report.id, PURPOSE, SECRETS)
    assert identity.readings(session, officer(session, an_hung, Role.ADMIN)) == []


@pytest.mark.parametrize("role", [role for role in OFFICERS if role not in PERMISSIONS["audit:identities"]])
def test_others_do_not_see_the_log_of_readings(session: Session, an_hung: Commune, role: Role) -> None:
    with pytest.raises(Forbidden):
        identity.readings(session, Viewer(an_hung.id, role))


def test_the_log_is_read_page_by_page_and_outlives_the_report(
    session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "PAGE", 2)
    report: Incident = told_report(session, an_hung, state=IncidentState.CLOSED)
    for _ in range(3):
        identity.for_mail(session, report, SECRETS)
    retention.forget(session, report)
    admin = officer(session, an_hung, Role.ADMIN)
    first = identity.readings(session, admin)
    rest = identity.readings(session, admin, before=first[-1].id)
    assert [len(first), len(rest)] == [2, 1]
    assert first[0].id > first[1].id > rest[0].id
