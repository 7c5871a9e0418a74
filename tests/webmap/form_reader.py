"""A page's form as a browser without JavaScript would send it."""

from html.parser import HTMLParser


def fields(page: str, form: int | None = None) -> dict[str, list[str]]:
    """Name → values of the form numbered `form`; of the one that remembers its version when left out."""
    reader = _Reader()
    reader.feed(page)
    if form is not None:
        return reader.forms[form]
    return next(one for one in reader.forms if "seen" in one)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.open: dict[str, list[str]] | None = None
        self.select = self.text = self.first = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = {}
            self.forms.append(self.open)
        elif self.open is not None and tag == "select":
            self.select, self.first = given["name"], ""
        elif self.open is not None and tag == "option" and self.select:
            if "selected" in given:
                self.open[self.select] = [given["value"]]
            self.first = self.first or given["value"]
        elif self.open is not None and tag == "textarea":
            self.text = given["name"]
            self.open[self.text] = [""]
        elif self.open is not None and tag == "input":
            self._input(given)

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name")
        if self.open is None or not name or kind in ("submit", "button"):
            return
        if kind not in ("checkbox", "radio") or "checked" in given:
            self.open.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.open is not None and self.text:
            # A browser drops the first line break of a textarea.
            self.open[self.text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if self.open is not None and tag == "textarea" and self.text:
            self.open[self.text][0] = self.open[self.text][0].removeprefix("\r\n").removeprefix("\n")
            self.text = ""
        elif self.open is not None and tag == "select":
            self.open.setdefault(self.select, [self.first])
            self.select = ""
        elif tag == "form":
            self.open = None
