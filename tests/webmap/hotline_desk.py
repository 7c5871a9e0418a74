"""How tests send a hotline's log by page, and what they look at then."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.models import ImportBatch

Work = Callable[[str, int], None]
"""(task, id of a batch): do that job as the worker would."""


def send(browser: FlaskClient, content: bytes | Path, layer: str = "incidents", **more: Any) -> TestResponse:
    """Send a log from the import page."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    name = more.pop("name", "so.xlsx")
    return browser.post("/imports", data={"layer": layer, "file": (BytesIO(data), name), **more})


def sent_and_read(
    browser: FlaskClient, session: Session, work: Work, content: bytes | Path, **more: Any
) -> ImportBatch:
    """The batch of a log that was sent, read by the worker."""
    answer = send(browser, content, **more)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    session.expire_all()
    batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()
    work("read", batch.id)
    return batch


def written(browser: FlaskClient, session: Session, work: Work, content: bytes | Path) -> ImportBatch:
    """The batch of a log that was sent, read, confirmed and applied."""
    batch = sent_and_read(browser, session, work, content)
    answer = browser.post(f"/imports/{batch.id}/confirm", data={"skip_refused": "1"})
    assert answer.status_code == 302
    work("apply", batch.id)
    return batch


def words(answer: TestResponse) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def uploads(app: Flask) -> list[Path]:
    """The files that lie waiting."""
    folder = app.config["SETTINGS"].upload_dir
    return sorted(folder.iterdir()) if folder.exists() else []
