"""Notices of partners: brought in once, kept up to date, never over what an editor has changed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handschlag.accounts.models import User
from handschlag.engine.language import Origin, Text, Version
from handschlag.events.roles import Role
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Job, OutgoingMail
from handschlag.portal import queries, tasks
from handschlag.portal.entries import Entry
from handschlag.portal.models import FeedSource, Notice
from handschlag.portal.services import importing, notices, sources
from handschlag.portal.services.importing import Brought
from tests.factories import FeedSourceFactory, HostFactory, MembershipFactory, NoticeFactory, UserFactory
from tests.serving import END, endless, leads_to, partner, text

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def entry(
    number=1, *, headline="Messe im Mai", lead="Kurz.", body="Mehr.", at="2027-02-20T23:30:00+00:00", address=None
):
    address = f"https://partner.example/{number}" if address is None else address
    return Entry(f"id-{number}", headline, lead, body, address, at)


@pytest.fixture
def source():
    return FeedSourceFactory(title="Kammer Nebenan")


def take(source, *entries, now=NOW):
    return importing.take(source, entries, now=now)


def only():
    return Notice.objects.get()


def test_an_entry_becomes_a_notice_that_names_the_partner(source):
    assert take(source, entry()) == Brought(new=1)

    notice = only()
    told = (notice.headline, notice.lead, notice.body, notice.source)
    assert told == (Text.of(de="Messe im Mai"), Text.of(de="Kurz."), Text.of(de="Mehr."), Text.of(de="Kammer Nebenan"))
    assert (notice.source_address, notice.shown_on) == ("https://partner.example/1", date(2027, 2, 21))
    assert (notice.feed, notice.foreign_id, list(queries.everybodys(NOW))) == (source, "id-1", [notice])


def test_what_is_known_comes_once_however_often_it_is_read(source):
    take(source, entry(1), entry(2, headline="Zweite"))

    assert take(source, entry(1), entry(2, headline="Zweite"), now=NOW + HOUR) == Brought()
    assert Notice.objects.count() == 2


def test_where_editors_look_first_it_comes_as_a_draft():
    take(FeedSourceFactory(shows_at_once=False), entry())

    assert only().published_at is None


def test_the_kind_is_the_one_that_was_chosen_for_the_feed():
    host = HostFactory()
    kind = host.notice_kinds.get(key="tender")
    take(FeedSourceFactory(host=host, kind=kind), entry())

    assert only().kind == kind


def test_what_the_partner_changes_is_changed(source):
    take(source, entry())

    after = entry(headline="Messe im Juni", at="2027-02-22T10:00:00+00:00", address="https://partner.example/neu")
    assert take(source, after, now=NOW + HOUR) == Brought(changed=1)

    notice = only()
    assert (str(notice.headline), notice.shown_on) == ("Messe im Juni", date(2027, 2, 22))
    assert notice.source_address == "https://partner.example/neu"


def test_what_an_editor_has_changed_stays_and_the_rest_follows_the_partner(source, organiser):
    take(source, entry())
    notices.change(only(), {"headline": Text.of(de="Unser Titel")}, by=organiser, now=NOW)

    take(source, entry(headline="Anderer Titel", lead="Neu."), now=NOW + HOUR)

    assert (str(only().headline), str(only().lead)) == ("Unser Titel", "Neu.")


def test_an_editors_translation_stays_beside_the_partners_new_words(source, organiser):
    take(source, entry())
    both = Text({**only().headline.versions, "ru": Version("Выставка", Origin.CHECKED)})
    notices.change(only(), {"headline": both}, by=organiser, now=NOW)

    take(source, entry(headline="Messe im Juni"), now=NOW + HOUR)

    assert only().headline == Text({"de": Version("Messe im Juni"), "ru": Version("Выставка", Origin.CHECKED)})


def test_what_an_editor_has_deleted_or_taken_off_the_site_does_not_come_back(source, organiser):
    take(source, entry(1), entry(2, headline="Zweite"))
    first, second = Notice.objects.order_by("foreign_id")
    notices.withdraw(first, by=organiser, now=NOW)
    second.delete()

    take(source, entry(1, lead="Neu."), entry(2, headline="Zweite, neu"), now=NOW + HOUR)

    assert (str(only().lead), only().published_at) == ("Neu.", None)


@pytest.mark.parametrize(
    "address",
    [
        "https://partner.example/7",
        "http://www.partner.example/7/",
        "https://PARTNER.example/7?utm_source=feed&fbclid=1#oben",
    ],
)
def test_a_notice_that_leads_to_the_same_page_is_not_brought_in_again(source, address):
    NoticeFactory(host=source.host, source_address="https://partner.example/7")

    assert (take(source, entry(headline="Anders", address=address)), Notice.objects.count()) == (Brought(), 1)


def test_a_notice_with_the_same_title_and_date_is_not_brought_in_again(source):
    NoticeFactory(host=source.host, headline=Text.of(de="MESSE, im Mai!"), shown_on=date(2027, 2, 21))

    assert (take(source, entry()), Notice.objects.count()) == (Brought(), 1)


def test_another_host_shows_the_same_for_itself(source):
    take(source, entry())

    assert take(FeedSourceFactory(), entry()) == Brought(new=1)


def test_a_partner_that_gives_its_entries_new_ids_makes_no_second_notice_of_them(source):
    take(source, entry(1))
    renamed = Entry(
        "other-id", "Messe im Juni", "Kurz.", "Mehr.", "https://partner.example/1", "2027-02-20T23:30:00+00:00"
    )

    assert take(source, renamed, now=NOW + HOUR) == Brought(changed=1)
    assert str(only().headline) == "Messe im Juni"
    assert take(source, renamed, now=NOW + 2 * HOUR) == Brought()


@pytest.mark.parametrize(
    "at", ["", "2099-01-01T00:00:00+00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"]
)
def test_a_date_that_is_missing_or_cannot_be_true_becomes_the_day_of_reading_and_stays(source, at):
    take(source, entry(at=at))
    take(source, entry(at=at), now=NOW + timedelta(days=9))

    assert only().shown_on == date(2027, 3, 1)


@pytest.mark.parametrize("address", ["http://partner.example:22/", "http://a:b@partner.example/", "http://[::1", ""])
def test_an_address_that_nobody_should_follow_is_left_out(source, address):
    take(source, entry(address=address))

    assert only().source_address == ""


def test_the_number_of_queries_for_known_entries_does_not_depend_on_how_many_they_are(
    source, django_assert_num_queries
):
    three = [entry(n, headline=f"Titel {n}") for n in range(3)]
    take(source, *three)

    with django_assert_num_queries(1):
        take(source, three[0])
    with django_assert_num_queries(1):
        take(source, *three)


# Reading from a server


@pytest.fixture
def here(settings):
    settings.FETCHES_FROM_LOOPBACK = True


FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Kammer</title>
<item><guid>1</guid><title>Messe im Mai</title></item></channel></rss>"""
REJECTED = b"HTTP/1.1 500 Oops\r\nContent-Length: 0" + END


def reread(source):
    return FeedSource.objects.select_related("host", "kind").get(pk=source.pk)


def bring_in(one, source=None, *, times=1):
    source = source or FeedSourceFactory(address=one.address)
    for _ in range(times):
        importing.bring_in(reread(source), now=NOW)
    return reread(source)


def test_a_feed_is_fetched_and_the_next_time_asked_only_for_news(here):
    with partner(text(FEED, b'ETag: "7"'), b"HTTP/1.1 304 Not Modified" + END) as one:
        source = bring_in(one, times=2)

    assert (source.etag, source.fetched_at, source.failures, source.trouble) == ('"7"', NOW, 0, "")
    assert [b'If-None-Match: "7"' in asked for asked in one.asked] == [False, True]
    assert str(only().headline) == "Messe im Mai"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (REJECTED, "status"),
        (text(b"<html><p>Hallo"), "feed"),
        (text(b""), "feed"),
        (b"SSH-2.0-x\r\n", "broken"),
        (endless(b"a" * 65536), "large"),
        (leads_to("http://169.254.169.254/latest/"), "private"),
        (leads_to("file:///etc/passwd"), "scheme"),
    ],
)
def test_what_goes_wrong_is_counted_and_kept_as_a_code(here, answer, code):
    with partner(answer) as one:
        source = bring_in(one)

    assert (source.trouble, source.failures, source.is_on, Notice.objects.count()) == (code, 1, True, 0)


def test_a_private_address_is_not_read():
    source = bring_in(None, FeedSourceFactory(address="http://127.0.0.1/feed"))

    assert (source.trouble, source.failures) == ("private", 1)


def test_a_slow_partner_is_left(here, monkeypatch):
    monkeypatch.setattr("handschlag.portal.gateway.SECONDS", 0.1)
    with partner(endless(b"a", pause=0.02)) as one:
        assert bring_in(one).trouble == "slow"


def test_failures_count_only_in_a_row(here):
    with partner(REJECTED, REJECTED, text(FEED)) as one:
        assert bring_in(one, times=3).failures == 0


def test_the_tenth_failure_in_a_row_switches_the_feed_off_and_the_editors_are_told_why():
    source = FeedSourceFactory(address="http://127.0.0.1/feed", failures=8, title="Kammer Nebenan")
    editor = MembershipFactory(event=None, host=source.host, role=Role.EDITOR, user=UserFactory(language="ru")).user
    MembershipFactory(event=None, host=source.host, role=Role.READER)
    MembershipFactory(event=None, host=HostFactory(), role=Role.EDITOR)

    bring_in(None, source)
    assert (reread(source).is_on, OutgoingMail.objects.count()) == (True, 0)
    after = bring_in(None, source)

    mail = OutgoingMail.objects.get()
    assert (after.is_on, after.failures, mail.to_email, mail.scope) == (False, 10, editor.email, source.host.slug)
    assert ("Kammer Nebenan" in mail.subject, f"/ru/hosts/{source.host.slug}/feeds/" in mail.text) == (True, True)


# Every hour


def test_feeds_that_are_due_are_begun_once_and_then_about_every_hour():
    due = FeedSourceFactory(fetch_at=NOW - HOUR)
    FeedSourceFactory(fetch_at=NOW + HOUR)
    FeedSourceFactory(fetch_at=NOW - HOUR, is_on=False)

    assert [importing.begin_due(NOW), importing.begin_due(NOW)] == [1, 0]

    assert [job.args for job in Job.objects.filter(kind=importing.KIND)] == [{"source": due.pk}]
    assert HOUR <= reread(due).fetch_at - NOW <= HOUR + importing.SPREAD


def test_of_two_workers_who_see_the_same_feed_due_only_one_begins():
    source = FeedSourceFactory(fetch_at=NOW - HOUR)

    assert [importing._begin(source, NOW), importing._begin(source, NOW)] == [True, False]


def test_a_feed_that_was_switched_off_meanwhile_is_not_read():
    source = FeedSourceFactory(address="http://127.0.0.1/feed", is_on=False)

    tasks.read_feed(HandleOf(source))

    assert reread(source).failures == 0


class HandleOf:
    def __init__(self, source):
        self.args = {"source": source.pk}

    def beat(self):
        pass


# Which feeds


@pytest.fixture
def organiser():
    return UserFactory()


def add(host, address="https://partner.example/feed", *, by, **more):
    return sources.add(host, address, title="Kammer", language="de", by=by, now=NOW, **more)


def refused(function, *args, **kwargs):
    with pytest.raises(RuleBroken) as broken:
        function(*args, **kwargs)
    return broken.value.code


def test_a_feed_is_taken_up_once_and_read_at_once(organiser):
    host = HostFactory()
    source = add(host, " https://Partner.example/feed ", by=organiser)

    assert (source.address, source.fetch_at) == ("https://partner.example/feed", NOW)
    assert refused(add, host, by=organiser) == "known"


def test_addresses_and_kinds_that_cannot_be_are_refused(organiser, monkeypatch):
    host, other = HostFactory(), HostFactory()

    assert refused(add, host, "ftp://partner.example/", by=organiser) == "scheme"
    assert refused(add, host, kind=other.notice_kinds.first(), by=organiser) == "kind"
    monkeypatch.setattr(sources, "MOST", 0)
    assert refused(add, host, by=organiser) == "many"


def test_a_feed_is_switched_off_and_on_again_with_a_clean_slate(organiser):
    source = FeedSourceFactory(failures=4, trouble="slow")

    off = sources.switch_off(source, by=organiser, now=NOW)
    assert (off.is_on, refused(sources.switch_off, source, by=organiser, now=NOW)) == (False, "state")
    assert refused(sources.read_soon, source, now=NOW) == "state"
    on = sources.switch_on(source, by=organiser, now=NOW)
    assert (on.is_on, on.failures, on.trouble, on.fetch_at) == (True, 0, "", NOW)


def test_notices_stay_when_their_feed_is_given_up(source, organiser):
    take(source, entry())

    sources.remove(source, by=organiser, now=NOW)

    assert (only().feed, str(only().source)) == (None, "Kammer Nebenan")
    assert User.objects.filter(pk=organiser.pk).exists()
