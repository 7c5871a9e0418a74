"""The way of every edit form: shown, checked, saved, or given back with nothing lost."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from geodata.errors import Conflict, FieldErrors
from webmap.db import session
from webmap.forms.record import Clash, RecordForm, as_data, merge

Read = Callable[[], tuple[int, dict[str, Any]]]
Save = Callable[[int, dict[str, Any]], str]
Show = Callable[[RecordForm, list[Clash]], str]


def edit(make: type[RecordForm], read: Read, save: Save, show: Show) -> Response | str | tuple[str, int]:
    """Answer a GET or POST of an edit form.

    `read()` gives the record's version and values, `save(version, values)` writes them and returns the
    address of the next page, `show(form, clashes)` renders. A record that somebody else changed meanwhile
    comes back as 409 with what was typed on top of what is there now.
    """
    if request.method == "GET":
        version, values = read()
        form = make(formdata=None, data=as_data(values))
        form.start(version)
        return show(form, [])
    form = make()
    if not form.validate():
        return show(form, []), 400
    try:
        following = save(form.seen_version, form.values())
        session().commit()
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return show(form, []), 400
    except Conflict as refusal:
        session().rollback()
        if refusal.code != "record.changed":
            raise
        version, values = read()
        merged, clashes = merge(form, make(formdata=None, data=as_data(values)), version, make)
        return show(merged, clashes), 409
    return redirect(following, 303)
