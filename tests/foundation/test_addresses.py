"""Ids in addresses: what cannot be one is no page, and never reaches the database."""

import pytest
from django.urls import URLPattern, get_resolver, resolve
from django.urls.converters import StringConverter
from django.urls.exceptions import Resolver404

from handschlag.foundation.addresses import PublicId
from handschlag.foundation.models import opaque_id


def patterns(resolver):
    for one in resolver.url_patterns:
        yield from [one] if isinstance(one, URLPattern) else patterns(one)


def is_page(path):
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


def test_an_id_of_a_row_is_one():
    assert {is_page(f"/de/people/{opaque_id()}/end/") for _ in range(50)} == {True}


@pytest.mark.parametrize("odd", ["a\0", "\0", "a b", "é", "Ж", "a/b", "a.b", "a" * 23, "\ud800", "٣"])
@pytest.mark.parametrize("path", ["/de/people/{}/end/", "/de/proposals/{}/", "/de/acting/{}/", "/de/tokens/{}/revoke/"])
def test_what_cannot_be_an_id_is_no_page(path, odd):
    assert is_page(path.format("a"))
    assert not is_page(path.format(odd))


@pytest.mark.parametrize("path", ["/de/invitation/a\0/", "/calendar/a\0.ics", "/de/hosts/wfe/mail/texts/a\0/de/"])
def test_nor_is_what_cannot_be_a_secret_or_a_key(path):
    assert is_page(path.replace("\0", ""))
    assert not is_page(path)


def test_no_address_of_the_site_takes_any_text_whatever():
    ours = [one for one in patterns(get_resolver()) if (one.lookup_str or "").startswith("handschlag.")]
    converters = {(str(one.pattern), name): kind for one in ours for name, kind in one.pattern.converters.items()}

    assert [place for place, kind in converters.items() if type(kind) is StringConverter] == []
    ids = {type(kind) for (_pattern, name), kind in converters.items() if name == "public_id"}
    assert ids == {PublicId}
