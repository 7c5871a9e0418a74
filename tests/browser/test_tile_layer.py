"""The tile layer in a real browser: drawn, whole across edges, chosen by finger and key, filtered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import floor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect
from sqlalchemy import select

from geodata.enums import Role, SiteKind
from geodata.models import CollectionPoint, Commune, RiskZone, Village
from tests import cast
from tests.browser.conftest import Server, Watch
from tests.browser.tile_page import address, open_map, settle
from webmap.maps.commune_map import Overlay, View
from webmap.maps.symbols import STYLES

POINTS = Overlay("collection-points", "Điểm tập kết rác", address("collection-points"))
ZONES = Overlay("risk-zones", "Vùng rủi ro", address("risk-zones"))
REPORTS = Overlay("incidents", "Phản ánh", address("incidents"))
HEAT = Overlay("incident-heat", "Mật độ", address("incident-heat"))
SITES = Overlay("sites", "Cơ sở", address("sites"))
FIRST = (20.748, 106.575)  # latitude, longitude of the first seeded point
SHOTS = Path(__file__).parents[2] / "var" / "screenshots"

PIXEL = """([key, lat, lng, dx, dy]) => {
  const layer = tileLayers.get(key), spot = map.project([lat, lng], layer._tileZoom).add([dx, dy]);
  let best = [0, 0, 0, 0];
  for (const {coords, canvas} of layer._cells.values()) {
    const inside = spot.subtract(L.point(coords.x, coords.y).multiplyBy(256)).add([32, 32]);
    const {x, y} = inside.multiplyBy(canvas.width / 320);
    if (coords.z !== layer._tileZoom || Math.min(x, y) < 0 || Math.max(x, y) >= canvas.width) continue;
    const {data} = canvas.getContext("2d").getImageData(x, y, 1, 1);
    if (data[3] > best[3]) best = [...data];
  }
  return best;
}"""
SPOT = "([lat, lng]) => { const p = map.latLngToContainerPoint([lat, lng]); return [p.x, p.y]; }"


def pixel(page: Page, key: str, place: tuple[float, float], dx: float = 0, dy: float = 0) -> tuple[int, ...]:
    """Red, green, blue and cover (0–255) that a layer drew so many pixels off a place."""
    return tuple(page.evaluate(PIXEL, [key, *place, dx, dy]))


def click(page: Page, place: tuple[float, float], dx: float = 0, dy: float = 0) -> None:
    x, y = page.evaluate(SPOT, list(place))
    page.mouse.click(x + dx, y + dy)
    settle(page)


def events(page: Page) -> list[dict[str, Any]]:
    return list(page.evaluate("window.events"))


def id_of(server: Server, code: str) -> int:
    with server.sessions() as session:
        return session.scalars(select(CollectionPoint.id).where(CollectionPoint.code == code)).one()


@contextmanager
def extra_points(server: Server, *places: tuple[float, float]) -> Iterator[list[int]]:
    """Points at (latitude, longitude) that are there for one test."""
    with server.sessions.begin() as session:
        home = session.scalars(select(Commune)).one()
        made = [
            cast.point(session, home, kind=SiteKind.TRANSFER_STATION, geom=cast.place(lng, lat))
            for lat, lng in places
        ]
        ids = [point.id for point in made]
    try:
        yield ids
    finally:
        with server.sessions.begin() as session:
            for each in ids:
                session.delete(session.get_one(CollectionPoint, each))


def test_a_point_is_drawn_in_its_colour_with_a_dark_rim(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [POINTS], View(15, *FIRST))
    red, green, blue, cover = pixel(page, "collection-points", FIRST, -9)
    assert (red, green, blue, cover) == (0, 0x72, 0xB2, 255)
    rim = [pixel(page, "collection-points", FIRST, -off) for off in (11, 12, 13)]
    assert min(sum(seen[:3]) for seen in rim) < 200
    assert pixel(page, "collection-points", FIRST, -20)[3] == 0


def test_a_symbol_on_the_edge_of_a_tile_is_whole(page: Page, live_server: Server) -> None:
    edge = floor((106.58 + 180) / 360 * 2**15) / 2**15 * 360 - 180
    with extra_points(live_server, (20.7481, edge + 1e-7)):
        open_map(page, live_server.url, [POINTS], View(15, 20.7481, edge))
        for side in (-10, 10):
            assert pixel(page, "collection-points", (20.7481, edge), side)[3] == 255


def test_a_finger_may_miss_by_22_pixels(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [POINTS], View(15, *FIRST))
    for off in ((17, 17), (0, 0), (15, 15), (-21, 0), (0, -24)):
        click(page, FIRST, *off)
    found = events(page)
    assert [event["id"] for event in found] == [id_of(live_server, "DTK-0")] * 3
    for event in found:
        assert (event["layer"], event["n"]) == ("collection-points", 1)
        assert event["properties"] == {"kind": "collection_point", "accepted_groups": "other_household"}
        assert event["latlng"]["lat"] == pytest.approx(FIRST[0], abs=1e-5)


def test_the_chosen_symbol_is_marked_until_another_is(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [POINTS], View(15, *FIRST))
    assert pixel(page, "collection-points", FIRST, -16.5)[3] == 0
    click(page, FIRST)
    assert pixel(page, "collection-points", FIRST, -15.5)[:3] == (0xFF, 0xD4, 0)
    click(page, FIRST, 0, 120)
    assert pixel(page, "collection-points", FIRST, -16.5)[3] == 0


def test_two_points_on_one_spot_are_reached_one_after_the_other(page: Page, live_server: Server) -> None:
    spot = (20.7701, 106.6001)
    with extra_points(live_server, spot, spot) as ids:
        open_map(page, live_server.url, [POINTS], View(17, *spot))
        for _ in range(3):
            click(page, spot)
        assert [event["id"] for event in events(page)] == [ids[0], ids[1], ids[0]]


def test_a_cluster_tells_how_many_and_a_click_leads_closer(page: Page, live_server: Server) -> None:
    spot = (20.7701, 106.6001)
    with extra_points(live_server, spot, spot, spot):
        open_map(page, live_server.url, [POINTS], View(14, *spot))
        click(page, spot)
        (event,) = events(page)
        assert (event["id"], event["n"]) == (None, 3)
        assert page.evaluate("map.getZoom()") == 16


def test_a_cluster_has_the_ring_of_the_worst_inside(
    sign_in: Callable[[Role], Page], live_server: Server
) -> None:
    page = sign_in(Role.COMMUNE_POLICE)
    open_map(page, live_server.url, [SITES], View(11, 20.755, 106.606))
    cells = page.evaluate(
        "[...tileLayers.get('sites')._cells.values()].flatMap(cell => cell.layers.flatMap(l => l.features))"
        ".filter(f => f.properties.n > 1).map(f => f.properties.worst)"
    )
    assert cells == ["overdue"]
    place = page.evaluate(
        """() => { for (const {coords, layers} of tileLayers.get('sites')._cells.values())
          for (const {features} of layers) for (const f of features) if (f.properties.n > 1) {
            const corner = L.point(coords.x, coords.y).multiplyBy(256);
            const {lat, lng} = map.unproject(corner.add(f.rings[0][0]), 11);
            return [lat, lng]; } }"""
    )
    assert pixel(page, "sites", place, -11)[:3] == (0xD5, 0x5E, 0x00)


def test_enter_chooses_what_lies_in_the_middle(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [POINTS], View(15, *FIRST))
    page.locator(".leaflet-container").focus()
    page.keyboard.press("Enter")
    assert [event["id"] for event in events(page)] == [id_of(live_server, "DTK-0")]
    assert page.locator(".map-aim").is_visible()
    page.mouse.click(10, 250)
    assert page.locator(".map-aim").is_hidden()


def test_an_area_is_chosen_where_no_point_lies_and_the_base_map_never(
    page: Page, live_server: Server
) -> None:
    open_map(page, live_server.url, [ZONES, POINTS], View(14, 20.745, 106.58))
    click(page, (20.7375, 106.58))
    click(page, (20.755, 106.58))
    with live_server.sessions() as session:
        zone = session.scalars(select(RiskZone.id).where(RiskZone.level == 2)).one()
    assert [(event["layer"], event["id"]) for event in events(page)] == [("risk-zones", zone)]


def test_the_worst_zone_on_a_spot_is_seen_alone(page: Page, live_server: Server) -> None:
    """A zone of level 1 under one of level 4 changes nothing of the picture of level 4."""
    open_map(page, live_server.url, [ZONES], View(14, 20.74, 106.61))
    place = (20.7385, 106.611)
    before = [pixel(page, "risk-zones", place, dx) for dx in range(16)]
    with live_server.sessions.begin() as session:
        home = session.scalars(select(Commune)).one()
        under = cast.zone(session, home, level=1, area=cast.ground(106.60, 20.73, 106.62, 20.75)).id
    try:
        page.evaluate("() => tileLayers.get('risk-zones').reload()")
        page.wait_for_function("() => shown['risk-zones'].classes.includes('1')")
        assert [pixel(page, "risk-zones", place, dx) for dx in range(16)] == before
        assert pixel(page, "risk-zones", (20.7475, 106.611), 0)[3] > 0
    finally:
        with live_server.sessions.begin() as session:
            session.delete(session.get_one(RiskZone, under))


def test_symbols_lie_over_names_and_names_over_areas(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [ZONES, POINTS], View(14, 20.75, 106.57))
    order = page.evaluate(
        "() => ['risk-zones', 'collection-points'].map(key => tileLayers.get(key).getPane().style.zIndex)"
    )
    names = page.evaluate("() => map.getPane('map-names').style.zIndex")
    assert int(order[0] or 200) < int(names) < int(order[1]) < 400
    assert "Thôn Tây" in page.locator(".map-name").all_inner_texts()


def test_nothing_is_chosen_while_somebody_draws(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [POINTS], View(15, *FIRST))
    page.evaluate("L.FeatureTiles.listening = false")
    click(page, FIRST)
    assert events(page) == []


def test_levels_are_told_apart_without_colour(page: Page, live_server: Server) -> None:
    """The share of dark pixels grows with the level; 2 and 3 lean to opposite sides."""
    open_map(page, live_server.url, [ZONES], View(14, 20.74, 106.59))
    dark = page.evaluate(
        """(classes) => ["1", "2", "3", "4", "5"].map((level) => {
          const {text, ...look} = classes[level], canvas = swatch({...look, fill: null}, 96);
          const at = canvas.width / 6, wide = 4 * at;
          const {data} = canvas.getContext("2d").getImageData(at, at, wide, wide);
          let n = 0;
          for (let i = 3; i < data.length; i += 4) if (data[i] > 90) n++;
          return n / (data.length / 4);
        })""",
        STYLES["risk-zones"]["classes"],
    )
    dots, right, left, cross, dense = dark
    assert 0.02 < dots < right < cross < dense < 0.6
    assert right == pytest.approx(left, rel=0.1)


def test_a_filter_asks_again_and_leaves_the_rest_alone(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [POINTS], View(14, 20.748, 106.58))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("tileLayers.get('collection-points').setFilter({kind: 'transfer_station', group: ''})")
    page.wait_for_function("() => shown['collection-points'].n === 1")
    assert asked
    assert all(url.endswith(".mvt?kind=transfer_station") and "/collection-points/" in url for url in asked)
    assert pixel(page, "collection-points", FIRST)[3] == 0
    page.evaluate("tileLayers.get('collection-points').setFilter({})")
    page.wait_for_function("() => shown['collection-points'].n === 4")


def test_the_legend_hears_what_is_in_view(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [POINTS, ZONES], View(17, *FIRST))
    assert page.evaluate("shown['collection-points']") == {"classes": ["collection_point"], "n": 1}
    page.evaluate("map.setView([20.74, 106.5925], 13, {animate: false})")
    settle(page)
    assert page.evaluate("shown['risk-zones'].classes") == ["1", "2", "3", "4"]


def test_the_legend_hears_the_steps_of_the_heat_that_is_in_view(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [HEAT], View(14, 20.763, 106.571))
    assert page.evaluate("shown['incident-heat'].classes") == ["1"]


def test_a_layer_that_is_off_asks_for_nothing_until_it_is_turned_on(page: Page, live_server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hidden = Overlay(REPORTS.key, REPORTS.words, REPORTS.url, show=False)
    open_map(page, live_server.url, [POINTS, hidden], View(14, 20.76, 106.575))
    assert not any("/tiles/incidents/" in url for url in asked)
    page.hover(".leaflet-control-layers")
    page.get_by_label("Phản ánh").check()
    settle(page)
    assert any("/tiles/incidents/" in url for url in asked)
    assert page.evaluate("shown.incidents.classes") == ["straw_burning"]


def test_a_name_that_looks_like_code_is_shown_as_it_is_written(page: Page, live_server: Server) -> None:
    hostile = "<img src=x onerror=alert(1)>`${alert(2)}`</script>"
    with live_server.sessions.begin() as session:
        village = session.scalars(select(Village).where(Village.code == "01")).one()
        kept, village.name = village.name, hostile
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    try:
        open_map(page, live_server.url, [POINTS], View(14, 20.75, 106.57))
        expect(page.get_by_text(hostile, exact=True)).to_have_count(1)
        expect(page.locator("img[src=x]")).to_have_count(0)
    finally:
        with live_server.sessions.begin() as session:
            session.scalars(select(Village).where(Village.code == "01")).one().name = kept


def test_a_tile_that_cannot_be_had_is_told_and_the_others_are_drawn(
    page: Page, live_server: Server, watch: Watch
) -> None:
    watch.allow("net::ERR_FAILED")

    def refuse(route: Route) -> None:
        route.abort()

    open_map(page, live_server.url, [POINTS, ZONES], View(14, 20.748, 106.58))
    page.evaluate("window.failed = []; tileLayers.get('risk-zones').on('failed', e => failed.push(e.layer))")
    page.route("**/tiles/risk-zones/**", refuse)
    page.evaluate("tileLayers.get('risk-zones').reload()")
    page.wait_for_function("() => failed.length > 0")
    assert set(page.evaluate("failed")) == {"risk-zones"}
    assert pixel(page, "collection-points", FIRST, -9)[3] == 255


def test_every_shape_mark_and_icon_has_a_picture_of_its_own(page: Page, live_server: Server) -> None:
    open_map(page, live_server.url, [POINTS], View(14, *FIRST))
    shapes = ("circle", "square", "triangle", "diamond", "cross", "hexagon", "star", "pin", "drop")
    looks: list[dict[str, Any]] = [{"shape": shape, "fill": "#0072B2"} for shape in shapes]
    looks += [looks[0] | {"mark": mark} for mark in ("check", "clock", "exclamation", "question", "wave")]
    looks += [looks[0] | {"icon": "waste-basket"}, looks[0] | {"badge": {"mark": "wave", "fill": "#56B4E9"}}]
    pictures = page.evaluate("looks => looks.map(look => swatch(look, 40).toDataURL())", looks)
    assert len(set(pictures)) == len(looks)


def test_it_is_kept_to_look_at(sign_in: Callable[[Role], Page], live_server: Server) -> None:
    page = sign_in(Role.COMMUNE_POLICE)
    layers = [ZONES, POINTS, SITES, REPORTS]
    SHOTS.mkdir(parents=True, exist_ok=True)
    desktop: ViewportSize = {"width": 1280, "height": 800}
    open_map(page, live_server.url, layers, View(13, 20.75, 106.5925), desktop)
    page.screenshot(path=SHOTS / "tile-layers-1280.png")
    assert page.evaluate("Object.values(shown).reduce((sum, {n}) => sum + n, 0)") >= 16
    page.evaluate("() => { window.moved = new Promise(done => map.once('moveend', done)); }")
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("() => window.moved.then(() => null)")
    settle(page)
    page.screenshot(path=SHOTS / "tile-layers-360.png")
