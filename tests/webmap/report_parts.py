"""A report as our page's queue sends it: its words, its photos whole or in pieces."""

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse


def picture(shade: int = 120, size: tuple[int, int] = (64, 48)) -> bytes:
    """A small JPEG; another shade is another file."""
    file = BytesIO()
    Image.effect_noise(size, 40).point(lambda level: (level + shade) % 256).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def digest(content: bytes) -> str:
    """The name of a photo in addresses."""
    return sha256(content).hexdigest()


def put(client: FlaskClient, key: str, photos: Sequence[bytes] = (), /, **fields: Any) -> TestResponse:
    """Send the words of a report of burning straw, naming its photos."""
    sent = {"category": "straw_burning", "landmark": "sau chợ"} | fields
    return client.put(f"/api/reports/{key}", json={"fields": sent, "photos": [digest(one) for one in photos]})


def put_photo(client: FlaskClient, key: str, content: bytes, **more: Any) -> TestResponse:
    """Send a photo whole."""
    return client.put(f"/api/reports/{key}/photos/{digest(content)}", data=content, **more)


def put_piece(client: FlaskClient, key: str, content: bytes, start: int, end: int) -> TestResponse:
    """Send content[start:end] of a photo."""
    told = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}"}
    address = f"/api/reports/{key}/photos/{digest(content)}"
    return client.put(address, data=content[start:end], headers=told)


def counted(session: Session, model: Any) -> int:
    """How many rows of a table there are."""
    return session.scalar(select(func.count()).select_from(model)) or 0
