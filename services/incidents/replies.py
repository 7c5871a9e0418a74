"""Texts at hand for public answers: kept by the lead division, offered where they fit, their gaps filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState
from geodata.errors import FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import ReplyTemplate
from services import access
from services.incidents.publishing import LONGEST_NOTE
from services.text import clean, folded

LONGEST_TITLE: Final = 100
GAPS: Final = ("code", "category", "due")
"""What stands in braces in a text is filled: the report's public number, its category, when it is due."""


@dataclass(frozen=True)
class Reply:
    """A text at hand; for one category or state, or for any."""

    title: str
    text: str
    category: IncidentCategory | None = None
    state: IncidentState | None = None


def listed(session: Session, viewer: Viewer) -> Sequence[ReplyTemplate]:
    """All texts at hand of the commune, by title; Forbidden for who may not read reports."""
    access.require(viewer, "incident:read")
    own = select(ReplyTemplate).where(ReplyTemplate.commune_id == viewer.commune_id)
    return sorted(session.scalars(own), key=lambda one: (folded(one.title), one.id))


def fitting(
    session: Session, viewer: Viewer, category: IncidentCategory, state: IncidentState
) -> list[ReplyTemplate]:
    """The texts for a report of that category: those for its state first, those for other states last."""
    order = {state: 0, None: 1}
    found = [one for one in listed(session, viewer) if one.category in (None, category)]
    return sorted(found, key=lambda one: order.get(one.state, 2))


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with its gaps filled; a gap that no word fills stays to be seen."""
    for gap in GAPS:
        text = text.replace(f"{{{gap}}}", words.get(gap) or f"{{{gap}}}")
    return text


def one(session: Session, viewer: Viewer, template_id: int) -> ReplyTemplate:
    """The text of that id, to be changed. Raises Forbidden, NotFound."""
    access.require(viewer, "incident:settings")
    own = ReplyTemplate.commune_id == viewer.commune_id
    found = session.scalar(select(ReplyTemplate).where(ReplyTemplate.id == template_id, own))
    if found is None:
        raise NotFound("record.unknown")
    return found


def add(session: Session, viewer: Viewer, reply: Reply) -> ReplyTemplate:
    """Keep a text; the very same sent twice is kept once. Raises Forbidden, FieldErrors."""
    access.require(viewer, "incident:settings")
    made = _checked(reply)
    twin = _named(session, viewer, made.title)
    if twin is not None and (twin.text, twin.category, twin.state) == (made.text, made.category, made.state):
        return twin
    if twin is not None:
        raise FieldErrors({"title": "reply.title_taken"})
    template = ReplyTemplate(commune_id=viewer.commune_id, **vars(made))
    session.add(template)
    session.flush()
    return template


def change(session: Session, viewer: Viewer, template_id: int, reply: Reply) -> ReplyTemplate:
    """Write a text anew. Raises Forbidden, NotFound, FieldErrors."""
    template, made = one(session, viewer, template_id), _checked(reply)
    twin = _named(session, viewer, made.title)
    if twin is not None and twin.id != template.id:
        raise FieldErrors({"title": "reply.title_taken"})
    for name, value in vars(made).items():
        setattr(template, name, value)
    session.flush()
    return template


def remove(session: Session, viewer: Viewer, template_id: int) -> None:
    """Throw a text away. Raises Forbidden, NotFound."""
    session.delete(one(session, viewer, template_id))
    session.flush()


def _checked(reply: Reply) -> Reply:
    title, text = clean(reply.title), clean(reply.text)
    wrong = {name: "form.needed" for name, words in (("title", title), ("text", text)) if not words}
    if len(title) > LONGEST_TITLE:
        wrong["title"] = "reply.title_long"
    if len(text) > LONGEST_NOTE:
        wrong["text"] = "incident.note_too_long"
    if wrong:
        raise FieldErrors(wrong)
    return Reply(title, text, reply.category, reply.state)


def _named(session: Session, viewer: Viewer, title: str) -> ReplyTemplate | None:
    same = ReplyTemplate.title == title, ReplyTemplate.commune_id == viewer.commune_id
    return session.scalar(select(ReplyTemplate).where(*same))
