"""Who sees which picture of which report, and what of it: the desk all, the public what was shown to it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, Role, Visibility
from geodata.errors import Conflict, Forbidden, NotFound
from geodata.features import Viewer, sees_exact_place
from geodata.models import AuditEntry, Commune, Incident, IncidentEvent, IncidentFile
from services.incidents import files
from services.incidents import store as disk
from services.incidents.files import Store
from services.incidents.files_seen import OWN_FIELDS, OpenFile
from tests import cast
from tests.people import OFFICERS, viewer
from tests.pictures import opened, photo

PDF = b"%PDF-1.7\n%%EOF"
PUBLIC_FACTS = {"id", "media_type", "width", "height"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "photos")


class Case:
    """A report with a picture that is shown, one that is not, and a paper."""

    def __init__(self, session: Session, home: Commune, store: Store, **more: Any) -> None:
        self.session, self.store = session, store
        self.incident = cast.report(session, home, **more)
        self.shown, self.hidden = (self.add(Viewer(home.id), photo(seed, 64, 48)) for seed in (1, 2))
        self.shown.public = True
        police = viewer(Role.COMMUNE_POLICE, home)
        self.paper = self.add(police, PDF, purpose=FilePurpose.DOCUMENT, title="Biên bản")
        session.flush()

    def add(self, who: Viewer, content: bytes, **more: Any) -> IncidentFile:
        """Somebody adds a file."""
        key = self.incident.idempotency_key
        return files.receive(
            self.session, who, self.store, key=key, content=content, incident=self.incident, **more
        )

    def seen_by(self, who: Viewer) -> list[int]:
        """The ids of the files in the list, which are those that open and no others."""
        listed = [file["id"] for file in files.of_incident(self.session, who, self.incident.id)]
        opens = [file.id for file in (self.shown, self.hidden, self.paper) if self.opens(who, file)]
        assert listed == opens
        return listed

    def opens(self, who: Viewer, file: IncidentFile) -> bool:
        """Whether the file opens for them, whole and as a thumbnail alike."""
        try:
            for thumbnail in (False, True):
                assert files.open_file(self.session, who, self.store, file.id, thumbnail=thumbnail)
        except NotFound:
            return False
        return True


def test_the_desk_sees_all_and_everybody_what_was_shown(
    session: Session, an_hung: Commune, store: Store
) -> None:
    village = cast.village(session, an_hung)
    case = Case(session, an_hung, store, village_id=village.id)
    everything = [case.shown.id, case.hidden.id, case.paper.id]
    for role in Role:
        who = viewer(role, an_hung, village)
        assert case.seen_by(who) == (everything if sees_exact_place(who) else [case.shown.id]), role
    assert case.seen_by(Viewer(an_hung.id, Role.VILLAGE_BOARD, village.id + 1)) == [case.shown.id]


def test_of_a_shown_picture_the_public_learns_its_size_only(
    session: Session, an_hung: Commune, store: Store
) -> None:
    case = Case(session, an_hung, store)
    (public,) = files.of_incident(session, Viewer(an_hung.id), case.incident.id)
    assert public == {"id": case.shown.id, "media_type": "image/jpeg", "width": 64, "height": 48}
    for role in (Role.SCHOOL, Role.HEALTH_STATION, Role.ADMIN):
        assert set(files.of_incident(session, viewer(role, an_hung), case.incident.id)[0]) == PUBLIC_FACTS
    desk = files.of_incident(session, viewer(Role.ECONOMIC_DIVISION, an_hung), case.incident.id)
    assert desk[2]["title"] == "Biên bản"
    assert not {"name", "sha256", "report_key", "account_id", "likeness"} & set(desk[0])


@pytest.mark.parametrize(
    "state",
    [{"published": False}, {"visibility": Visibility.INTERNAL}, {"visibility": Visibility.POLICE}],
    ids=["not published", "internal", "of the police"],
)
def test_a_shown_picture_of_a_report_that_is_not_shown_is_unknown(
    session: Session, an_hung: Commune, store: Store, state: dict[str, Any]
) -> None:
    case = Case(session, an_hung, store)
    for name, value in state.items():
        setattr(case.incident, name, value)
    session.flush()
    for role in (Role.PUBLIC, Role.SCHOOL, Role.ADMIN):
        assert case.seen_by(viewer(role, an_hung)) == []
    sees = {role for role in OFFICERS if case.seen_by(viewer(role, an_hung))}
    if case.incident.visibility is Visibility.POLICE:
        assert sees == {Role.COMMUNE_POLICE}
    else:
        assert Role.ECONOMIC_DIVISION in sees


def test_another_commune_sees_nothing(session: Session, an_hung: Commune, store: Store) -> None:
    case, neighbour = Case(session, an_hung, store), cast.commune(session)
    for role in Role:
        assert case.seen_by(viewer(role, neighbour)) == []
    with pytest.raises(NotFound):
        own(session, Viewer(neighbour.id), case, case.shown)
    assert files.of_reporter(session, Viewer(neighbour.id), case.incident.code) == []


def test_a_picture_without_a_report_is_nobody_s(session: Session, an_hung: Commune, store: Store) -> None:
    key = "01234567-89ab-cdef-0123-456789abcdef"
    waiting = files.receive(session, Viewer(an_hung.id), store, key=key, content=photo())
    waiting.public = True
    session.flush()
    for role in Role:
        with pytest.raises(NotFound):
            files.open_file(session, viewer(role, an_hung), store, waiting.id)


def own(session: Session, who: Viewer, case: Case, file: IncidentFile) -> OpenFile:
    """What the holder of the code gets."""
    return files.open_own(session, who, case.store, case.incident.code, file.id)


def test_the_code_opens_what_the_reporter_sent_and_nothing_else(
    session: Session, an_hung: Commune, store: Store
) -> None:
    public = Viewer(an_hung.id)
    for state in (Visibility.MASKED, Visibility.POLICE):
        case = Case(session, an_hung, store, published=False)
        case.incident.visibility = state
        added = case.add(public, photo(7, 64, 48), purpose=FilePurpose.FOLLOW_UP)
        after = case.add(viewer(Role.COMMUNE_POLICE, an_hung), photo(8, 64, 48), purpose=FilePurpose.AFTER)
        mine = files.of_reporter(session, public, case.incident.code)
        assert [file["id"] for file in mine] == [case.shown.id, case.hidden.id, added.id]
        assert set(mine[0]) == {"id", *OWN_FIELDS}
        for file in (case.shown, case.hidden, added):
            assert own(session, public, case, file).everybody is False
        for foreign in (case.paper, after, Case(session, an_hung, store).hidden):
            with pytest.raises(NotFound):
                own(session, public, case, foreign)
    with pytest.raises(NotFound):
        files.open_own(session, public, store, "", case.hidden.id)


def test_bytes_that_are_no_longer_there_are_told(session: Session, an_hung: Commune, store: Store) -> None:
    case = Case(session, an_hung, store)
    police = viewer(Role.COMMUNE_POLICE, an_hung)
    small = files.open_file(session, police, store, case.shown.id, thumbnail=True)
    assert small.path.name == f"{case.shown.name}.thumb"
    assert opened(small.path.read_bytes()).size == (64, 48)
    paper = files.open_file(session, police, store, case.paper.id, thumbnail=True)
    assert (paper.path.read_bytes(), paper.media_type, paper.everybody) == (PDF, "application/pdf", False)
    disk.remove(store, case.shown.name)
    with pytest.raises(NotFound) as refused:
        files.open_file(session, police, store, case.shown.id)
    assert refused.value.code == "photo.gone"


# --- shown and hidden


def events(session: Session, incident: Incident) -> list[tuple[EventKind, Any]]:
    """Kind and file of the events after the first."""
    found = session.scalars(
        select(IncidentEvent).where(IncidentEvent.incident_id == incident.id).order_by(IncidentEvent.id)
    )
    return [(event.kind, event.data.get("file")) for event in found][1:]


def test_an_officer_shows_and_hides_a_picture_and_both_are_told(
    session: Session, an_hung: Commune, store: Store
) -> None:
    case = Case(session, an_hung, store)
    officer = viewer(Role.ECONOMIC_DIVISION, an_hung)
    before = len(events(session, case.incident))
    for public in (True, True, False):
        files.show(session, officer, case.hidden.id, public)
        assert (case.hidden.id in case.seen_by(Viewer(an_hung.id))) is public
    told = events(session, case.incident)[before:]
    assert told == [(EventKind.PUBLISHED, case.hidden.id), (EventKind.WITHDRAWN, case.hidden.id)]
    logged = session.scalars(
        select(AuditEntry).where(
            AuditEntry.table_name == "incident_file", AuditEntry.record_id == case.hidden.id
        )
    ).all()
    assert len([entry for entry in logged if entry.action == "update"]) == 2


def test_who_may_not_triage_shows_nothing(session: Session, an_hung: Commune, store: Store) -> None:
    case = Case(session, an_hung, store)
    for role in set(Role) - {Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE}:
        with pytest.raises(Forbidden):
            files.show(session, viewer(role, an_hung), case.hidden.id, True)
    neighbour = cast.commune(session)
    with pytest.raises(NotFound):
        files.show(session, viewer(Role.ECONOMIC_DIVISION, neighbour), case.hidden.id, True)


def test_neither_a_paper_nor_a_matter_of_the_police_is_shown(
    session: Session, an_hung: Commune, store: Store
) -> None:
    case = Case(session, an_hung, store)
    police = viewer(Role.COMMUNE_POLICE, an_hung)
    with pytest.raises(Conflict) as refused:
        files.show(session, police, case.paper.id, True)
    assert refused.value.code == "photo.only_pictures"
    case.incident.visibility = Visibility.POLICE
    session.flush()
    with pytest.raises(Conflict) as refused:
        files.show(session, police, case.hidden.id, True)
    assert refused.value.code == "incident.restricted"
    assert files.show(session, police, case.shown.id, False).public is False
    with pytest.raises(NotFound):
        files.show(session, viewer(Role.ECONOMIC_DIVISION, an_hung), case.hidden.id, True)
