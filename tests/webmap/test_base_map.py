"""The base map under our layers: our own by default, a tile address or a PMTiles archive by setting."""

from dataclasses import replace
from pathlib import Path

from flask import Flask


def test_by_default_no_base_map_is_asked_for(app: Flask) -> None:
    page = app.test_client().get("/").get_data(as_text=True)
    assert "protomaps" not in page
    assert "L.tileLayer" not in page


def test_a_tile_address_is_drawn_under_our_layers_and_let_through(app: Flask) -> None:
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"], tile_url="https://tiles.example.vn/{z}/{x}/{y}.png", tile_attribution="Sở <b>"
    )
    answer = app.test_client().get("/")
    page = answer.get_data(as_text=True)
    assert page.index("L.tileLayer") < page.index("L.featureTiles")
    assert "img-src 'self' data: blob: https://tiles.example.vn;" in answer.headers["Content-Security-Policy"]


def test_an_archive_of_this_machine_is_served_by_ranges(app: Flask, tmp_path: Path) -> None:
    archive = tmp_path / "an_hung.pmtiles"
    archive.write_bytes(bytes(range(256)))
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], pmtiles=str(archive))
    browser = app.test_client()
    page = browser.get("/").get_data(as_text=True)
    assert 'protomapsL.leafletLayer({url: "/base-map.pmtiles"' in page
    with browser.get("/base-map.pmtiles", headers={"Range": "bytes=10-19"}) as part:
        assert part.status_code == 206
        assert part.data == bytes(range(10, 20))


def test_a_foreign_archive_is_named_in_the_policy(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], pmtiles="https://maps.example.vn/hp.pmtiles")
    browser = app.test_client()
    policy = browser.get("/").headers["Content-Security-Policy"]
    assert "connect-src 'self' https://maps.example.vn;" in policy
    assert browser.get("/base-map.pmtiles").status_code == 404
