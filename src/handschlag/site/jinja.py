"""What every template may use."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from handschlag.engine.language import Origin, Reading, Text
from handschlag.foundation import reading
from handschlag.foundation.addresses import address
from handschlag.foundation.fragments import Written, for_reader
from handschlag.site.compiled_templates import CompiledTemplates


class Pages(Environment):
    """As the library's own, in which templates see a chain of what is global; every part of a page goes through it."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def environment(**options: Any) -> Environment:
    """The environment of all pages: translations, addresses, dates and texts in the reader's language."""
    options["extensions"] = [*options.get("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Pages(**options, bytecode_cache=CompiledTemplates(), trim_blocks=True, lstrip_blocks=True)
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals |= {"gettext": gettext, "_": gettext, "ngettext": ngettext}
    env.globals |= {
        "url": address,
        "static": static,
        "language": translation.get_language,
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "doors": settings.DOORS,
        "base_url": settings.BASE_URL,
        "messages_of": get_messages,
        "text_or_marked": text_or_marked,
        "once": once,
    }
    env.filters |= reading.FILTERS
    return env


def text_or_marked(marked: Callable[[Reading, bool], Markup]) -> Callable[..., Markup]:
    """Shows a text; what has to be marked goes to the macro, and all others, a hundred on a page, do without it."""

    def text(value: Text, mark: bool = True) -> Markup:
        best = reading.best(value)
        return marked(best, mark) if best.is_fallback or best.origin == Origin.MACHINE else escape(best.text)

    return text


def once(name: str, macro: Callable[..., Markup], *values: Hashable) -> Callable[..., Markup]:
    """The same macro, written once for each row that keeps what was ``written`` of it; each time for others.

    The macro is given the row, these values and those that come with the row, and may depend on nothing else but the
    language; ``name`` says which macro of which template it is.
    """
    about = for_reader(name, *values)

    def written(row: Any, *own: Hashable) -> Markup:
        kept: Written | None = row.written
        return macro(row, *values, *own) if kept is None else kept.piece((about, own), macro, row, *values, *own)

    return written


@pass_eval_context
def gettext(context: EvalContext, message: str, /, **values: Any) -> str:
    """As Jinja's own, in one step: a page asks for a hundred of them, and few have something to fill in."""
    return _filled(context, translation.gettext(message), values)


@pass_eval_context
def ngettext(context: EvalContext, singular: str, plural: str, number: int, /, **values: Any) -> str:
    """The same, for a number of things."""
    return _filled(context, translation.ngettext(singular, plural, number), {"num": number} | values)


def _filled(context: EvalContext, said: str, values: dict[str, Any]) -> str:
    text = Markup(said) if context.autoescape else said
    return text % values if "%" in said else text
