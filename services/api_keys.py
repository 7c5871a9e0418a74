"""Keys of the apps that file reports with us: shown once, kept as a hash, closed at any time."""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import BadInput, Conflict, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import ApiKey
from services.text import clean

LONGEST_NAME = 100


def create(session: Session, commune_id: int, name: str) -> str:
    """A new key for the app of that name; the text given back is nowhere kept.

    Raises BadInput("api_key.name") for no name or a long one, Conflict("api_key.name_taken").
    """
    name = clean(name)
    if not name or len(name) > LONGEST_NAME:
        raise BadInput("api_key.name")
    if _named(session, commune_id, name) is not None:
        raise Conflict("api_key.name_taken", name=name)
    key = secrets.token_urlsafe(32)
    session.add(ApiKey(commune_id=commune_id, name=name, key_hash=_hash(key), active=True))
    session.flush()
    return key


def holder(session: Session, viewer: Viewer, key: str) -> ApiKey:
    """The app that a key was given to; Forbidden("open311.api_key") for none, a wrong or a closed one."""
    found = session.scalar(
        select(ApiKey).where(
            ApiKey.key_hash == _hash(key), ApiKey.commune_id == viewer.commune_id, ApiKey.active
        )
    )
    if found is None:
        raise Forbidden("open311.api_key")
    return found


def listed(session: Session, commune_id: int) -> Sequence[ApiKey]:
    """The apps of a commune, by name."""
    return session.scalars(select(ApiKey).where(ApiKey.commune_id == commune_id).order_by(ApiKey.name)).all()


def close(session: Session, commune_id: int, name: str) -> None:
    """Take nothing more from an app; raises NotFound("api_key.unknown")."""
    found = _named(session, commune_id, clean(name))
    if found is None:
        raise NotFound("api_key.unknown", name=name)
    found.active = False
    session.flush()


def _named(session: Session, commune_id: int, name: str) -> ApiKey | None:
    return session.scalar(select(ApiKey).where(ApiKey.commune_id == commune_id, ApiKey.name == name))


def _hash(key: str) -> str:
    """A key holds 256 bits of chance, so that one round of SHA-256 is enough."""
    return sha256(key.encode()).hexdigest()
