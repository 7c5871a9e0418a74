"""What the import pages may send us, checked."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from flask import Request
from werkzeug.datastructures import FileStorage

from geodata.enums import RowOutcome
from geodata.errors import BadInput
from services.text import clean
from webmap.importing.words import GRIDS


def sent(request: Request) -> tuple[FileStorage, str, dict[str, Any]]:
    """(file, layer, options) of the upload form; raises BadInput."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput("import.no_file")
    return file, clean(request.form.get("layer", "")), options(request.form)


def options(form: Mapping[str, str]) -> dict[str, Any]:
    """What the officer says beside the file; fields left empty are left out."""
    said = {
        name: clean(form.get(name, ""))[:200] for name in ("crs", "inner", "code", "province", "valid_from")
    }
    found: dict[str, Any] = {name: value for name, value in said.items() if value}
    if "crs" in found:
        if not found["crs"].isdecimal() or int(found["crs"]) not in GRIDS:
            raise BadInput("import.bad_option", field="crs")
        found["crs"] = int(found["crs"])
    for name, digits in (("code", 5), ("province", 2)):
        if name in found and not (found[name].isdecimal() and len(found[name]) == digits):
            raise BadInput("import.bad_option", field=name)
    if "valid_from" in found:
        try:
            date.fromisoformat(found["valid_from"])
        except ValueError as error:
            raise BadInput("import.bad_option", field="valid_from") from error
    return found


def plain_name(filename: str | None) -> str:
    """The file's name as it is shown: the last part of what a browser sent."""
    return clean(PurePath((filename or "").replace("\\", "/")).name)[-200:] or "?"


def outcome(wanted: str | None, counts: Mapping[str, int]) -> RowOutcome:
    """Which rows to show: those asked for, else the first kind that there is, refused ones before all."""
    if wanted in set(RowOutcome):
        return RowOutcome(wanted)
    return next((one for one in RowOutcome if counts.get(one.value)), RowOutcome.ADDED)
