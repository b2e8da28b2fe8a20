"""Pages of the editor as a browser without scripts sends them again."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """The fields of the form that is sent to an address, by their names: lists of what a browser would send."""

    def __init__(self, page, action):
        super().__init__()
        self.fields, self._action, self._is_inside, self._select, self._area = {}, action, False, None, None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._is_inside = given.get("action") == self._action and not self.fields
        if not self._is_inside:
            return
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self._take(given["name"], given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self._area = given["name"]
            self.fields[self._area] = [""]
        elif tag == "select":
            self._select = given["name"]
            self.fields.setdefault(self._select, [])
        elif tag == "option" and self._select and "selected" in given:
            self._take(self._select, given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._is_inside = False

    def handle_data(self, data):
        if self._is_inside and self._area:
            self.fields[self._area] = [self.fields[self._area][0] + data]

    def _take(self, name, value):
        self.fields.setdefault(name, []).append(value)


def fields(page, action):
    """What a browser would send from the page of the editor if nothing was typed."""
    text = page.content.decode() if hasattr(page, "content") else page
    found = Forms(text, action).fields
    # A browser drops the line break that a template puts at the beginning of a text area.
    return {name: [one.removeprefix("\n").removeprefix("\r\n") for one in values] for name, values in found.items()}


class Writer:
    """Somebody at the editor of a row, in a browser without scripts."""

    def __init__(self, client, desk):
        self.client, self.desk = client, desk
        self.fields = {}

    def opens(self):
        self.page = self.client.get(self.desk.address("edit"))
        assert self.page.status_code == 200
        self.fields = fields(self.page, self.desk.address("edit"))
        self.fields = self.fields if "base" in self.fields else _large(self.page, self.desk.address("edit"))
        return self

    def types(self, **texts):
        self.fields |= {name: one if isinstance(one, list) else [one] for name, one in texts.items()}
        return self

    def sends(self, step="save", **more):
        sent = {name: values for name, values in self.fields.items() if name != "step"}
        return self.client.post(self.desk.address("edit"), sent | {"step": step} | more)


def _large(page, action):
    """The large form, where a small one to discard a draft stands ahead of it."""
    text = page.content.decode()
    return fields(text[text.index("data-autosave") - 400 :], action)
