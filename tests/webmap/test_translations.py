"""English for readers without an account: no text missing, none left over, no Vietnamese on a page."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from unicodedata import normalize

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import meta
from sqlalchemy.orm import Session

from geodata.models import Commune
from services.clock import ZONE
from tests import cast
from tests.everything import plant
from tests.webmap.walk import readable
from webmap.facts import said
from webmap.filters import soon

WEBMAP: Final = Path(__file__).parents[2] / "webmap"
PO: Final = WEBMAP / "translations/en/LC_MESSAGES/messages.po"
MO: Final = PO.with_suffix(".mo")
KEYWORDS: Final = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None}

with (WEBMAP / "translations/babel.cfg").open(encoding="utf-8") as listed:
    METHODS, OPTIONS = parse_mapping_cfg(listed)  # type: ignore[no-untyped-call]
PUBLIC_SOURCES: Final = tuple(name for name, _method in METHODS)

Texts = tuple[str, ...]


def texts(found: object) -> Texts:
    """A message or its forms, as a tuple."""
    return tuple(map(str, found)) if isinstance(found, (tuple, list)) else (str(found or ""),)


@cache
def wanted() -> dict[Texts, str]:
    """Every message of the public sources → the file it stands in."""
    return {texts(found[2]): found[0] for found in extract_from_dir(WEBMAP, METHODS, OPTIONS, KEYWORDS)}


@cache
def catalogue() -> Catalog:
    """The English catalogue."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


@cache
def english() -> dict[Texts, Texts]:
    """Message → English, all forms of each."""
    return {texts(message.id): texts(message.string) for message in catalogue() if message.id}


# --- the catalogue


def test_every_message_of_a_public_page_has_an_english_text() -> None:
    missing = [
        f"{file}: {message}" for message, file in wanted().items() if not all(english().get(message, ("",)))
    ]
    assert missing == []


def test_no_english_text_outlives_its_message() -> None:
    assert english().keys() - wanted().keys() == set()
    assert not catalogue().obsolete


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    def holes(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]", text))

    wrong = [ids for ids, forms in english().items() for form in forms if holes(form) != holes(ids[0])]
    assert wrong == []


def test_a_count_has_its_two_english_forms() -> None:
    counts = {ids: forms for ids, forms in english().items() if len(ids) > 1}
    assert counts
    assert catalogue().num_plurals == 2
    for ids, forms in counts.items():
        assert len(forms) == 2, ids
        assert forms[0] != forms[1], ids


def test_english_texts_hold_no_vietnamese_letter() -> None:
    assert [forms for forms in english().values() if any(map(vietnamese, forms))] == []


def test_the_catalogue_is_the_same_wherever_it_is_made() -> None:
    lines = PO.read_text(encoding="utf-8").splitlines()
    assert [
        line for line in lines if line.startswith(("#:", "#~", "#, fuzzy", '"POT-', '"PO-', '"Last-'))
    ] == []
    ids = [message.id for message in catalogue() if message.id]
    assert ids == sorted(ids, key=texts)


def test_the_compiled_catalogue_is_there_and_not_older() -> None:
    told = "run: .venv/bin/pybabel compile -d webmap/translations"
    assert MO.exists(), f"{MO.name} is missing; {told}"
    assert MO.stat().st_mtime >= PO.stat().st_mtime, f"{MO.name} is older than {PO.name}; {told}"
    with MO.open("rb") as file:
        compiled = {texts(message.id): texts(message.string) for message in read_mo(file) if message.id}
    assert compiled == english(), f"{MO.name} says something else than {PO.name}; {told}"


# --- where the messages stand


def test_the_sources_listed_are_there() -> None:
    assert [name for name in PUBLIC_SOURCES if not (WEBMAP / name).is_file()] == []


def test_no_word_hides_where_the_extraction_cannot_see_it() -> None:
    """Babel sees a plain text in the call alone: none in an f-string, no name that stands for a text."""
    hidden = []
    for name in PUBLIC_SOURCES:
        if name.endswith(".py"):
            tree = ast.parse((WEBMAP / name).read_text(encoding="utf-8"))
            inside = {
                id(call) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for call in calls(text)
            }
            hidden += [
                f"{name}:{call.lineno}"
                for call in calls(tree)
                if id(call) in inside or not isinstance(call.args[0], ast.Constant)
            ]
    assert hidden == []


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that look a message up."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            yield node


def test_the_templates_and_words_of_every_public_view_are_sources(app: Flask) -> None:
    used: set[str] = set()
    for path in (WEBMAP / "views").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        public = [node for node in functions.values() if "public" in names(node.decorator_list)]
        if public and any(calls(tree)):
            used.add(str(path.relative_to(WEBMAP)))
        for node in public:
            used |= {f"templates/{name}" for shown in rendered(node, functions) for name in parts(app, shown)}
    assert len(used) > 15
    assert used - set(PUBLIC_SOURCES) == set()


def names(nodes: list[ast.expr]) -> set[str]:
    """The plain names among some expressions."""
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def rendered(view: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """The templates a view renders, itself or through functions of its module."""
    found: set[str] = set()
    asked, seen = [view], {view.name}
    while asked:
        for node in ast.walk(asked.pop()):
            if isinstance(node, ast.Call) and "render_template" in names([node.func]):
                found |= {str(node.args[0].value)} if isinstance(node.args[0], ast.Constant) else set()
            for name in names([node]) if isinstance(node, ast.expr) else ():
                if name in functions and name not in seen:
                    seen.add(name)
                    asked.append(functions[name])
    return found


def parts(app: Flask, template: str) -> set[str]:
    """A template and all it extends, includes or imports."""
    source = (WEBMAP / "templates" / template).read_text(encoding="utf-8")
    inner = meta.find_referenced_templates(app.jinja_env.parse(source))
    return {template}.union(*(parts(app, name) for name in inner if name))


# --- the pages


def vietnamese(text: str) -> bool:
    """Whether a text holds a letter only Vietnamese has: a tone mark, a hook, a breve, a roof, or đ."""
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return bool(re.search("[đĐ\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]", normalize("NFD", plain)))


class Page(HTMLParser):
    """Notes every Vietnamese text of a page, words for scripts included; the link to Vietnamese may be so."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_switch = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and ("lang", "vi") in attrs:
            self.in_switch = True
        self.found += [f"{tag} {name}={value}" for name, value in attrs if value and vietnamese(value)]

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.in_switch = False

    def handle_data(self, data: str) -> None:
        if not self.in_switch:
            self.found += [line.strip()[:200] for line in data.splitlines() if vietnamese(line)]


@pytest.fixture
def reader(client: FlaskClient, session: Session, an_hung: Commune) -> FlaskClient:
    """Somebody who chose English, in a demo commune whose name has no Vietnamese letter."""
    an_hung.name, an_hung.is_demo = "Commune A", True
    session.commit()
    client.set_cookie("lang", "en")
    return client


@pytest.mark.parametrize(
    "address", ["/", "/maps/risk-zones", "/maps/incidents", "/incidents/new", "/sign-in", "/no-such-page"]
)
def test_an_empty_commune_speaks_english_throughout(reader: FlaskClient, address: str) -> None:
    page = reader.get(address).get_data(as_text=True)
    assert '<html lang="en">' in page
    assert Page(page).found == []
    assert Page(reader.get(f"{address}?lang=vi").get_data(as_text=True)).found


def test_the_record_of_a_new_collection_point_speaks_english_throughout(
    reader: FlaskClient, session: Session, an_hung: Commune
) -> None:
    point = cast.point(
        session, an_hung, "Point A", accepted_groups=["food_waste"], opening_hours="Mo-Sa 24/7"
    )
    session.commit()
    for address in (
        f"/places/{point.id}",
        f"/places/{point.id}/card",
        "/",
        "/?group=food_waste&search=point",
    ):
        page = reader.get(address).get_data(as_text=True)
        assert "Point A" in page
        assert Page(page).found == []


def test_every_page_of_a_full_commune_speaks_english_throughout(
    app: Flask, reader: FlaskClient, session: Session, an_hung: Commune
) -> None:
    planted = plant(session, an_hung, "Plain words")
    session.commit()
    shown = 0
    for address in readable(app, planted):
        answer = reader.get(address)
        if answer.mimetype == "text/html":
            page = answer.get_data(as_text=True)
            assert Page(page).found == [], address
            shown += answer.status_code == 200
    assert shown >= 10


def test_what_was_not_accepted_is_said_in_english(reader: FlaskClient) -> None:
    sent = {"occurred_at": "yesterday", "village_id": "x", "phone": "9" * 99, "latitude": "north"}
    refused = reader.post("/incidents/new", data=sent)
    assert refused.status_code == 400
    page = refused.get_data(as_text=True)
    for words in (
        "Not saved yet.",
        "Please choose one from the list.",
        "Please write less: 40 characters at most.",
    ):
        assert words in page
    assert Page(page).found == []
    unknown = reader.post("/sign-in", data={"username": "nobody", "password": "wrong"})
    assert "The user name or password is wrong." in unknown.get_data(as_text=True)
    assert Page(unknown.get_data(as_text=True)).found == []
    assert Page(reader.post("/sign-in", data={}).get_data(as_text=True)).found == []


def test_one_thing_is_counted_otherwise_than_two(
    reader: FlaskClient, session: Session, an_hung: Commune
) -> None:
    zone = cast.zone(session, an_hung, "Zone A")
    cast.village(session, an_hung, "Village A", area=cast.ground(106.58, 20.74, 106.60, 20.76))
    cast.point(session, an_hung, "Point A")
    session.commit()
    assert "1 point<" in reader.get("/").get_data(as_text=True)
    for address in ("/maps/risk-zones", f"/maps/risk-zones/{zone.id}/card"):
        assert "1 village, 1 collection point<" in reader.get(address).get_data(as_text=True)
    cast.point(session, an_hung, "Point B")
    session.commit()
    assert "2 points<" in reader.get("/").get_data(as_text=True)
    for address in ("/maps/risk-zones", f"/maps/risk-zones/{zone.id}/card"):
        assert "1 village, 2 collection points<" in reader.get(address).get_data(as_text=True)


def test_hours_and_days_are_said_in_english(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert said("opening_hours", "Mo-Fr 06:00-18:00; PH off") == (
            "Monday to Friday 06:00–18:00; closed on public holidays"
        )
        noon = datetime.now(ZONE).replace(hour=12, minute=0)
        assert soon(noon) == "today 12:00"
        assert soon(noon + timedelta(days=1)) == "tomorrow 12:00"
        assert soon(datetime(2020, 1, 6, 5, 30, tzinfo=ZONE)) == "Monday 06/01, 05:30"
