"""What the pages get of the npm packages is whole, and needs nothing from elsewhere."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.checkout import ROOT

LOCK = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
BARE_NAMES = {"pbf", "@mapbox/vector-tile", "@mapbox/point-geometry"}  # those of the import map


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("static") / "vendor"
    command = [sys.executable, str(ROOT / "bin/lib/vendor.py"), str(ROOT / "node_modules"), str(target)]
    subprocess.run(command, check=True)
    return target


def test_every_version_is_exact_and_the_lock_file_names_no_address() -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert not [name for name, entry in LOCK["packages"].items() if "resolved" in entry]
    assert all("integrity" in entry for name, entry in LOCK["packages"].items() if name)


@pytest.mark.parametrize("module", ["pbf", "vector-tile", "point-geometry"])
def test_a_module_imports_only_what_the_import_map_knows(vendor: Path, module: str) -> None:
    text = (vendor / module / "index.js").read_text("utf-8")
    assert set(re.findall(r"^(?:import|export)\b.*?from ['\"](.+?)['\"]", text, re.MULTILINE)) <= BARE_NAMES
    assert "export" in text
    assert "require(" not in text


def test_the_classic_scripts_and_pictures_are_there(vendor: Path) -> None:
    assert "var protomapsL" in (vendor / "protomaps-leaflet/protomaps-leaflet.js").read_text("utf-8")
    styles = (vendor / "leaflet/leaflet.css").read_text("utf-8")
    pictures = re.findall(r"url\((images/.+?)\)", styles)
    assert pictures
    assert all(
        (vendor / "leaflet" / picture).is_file() for picture in [*pictures, "images/marker-shadow.png"]
    )
    assert len(list((vendor / "maki").glob("*.svg"))) > 200
    assert len(list((vendor / "temaki").glob("*.svg"))) > 500


def test_the_font_covers_vietnamese_in_three_weights(vendor: Path) -> None:
    folder = vendor / "fonts/be-vietnam-pro"
    styles = (folder / "index.css").read_text("utf-8")
    files = re.findall(r"url\('(.+?)'\)", styles)
    assert len(files) == 9
    assert all((folder / file).is_file() for file in files)
    assert styles.count("U+1EA0-1EF9") == 3
    assert styles.count("font-display: swap") == 9


def test_licences_go_along(vendor: Path) -> None:
    folders = {file.parent for file in vendor.rglob("*.js")} | {vendor / "maki", vendor / "temaki"}
    assert not [folder for folder in folders if not list(folder.glob("LICENSE*"))]


def test_a_package_without_what_we_need_is_named(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "bin/lib/vendor.py"), str(tmp_path), str(tmp_path / "vendor")]
    result = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "vendor.py: leaflet has no dist/leaflet.js\n")
