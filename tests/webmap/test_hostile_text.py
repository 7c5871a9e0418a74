"""Hostile text in every field of every table comes out as text, on every page, for every role."""

from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune
from tests.everything import plant
from tests.webmap.walk import everybody, readable

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "</script><svg onload=alert(1)>",
    '{{ "zxq" ~ "vk7" }}{% raw %}{{config}}',
    '`${alert(1)}`${"zxq"+"vk7"}',
    "javascript:alert(1)//",
    "--><script>alert(1)</script><!--",
)
TOGETHER = [" ".join((*HOSTILE[start:], *HOSTILE[:start])) for start in (0, 1, 3, 4, 6)]
"""Fields cut a long text, so several begin; together they begin with what short fields can hold."""


class Reader(HTMLParser):
    """Notes what a browser would run: scripts without our nonce, handlers, addresses that are code."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not given.get("nonce") and not given.get("src", "").startswith("/static/"):
            self.faults.append(self.get_starttag_text() or tag)
        for name, value in given.items():
            code = value.strip().lower().startswith("javascript:") and name in ("href", "src", "action")
            if name.startswith("on") or code or (tag == "img" and value == "x") or name == "autofocus":
                self.faults.append(self.get_starttag_text() or tag)


@pytest.mark.parametrize("text", TOGETHER)
def test_hostile_text_stays_text(app: Flask, session: Session, an_hung: Commune, text: str) -> None:
    own = plant(session, an_hung, text)
    session.commit()
    browsers = everybody(app, session, own.rows["village"])
    shown = 0
    for role in (Role.ECONOMIC_DIVISION, Role.CHAIRPERSON):
        for address in readable(app, own):
            answer = browsers[role].get(address)
            assert answer.status_code < 500 or address == "/readyz", address
            if answer.mimetype == "text/html":
                page = answer.get_data(as_text=True)
                reader = Reader()
                reader.feed(page)
                assert reader.faults == [], f"{role} {address}"
                assert "zxqvk7" not in page, f"{role} {address}"
                shown += "alert" in page or "config" in page
            answer.close()
    assert shown > 20
