"""Pages as an organiser asks for them."""

from html import unescape

from django.urls import reverse

from tests import factories as make


def ask(client, event, name, *args, data=None, query=""):
    """A page as the organiser of the event sees it; with ``data`` it is sent."""
    organiser = event.memberships.filter(role="organiser").first() or make.MembershipFactory(event=event)
    client.force_login(organiser.user)
    address = reverse(f"meetings:{name}", args=[event.slug, *args]) + query
    return client.get(address) if data is None else client.post(address, data)


def shown(client, event, name, *args, query=""):
    return unescape(ask(client, event, name, *args, query=query).content.decode())
