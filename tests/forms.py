"""A form of a page as a browser would send it."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

Attributes = list[tuple[str, str | None]]


def filled(page: str, form: str = "form") -> MultiDict[str, str]:
    """The names and values of the form with this id, without its buttons."""
    reader = _Reader(form)
    reader.feed(page)
    return reader.values


class _Reader(HTMLParser):
    """Reads one form; what only browsers without scripts see belongs to it, as for them."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.is_inside = form, False
        self.values: MultiDict[str, str] = MultiDict()
        self.text: list[str] | None = None
        self.area = self.select = ""
        self.options: list[tuple[str | None, bool]] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.is_inside = given.get("id") == self.form
        elif not self.is_inside:
            return
        elif tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.values.add(name, given.get("value") or "")
        elif tag == "textarea":
            self.area, self.text = name, []
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value"), "selected" in given))
            self.text = []

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea" and self.area:
            text = "".join(self.text or ()).removeprefix("\n")
            self.values.add(self.area, text.replace("\n", "\r\n"))  # what browsers make of line ends
            self.area, self.text = "", None
        elif tag == "option" and self.select:
            value, is_chosen = self.options[-1]
            self.options[-1] = ("".join(self.text or ()).strip() if value is None else value, is_chosen)
            self.text = None
        elif tag == "select" and self.select:
            chosen = [value for value, is_chosen in self.options if is_chosen] or [self.options[0][0]]
            self.values.add(self.select, chosen[0] or "")
            self.select = ""
