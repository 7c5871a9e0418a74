"""The demonstration's texts at hand for public answers."""

from collections.abc import Iterator

from sqlalchemy import Table, delete, tuple_
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState
from geodata.models import ReplyTemplate
from services.demo.tables import document
from services.incidents.replies import Reply


def texts() -> Iterator[Reply]:
    """The texts as they stand in data/replies.json."""
    for row in document("replies"):
        category, state = row.get("category"), row.get("state")
        yield Reply(
            row["title"],
            row["text"],
            IncidentCategory(category) if category else None,
            IncidentState(state) if state else None,
        )


def add_replies(session: Session, commune_id: int) -> None:
    """Put the texts into a commune that has none."""
    session.add_all(ReplyTemplate(commune_id=commune_id, **vars(reply)) for reply in texts())
    session.flush()


def remove_replies(session: Session, commune_ids: list[int]) -> None:
    """Take out the texts that still are as the demonstration wrote them; what people rewrote stays."""
    table = ReplyTemplate.__table__
    assert isinstance(table, Table)
    ours = tuple_(table.c.title, table.c.text).in_([(reply.title, reply.text) for reply in texts()])
    session.execute(delete(table).where(table.c.commune_id.in_(commune_ids), ours))
