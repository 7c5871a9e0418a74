"""Who may know of a report, whether it is one, in whose hands, linked to what, and how it is split."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.enums import (
    EventKind,
    IncidentCategory,
    IncidentState,
    Moderation,
    RejectReason,
    Role,
    Visibility,
)
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentEvent, IncidentInspection
from services import sealing
from services.clock import today
from services.incidents import assignment, desk, files, linking, moderation, splitting, workbench
from services.incidents.linking import Target
from services.incidents.splitting import Photo, Split
from services.incidents.store import Store
from tests import cast
from tests.services.desk_cast import PERSON, SECRETS, in_state, officer, picture, reported_by
from tests.services.test_incident_notes import jpeg

S = IncidentState


@pytest.fixture
def lead(session: Session, an_hung: Commune) -> Viewer:
    """The lead division."""
    return officer(session, an_hung, Role.ECONOMIC_DIVISION)


def events(session: Session, incident: Incident) -> list[tuple[Any, Any]]:
    """(kind, data) of a report's events after the first, oldest first."""
    own = select(IncidentEvent).where(IncidentEvent.incident_id == incident.id).order_by(IncidentEvent.id)
    return [(event.kind, event.data) for event in session.scalars(own)][1:]


# --- who may know of it


def test_what_everybody_may_no_longer_know_is_taken_down(
    session: Session, an_hung: Commune, lead: Viewer
) -> None:
    one = cast.report(session, an_hung, visibility=Visibility.PUBLIC)
    for visibility, published in ((Visibility.MASKED, True), (Visibility.INTERNAL, False)):
        for _press in range(2):
            moderation.set_visibility(session, lead, one.id, visibility, version=one.version)
        assert (one.visibility, one.published) == (visibility, published)
    kinds = [kind for kind, _data in events(session, one)]
    assert kinds == [EventKind.VISIBILITY_SET, EventKind.VISIBILITY_SET, EventKind.WITHDRAWN]
    assert events(session, one)[0][1] == {"was": "public", "is": "masked"}


def test_handed_to_the_police_a_report_is_theirs_alone(
    session: Session, an_hung: Commune, lead: Viewer
) -> None:
    one = cast.report(session, an_hung, assigned_role=Role.ECONOMIC_DIVISION, assignee_id=lead.account_id)
    moderation.set_visibility(session, lead, one.id, Visibility.POLICE, version=one.version)
    assert (one.published, one.assigned_role, one.assignee_id) == (False, Role.COMMUNE_POLICE, None)
    with pytest.raises(NotFound):
        desk.record(session, lead, one.id)
    with pytest.raises(NotFound):
        moderation.set_visibility(session, lead, one.id, Visibility.PUBLIC, version=one.version)
    police = officer(session, an_hung, Role.COMMUNE_POLICE)
    moderation.set_visibility(session, police, one.id, Visibility.INTERNAL, version=one.version)
    assert desk.record(session, lead, one.id).desk


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.PUBLIC_SERVICE_CENTRE, Role.VILLAGE_BOARD])
def test_only_who_sorts_reports_decides_on_them(session: Session, an_hung: Commune, role: Role) -> None:
    kim_linh = cast.village(session, an_hung)
    who = officer(session, an_hung, role, kim_linh)
    one = cast.report(session, an_hung, village_id=kim_linh.id)
    wanted = Split(str(uuid4()), IncidentCategory.NOISE, "Tiếng ồn")
    acts: tuple[Callable[[], object], ...] = (
        lambda: moderation.set_visibility(session, who, one.id, Visibility.INTERNAL, version=1),
        lambda: moderation.moderate(session, who, one.id, Moderation.SPAM, version=1),
        lambda: assignment.assign(session, who, one.id, Role.COMMUNE_POLICE, None, version=1),
        lambda: splitting.split(session, who, Store(Path("nowhere")), one.id, wanted, version=1),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_a_stale_page_decides_nothing(session: Session, an_hung: Commune, lead: Viewer) -> None:
    one = cast.report(session, an_hung)
    stale = one.version - 1
    acts: tuple[Callable[[], object], ...] = (
        lambda: moderation.set_visibility(session, lead, one.id, Visibility.INTERNAL, version=stale),
        lambda: moderation.moderate(session, lead, one.id, Moderation.SPAM, version=stale),
        lambda: assignment.assign(session, lead, one.id, Role.COMMUNE_POLICE, None, version=stale),
    )
    for act in acts:
        with pytest.raises(Conflict, match=r"record\.changed"):
            act()


# --- whether it is one


def test_spam_is_rejected_as_such_and_taken_down(session: Session, an_hung: Commune, lead: Viewer) -> None:
    one = cast.report(session, an_hung)
    seen = one.version
    for _press in range(2):
        moderation.moderate(session, lead, one.id, Moderation.SPAM, version=seen)
    assert (one.state, one.reject_reason, one.published) == (S.REJECTED, RejectReason.SPAM, False)
    assert [kind for kind, _data in events(session, one)] == [
        EventKind.MODERATED,
        EventKind.MOVED,
        EventKind.WITHDRAWN,
    ]
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_suspicion_comes_and_goes_without_a_move(session: Session, an_hung: Commune, lead: Viewer) -> None:
    one = cast.report(session, an_hung)
    for word in (Moderation.SUSPECTED, Moderation.CLEAR):
        moderation.moderate(session, lead, one.id, word, version=one.version)
        assert (one.moderation, one.state, one.published) == (word, S.NEW, True)


def test_what_is_under_way_is_no_spam_any_more(session: Session, an_hung: Commune, lead: Viewer) -> None:
    one = in_state(session, an_hung, S.IN_PROGRESS)
    with pytest.raises(Conflict) as refused:
        moderation.moderate(session, lead, one.id, Moderation.SPAM, version=one.version)
    assert refused.value.code == "incident.move_refused"
    assert "done_requested" in refused.value.params["allowed"]  # type: ignore[operator]


# --- hands


def test_the_first_hands_are_a_move_and_later_ones_a_line(
    session: Session, an_hung: Commune, lead: Viewer
) -> None:
    police = officer(session, an_hung, Role.COMMUNE_POLICE)
    one = in_state(session, an_hung, S.NEW)
    assignment.assign(session, lead, one.id, Role.PUBLIC_SERVICE_CENTRE, None, version=one.version)
    assert (one.state, one.assigned_role) == (S.ASSIGNED, Role.PUBLIC_SERVICE_CENTRE)
    for _press in range(2):
        assignment.assign(session, lead, one.id, Role.COMMUNE_POLICE, police.account_id, version=one.version)
    assert (one.state, one.assignee_id) == (S.ASSIGNED, police.account_id)
    assert events(session, one) == [
        (EventKind.MOVED, {"role": "public_service_centre", "account": None}),
        (EventKind.ASSIGNED, {"role": "commune_police", "account": police.account_id}),
    ]
    over = in_state(session, an_hung, S.RESOLVED)
    with pytest.raises(Conflict, match="move_refused"):
        assignment.assign(session, lead, over.id, Role.COMMUNE_POLICE, None, version=over.version)


def test_the_hands_on_offer_can_take_the_report(session: Session, an_hung: Commune, lead: Viewer) -> None:
    own, other = cast.village(session, an_hung), cast.village(session, an_hung, "Cốc Lộc")
    board = officer(session, an_hung, Role.VILLAGE_BOARD, own)
    officer(session, an_hung, Role.VILLAGE_BOARD, other)
    officer(session, cast.commune(session), Role.ECONOMIC_DIVISION)
    offered = dict(assignment.hands(session, lead, cast.report(session, an_hung, village_id=own.id)))
    assert [person for person, _name in offered[Role.VILLAGE_BOARD]] == [board.account_id]
    assert [person for person, _name in offered[Role.ECONOMIC_DIVISION]] == [lead.account_id]
    assert Role.VILLAGE_BOARD not in dict(assignment.hands(session, lead, cast.report(session, an_hung)))
    secret = cast.report(session, an_hung, visibility=Visibility.POLICE)
    assert [role for role, _people in assignment.hands(session, lead, secret)] == [Role.COMMUNE_POLICE]


# --- split


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Where the bytes of pictures go."""
    return Store(tmp_path)


def test_a_second_matter_becomes_a_report_of_its_own_once(
    session: Session, an_hung: Commune, lead: Viewer, store: Store
) -> None:
    whole = cast.report(session, an_hung)
    reported_by(session, whole)
    wanted = Split(str(uuid4()), IncidentCategory.LITTERING, " Đống rác cạnh cống. ")
    seen = whole.version
    part, twin = (splitting.split(session, lead, store, whole.id, wanted, version=seen) for _press in "ab")
    assert part is twin
    assert (part.split_from_id, part.state, part.published) == (whole.id, S.NEW, False)
    assert part.created_at == part.events[0].at
    assert part.take_in_due_at
    assert part.take_in_due_at > part.created_at
    assert (part.category, part.description) == (IncidentCategory.LITTERING, "Đống rác cạnh cống.")
    assert part.code != whole.code
    assert part.take_in_due_at is not None
    session.refresh(part)
    assert (part.geom, part.public_geom) == (whole.geom, whole.public_geom)
    assert whole.description == "Khói rơm mù mịt."
    assert events(session, whole) == [(EventKind.SPLIT, {"incident": part.id})]
    assert events(session, part) == [(EventKind.SPLIT, {"incident": whole.id})]
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_who_reported_is_sealed_with_both(
    session: Session, an_hung: Commune, lead: Viewer, store: Store
) -> None:
    whole = cast.report(session, an_hung)
    reported_by(session, whole)
    part = splitting.split(session, lead, store, whole.id, _split(), version=whole.version)
    assert part.reporter is not None
    assert sealing.unseal(SECRETS, part.reporter.sealed) == PERSON
    nameless = cast.report(session, an_hung)
    other = splitting.split(session, lead, store, nameless.id, _split(), version=nameless.version)
    assert other.reporter is None


def _split(**more: Any) -> Split:
    return Split(str(uuid4()), IncidentCategory.LITTERING, "Đống rác.", **more)


def test_pictures_stay_go_or_stand_with_both(
    session: Session, an_hung: Commune, lead: Viewer, store: Store
) -> None:
    key = str(uuid4())
    whole = cast.report(session, an_hung)
    whole.idempotency_key = key
    session.flush()
    sent = [
        files.receive(
            session, Viewer(an_hung.id), store, key=key, content=jpeg((n * 60, 9, 9)), incident=whole
        )
        for n in range(3)
    ]
    foreign = picture(session, cast.report(session, an_hung), purpose="report")
    sent[1].public = True
    wanted = dict(zip([one.id for one in sent], Photo, strict=True)) | {foreign.id: Photo.MOVE}
    part = splitting.split(session, lead, store, whole.id, _split(photos=wanted), version=whole.version)
    for one in (whole, part):
        session.refresh(one, ["files"])
    assert [file.id for file in whole.files] == [sent[0].id, sent[2].id]
    assert sent[1].id in [file.id for file in part.files]
    assert len(part.files) == 2
    assert not any(file.public for file in part.files)
    assert foreign.incident_id not in (whole.id, part.id)
    copied = next(file for file in part.files if file.id != sent[1].id)
    assert files.open_file(session, lead, store, copied.id).path.read_bytes()[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Split("x", IncidentCategory.NOISE, "Ồn"), "key"),
        (Split(str(uuid4()), IncidentCategory.NOISE, " "), "description"),
        (Split(str(uuid4()), IncidentCategory.NOISE, "a" * 5001), "description"),
    ],
)
def test_a_second_matter_needs_words(
    session: Session, an_hung: Commune, lead: Viewer, store: Store, wanted: Split, field: str
) -> None:
    whole = cast.report(session, an_hung)
    with pytest.raises(FieldErrors) as refused:
        splitting.split(session, lead, store, whole.id, wanted, version=whole.version)
    assert set(refused.value.fields) == {field}


def test_what_is_over_is_not_split(session: Session, an_hung: Commune, lead: Viewer, store: Store) -> None:
    whole = in_state(session, an_hung, S.CLOSED)
    with pytest.raises(Conflict, match="move_refused"):
        splitting.split(session, lead, store, whole.id, _split(), version=whole.version)


# --- links


def test_sites_and_checks_are_found_linked_and_let_go(
    session: Session, an_hung: Commune, lead: Viewer
) -> None:
    shop = cast.facility(session, an_hung, "Xưởng mộc Bình Minh")
    check = cast.visit(session, shop, today())
    one = cast.report(session, an_hung)
    found = linking.find(session, lead, "binh minh")
    assert [(it.target, it.id) for it in found] == [(Target.SITE, shop.id), (Target.INSPECTION, check.id)]
    assert [it.id for it in linking.find(session, lead, check.code.lower())] == [check.id]
    assert linking.find(session, lead, " ") == []
    for it in found:
        for _press in range(2):
            linking.link(session, lead, one.id, it.target, it.id, version=one.version)
    assert linking.links(session, lead, one.id) == found
    assert events(session, one) == [
        (EventKind.LINKED, {"site": shop.id, "linked": True}),
        (EventKind.LINKED, {"inspection": check.id, "linked": True}),
    ]
    for it in found:
        for _press in range(2):
            linking.unlink(session, lead, one.id, it.target, it.id, version=one.version)
    assert (one.site_id, linking.links(session, lead, one.id)) == (None, [])
    assert len(events(session, one)) == 4
    assert session.scalars(select(IncidentInspection)).all() == []


def test_who_may_not_know_of_a_site_neither_links_nor_reads_it(
    session: Session, an_hung: Commune, lead: Viewer
) -> None:
    shop = cast.facility(session, an_hung, "Xưởng mộc Bình Minh")
    check = cast.visit(session, shop, today())
    one = cast.report(session, an_hung)
    centre = officer(session, an_hung, Role.PUBLIC_SERVICE_CENTRE)
    foreign = cast.facility(session, cast.commune(session))
    for who, target, number in (
        (centre, Target.SITE, shop.id),
        (centre, Target.INSPECTION, check.id),
        (lead, Target.SITE, foreign.id),
        (lead, Target.INSPECTION, 10**15),
    ):
        with pytest.raises(NotFound):
            linking.link(session, who, one.id, target, number, version=one.version)
    linking.link(session, lead, one.id, Target.SITE, shop.id, version=one.version)
    linking.link(session, lead, one.id, Target.INSPECTION, check.id, version=one.version)
    assert linking.find(session, centre, "binh minh") == []
    bench = workbench.of(session, centre, one.id)
    assert (bench.links, [step.link for step in bench.steps]) == ([], [None] * 3)
    assert [step.link.name for step in workbench.of(session, lead, one.id).steps if step.link] == [
        "Xưởng mộc Bình Minh"
    ] * 2


# --- what the timeline names


def test_the_timeline_of_others_does_not_know_of_a_police_report(
    session: Session, an_hung: Commune, lead: Viewer, store: Store
) -> None:
    whole = cast.report(session, an_hung)
    part = splitting.split(session, lead, store, whole.id, _split(), version=whole.version)
    assert workbench.of(session, lead, whole.id).parts == [(part.id, part.code)]
    moderation.set_visibility(session, lead, part.id, Visibility.POLICE, version=part.version)
    bench = workbench.of(session, lead, whole.id)
    assert (bench.parts, [step.event["kind"] for step in bench.steps]) == ([], [EventKind.CREATED])
    police = officer(session, an_hung, Role.COMMUNE_POLICE)
    assert workbench.of(session, police, whole.id).parts == [(part.id, part.code)]
    moderation.set_visibility(session, police, part.id, Visibility.MASKED, version=part.version)
    moderation.set_visibility(session, police, whole.id, Visibility.POLICE, version=whole.version)
    record = desk.record(session, lead, part.id)
    assert (record.whole, record.feature["properties"]["split_from"]) == (None, None)
