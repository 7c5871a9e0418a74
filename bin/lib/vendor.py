"""Copies what the pages need of the npm packages to webmap/static/vendor: vendor.py NODE_MODULES TARGET."""

import json
import shutil
import sys
from pathlib import Path

# (package, files in it, folder under vendor/). A missing file is an error; licences go along.
FILES = [
    ("leaflet", "dist/leaflet.js", "leaflet"),
    ("leaflet", "dist/leaflet.css", "leaflet"),
    ("leaflet", "dist/images/*", "leaflet/images"),
    ("pbf", "index.js", "pbf"),
    ("@mapbox/point-geometry", "index.js", "point-geometry"),
    ("@mapbox/vector-tile", "index.js", "vector-tile"),
    ("protomaps-leaflet", "dist/protomaps-leaflet.js", "protomaps-leaflet"),
    ("@mapbox/maki", "icons/*.svg", "maki"),
    ("@rapideditor/temaki", "icons/*.svg", "temaki"),
    ("@expo-google-fonts/tinos", "*/*.ttf", "fonts/tinos"),
]
FONT, FONT_FOLDER = "@fontsource/be-vietnam-pro", "fonts/be-vietnam-pro"
WEIGHTS = [400, 600, 700]
SUBSETS = ["vietnamese", "latin-ext", "latin"]

FACE = """\
@font-face {{
  font-family: 'Be Vietnam Pro';
  font-style: normal;
  font-weight: {weight};
  font-display: swap;
  src: url('{file}') format('woff2');
  unicode-range: {characters};
}}
"""


class Missing(Exception):
    """A package does not hold what we need of it."""


def copy(package: Path, pattern: str, folder: Path) -> None:
    """Copies the files that match, and the package's licence, to the folder."""
    files = sorted(package.glob(pattern))
    if not files:
        raise Missing(f"{package.name} has no {pattern}")
    folder.mkdir(parents=True, exist_ok=True)
    for file in [*files, *package.glob("LICENSE*")]:
        shutil.copyfile(file, folder / file.name)


def copy_font(package: Path, folder: Path) -> None:
    """Copies the weights and subsets we use, with a style sheet that names their characters."""
    characters = json.loads((package / "unicode.json").read_text("utf-8"))
    faces = []
    for weight in WEIGHTS:
        for subset in SUBSETS:
            file = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            copy(package, f"files/{file}", folder)
            faces.append(FACE.format(weight=weight, file=file, characters=characters[subset]))
    (folder / "index.css").write_text("\n".join(faces), "utf-8")


def build(modules: Path, target: Path) -> None:
    """Makes the vendor folder beside the old one, then puts it in its place."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for package, pattern, folder in FILES:
        copy(modules / package, pattern, fresh / folder)
    copy_font(modules / FONT, fresh / FONT_FOLDER)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def main() -> int:
    try:
        build(Path(sys.argv[1]), Path(sys.argv[2]))
    except Missing as error:
        print(f"vendor.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
