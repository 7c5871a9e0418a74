"""The house rules, held by machine: floors, sizes, docstrings, no circles, no unfinished work."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("geodata", "services", "webmap")
"""From the ground up: a floor imports its own and those before it."""
WEBMAP_MAY = {"features", "errors", "enums", "database", "crs"}
MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_VIEW = 350, 60, 25
MEDIAN_FILE, MEDIAN_FUNCTION = 120, 10
LONGER = {
    "migrations/versions/0002_register.py",
    "migrations/versions/0009_incident_desk.py",
    "migrations/versions/0010_incident_life.py",
    "migrations/versions/0017_risk.py",
    "migrations/versions/0018_inspection_life.py",
    "migrations/versions/0019_plans.py",
    "migrations/versions/0020_transport.py",
}
"""Written by a tool, table by table."""


class Module(NamedTuple):
    """A Python file of ours."""

    name: str
    path: Path
    text: str
    tree: ast.Module


def _modules(*folders: str) -> list[Module]:
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found.append(Module(name, path, text, ast.parse(text)))
    return found


OURS = _modules(*FLOORS, "migrations")
TESTS = _modules("tests")
NAMES = {module.name for module in OURS}


def _imports(module: Module) -> Iterator[str]:
    """Every module that one imports, whole names, wherever in the file."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in NAMES else node.module


def _functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return (node.end_lineno or first) - first + 1


def _place(module: Module) -> str:
    return str(module.path.relative_to(ROOT))


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_imports_one_above_it(floor: str) -> None:
    above = FLOORS[FLOORS.index(floor) + 1 :]
    arrows = [
        f"{module.name} → {name}"
        for module in OURS
        if module.name.split(".")[0] == floor
        for name in _imports(module)
        if name.split(".")[0] in (*above, "migrations", "tests")
    ]
    assert arrows == []


def test_migrations_stand_on_the_ground_floor_only() -> None:
    for module in OURS:
        if module.name.startswith("migrations"):
            assert not [n for n in _imports(module) if n.split(".")[0] in ("services", "webmap", "tests")]


def test_the_web_takes_from_the_ground_floor_only_its_five_open_rooms() -> None:
    taken = {
        f"{module.name} → {name}"
        for module in OURS
        if module.name.startswith("webmap")
        for name in _imports(module)
        if name.split(".")[0] == "geodata" and name.split(".")[1:2] not in [[room] for room in WEBMAP_MAY]
    }
    assert taken == set()


@pytest.mark.parametrize("library", ["flask", "flask_wtf", "flask_login", "flask_babel", "folium", "wtforms"])
def test_the_web_s_libraries_stay_in_the_web(library: str) -> None:
    users = [m.name for m in OURS for name in _imports(m) if name.split(".")[0] == library]
    assert all(user.startswith("webmap") for user in users)


def test_rasters_stay_on_the_ground_floor() -> None:
    users = [m.name for m in OURS for name in _imports(m) if name.split(".")[0] == "rasterio"]
    assert all(user.startswith("geodata") for user in users)


def test_sql_of_places_stays_on_the_ground_floor() -> None:
    places = [_place(m) for m in OURS if m.name.split(".")[0] in ("services", "webmap") and _uses_st(m)]
    assert places == []


def _uses_st(module: Module) -> bool:
    names = [node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)]
    texts = [
        node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return any(name.startswith("ST_") for name in names) or any(re.search(r"\bST_[A-Z]", t) for t in texts)


def test_the_web_speaks_no_sql() -> None:
    for module in OURS:
        if module.name.startswith("webmap.views"):
            assert not [name for name in _imports(module) if name == "sqlalchemy"], module.name


def test_services_commit_nothing() -> None:
    for module in OURS:
        if module.name.startswith("services") and module.name != "services.schema":
            assert ".commit()" not in module.text, module.name


def test_nobody_imports_the_app_but_the_server() -> None:
    assert [m.name for m in OURS if "webmap.app" in set(_imports(m))] == []


def test_no_import_goes_in_a_circle() -> None:
    graph = {module.name: {name for name in _imports(module) if name in NAMES} for module in OURS}
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way, name))
        if name not in done:
            for following in graph[name]:
                walk(following, (*way, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_no_file_is_longer_than_a_reader_holds() -> None:
    lengths = {_place(module): module.text.count("\n") for module in [*OURS, *TESTS]}
    assert {place: n for place, n in lengths.items() if n > MOST_LINES}.keys() <= LONGER
    assert statistics.median(lengths[_place(module)] for module in OURS) <= MEDIAN_FILE


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{_place(module)}: {node.name}": _lines(node)
        for module in [*OURS, *TESTS]
        if _place(module) not in LONGER
        for node in _functions(module)
        if _lines(node) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}
    sizes = [_lines(node) for module in OURS for node in _functions(module)]
    assert statistics.median(sizes) <= MEDIAN_FUNCTION


def test_views_are_short() -> None:
    long = {
        f"{_place(module)}: {node.name}": _lines(node)
        for module in OURS
        if module.name.startswith(("webmap.views", "webmap.api"))
        for node in _functions(module)
        if _lines(node) - _docstring_lines(node) > MOST_LINES_OF_A_VIEW
    }
    assert long == {}


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (ast.get_docstring(node) or "").count("\n") + 1


def test_every_file_says_in_one_line_what_stands_there() -> None:
    for module in [*OURS, *TESTS]:
        first = (ast.get_docstring(module.tree) or "").split("\n")[0]
        assert first.endswith((".", ".”")), _place(module)


def test_every_public_function_and_class_says_what_it_does() -> None:
    silent = [
        f"{_place(module)}: {node.name}"
        for module in OURS
        if not module.name.startswith("migrations")
        for node in module.tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|(?<![\w.])\.\.\.\s*$", re.MULTILINE)


def test_nothing_is_left_unfinished() -> None:
    found = [_place(module) for module in OURS if UNFINISHED.search(module.text)]
    assert found == []


def test_there_is_at_least_as_much_test_as_source() -> None:
    source = sum(m.text.count("\n") for m in OURS if m.path.name not in {Path(p).name for p in LONGER})
    assert sum(m.text.count("\n") for m in TESTS) >= 0.8 * source


def test_no_template_turns_escaping_off_for_what_people_wrote() -> None:
    """`safe` may stand behind what our own server rendered: the map's parts, and nothing else."""
    allowed = {"page.parts.html|safe", "page.parts.script|safe"}
    found = set()
    for path in (ROOT / "webmap" / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"[\w.]+\s*\|\s*safe", text))
        assert "autoescape false" not in text, path.name
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']|\sstyle\s*=", text), path.name
    assert found <= allowed
