"""Kinds of notices, tags and fairs: the pages on which a host adds its own."""

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handschlag.engine.language import Origin, Text, Version
from handschlag.events.models import EligibilityMark, Fair, Tag
from handschlag.foundation import revisions
from handschlag.foundation.models import AuditEntry
from handschlag.portal import search
from handschlag.portal.models import NoticeKind
from tests import factories as make
from tests.portal.writing import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.HostFactory(slug="wfs")


@pytest.fixture
def editor(client, host):
    user = make.MembershipFactory(host=host, event=None, role="editor").user
    client.force_login(user)
    return user


def at(name, *rows):
    return reverse(f"portal:{name}", args=["wfs", *(row.public_id for row in rows)])


def names(**said):
    """What is sent of a text called name."""
    return {f"name_{code}": said.get(code, "") for code in ("de", "en", "ru")}


def opened(client, page, action):
    """What a browser would send from the form of a row if nothing was typed."""
    return {name: values[0] for name, values in fields(client.get(page), action).items() if values}


def words(answer):
    return answer.content.decode()


def queries(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.usefixtures("editor")
class TestKinds:
    def test_one_is_added_at_the_end_with_its_icon(self, client, host):
        answer = client.post(at("kinds"), names(de="Personalie", en="People", ru="Назначения") | {"icon": "people"})

        made = host.notice_kinds.last()
        assert (answer.status_code, answer.url) == (302, at("kinds"))
        assert (made.key, made.name, made.icon) == (
            "people",
            Text.of(de="Personalie", en="People", ru="Назначения"),
            "people",
        )
        assert AuditEntry.objects.get().verb == "notice_kind.added"

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({}, "icon"),
            ({"name_de": "Art", "icon": "skull"}, "icon"),
            ({"name_de": " ", "icon": "news"}, "name_de"),
            ({"name_de": "a" * 41, "icon": "news"}, "name_de"),
            ({"name_ru": "\x00", "icon": "news"}, "name_ru"),
        ],
    )
    def test_one_that_makes_no_sense_is_refused_at_its_field(self, client, host, sent, field):
        answer = client.post(at("kinds"), sent)

        assert (answer.status_code, host.notice_kinds.count()) == (422, 5)
        assert f'id="new-{field}_error"' in words(answer)

    def test_one_is_renamed_and_put_elsewhere_and_its_address_stays(self, client, host):
        first, second = host.notice_kinds.all()[:2]
        sent = opened(client, at("kinds"), at("change_kind", second))

        answer = client.post(at("change_kind", second), sent | {"name_de": "Verweis", "after": "", "icon": "info"})

        second.refresh_from_db()
        assert answer.status_code == 302
        assert (second.key, second.name.versions["de"].text, second.icon) == ("link", "Verweis", "info")
        assert list(host.notice_kinds.values_list("key", flat=True)) == ["link", "notice", "date", "tender", "funding"]
        assert first.key == "notice"

    def test_whoever_only_renames_does_not_undo_that_somebody_has_moved_something(self, client, host):
        first, second, third = host.notice_kinds.all()[:3]
        sent = opened(client, at("kinds"), at("change_kind", second))
        other = opened(client, at("kinds"), at("change_kind", first))
        client.post(at("change_kind", first), other | {"after": third.public_id})

        client.post(at("change_kind", second), sent | {"name_de": "Verweis"})

        assert list(host.notice_kinds.values_list("key", flat=True)) == ["link", "date", "notice", "tender", "funding"]

    def test_who_was_slower_sees_both_and_can_save_hers(self, client, host):
        kind = host.notice_kinds.first()
        mine = opened(client, at("kinds"), at("change_kind", kind)) | {"name_de": "Meine"}
        client.post(at("change_kind", kind), mine | {"name_de": "Andere"})

        answer = client.post(at("change_kind", kind), mine)

        kind.refresh_from_db()
        assert (answer.status_code, kind.name.versions["de"].text) == (409, "Andere")
        assert ["<dd>Andere</dd>" in words(answer), 'value="Meine"' in words(answer)] == [True, True]
        again = {name: one[0] for name, one in fields(answer, at("change_kind", kind)).items() if one}
        assert client.post(at("change_kind", kind), again).status_code == 302
        kind.refresh_from_db()
        assert kind.name.versions["de"].text == "Meine"

    def test_a_refusal_in_between_does_not_let_her_overwrite_what_she_has_not_seen(self, client, host):
        kind = host.notice_kinds.first()
        mine = opened(client, at("kinds"), at("change_kind", kind))
        client.post(at("change_kind", kind), mine | {"name_de": "Andere"})
        refused = client.post(at("change_kind", kind), mine | {"icon": "skull"})

        again = {name: one[0] for name, one in fields(refused, at("change_kind", kind)).items() if one}
        answer = client.post(at("change_kind", kind), again | {"icon": "news"})

        assert (refused.status_code, answer.status_code) == (422, 409)

    def test_whoever_does_not_say_what_she_has_seen_writes_nothing(self, client, host):
        kind = host.notice_kinds.first()

        answer = client.post(at("change_kind", kind), names(de="Meine") | {"icon": "news"})

        assert (answer.status_code, NoticeKind.objects.get(pk=kind.pk).name) == (409, kind.name)

    def test_one_that_is_used_stays_and_the_sentence_says_how_often(self, client, host):
        kind = host.notice_kinds.first()
        for _ in range(3):
            make.NoticeFactory(host=host, kind=kind)

        answer = client.post(at("change_kind", kind), {"step": "remove"})

        (said,) = get_messages(answer.wsgi_request)
        assert (host.notice_kinds.count(), " 3 " in str(said)) == (5, True)
        assert f"?kind={kind.public_id}" in words(client.get(at("kinds")))

    def test_one_without_notices_goes_and_the_last_one_stays(self, client, host):
        for kind in host.notice_kinds.all():
            client.post(at("change_kind", kind), {"step": "remove"})

        assert list(host.notice_kinds.values_list("key", flat=True)) == ["funding"]

    def test_the_list_of_notices_leads_there_and_can_show_one_kind_alone(self, client, host):
        shown, hidden = (make.NoticeFactory(host=host, kind=kind) for kind in host.notice_kinds.all()[:2])

        page = words(client.get(f"{at('edit_notices')}?kind={shown.kind.public_id}"))

        assert [at("kinds") in page, at("edit_notice", shown) in page, at("edit_notice", hidden) in page] == [
            True,
            True,
            False,
        ]

    def test_the_page_takes_the_same_number_of_queries_however_many_there_are(self, client, host):
        NoticeKind.objects.filter(host=host).exclude(key="notice").delete()
        one = queries(client, at("kinds"))
        for number in range(9):
            kind = NoticeKind.objects.create(host=host, key=f"k{number}", name=Text.of(de="K"), number=number)
            make.NoticeFactory(host=host, kind=kind)

        assert queries(client, at("kinds")) == one


@pytest.mark.usefixtures("editor")
class TestTags:
    def test_one_is_added_with_a_word_of_its_own_or_one_that_is_like_its_name(self, client, host):
        client.post(at("tags"), names(de="Ferner Osten", en="Far East") | {"kind": "region"})
        client.post(at("tags"), names(ru="Сибирь") | {"kind": "region", "slug": "siberia"})
        client.post(at("tags"), names(ru="Отрасль") | {"kind": "sector"})

        found = [(one.kind, one.slug, one.number) for one in host.tags.all()]
        assert found == [("region", "far-east", 1), ("region", "siberia", 2), ("sector", "tag", 1)]

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            (names(de="Osten") | {"kind": "planet"}, "kind"),
            (names() | {"kind": "region"}, "name_de"),
            (names(de="Osten") | {"kind": "region", "slug": "Far East"}, "slug"),
            (names(de="Osten") | {"kind": "region", "slug": "taken"}, "slug"),
            (names(de="a" * 61) | {"kind": "region"}, "name_de"),
        ],
    )
    def test_one_that_makes_no_sense_is_refused_at_its_field(self, client, host, sent, field):
        make.TagFactory(host=host, slug="taken")

        answer = client.post(at("tags"), sent)

        assert (answer.status_code, host.tags.count()) == (422, 1)
        assert f'id="new-{field}' in words(answer)
        assert "_error" in words(answer)

    def test_one_is_renamed_and_put_elsewhere(self, client, host):
        first, second = (make.TagFactory(host=host, slug=slug, number=n) for n, slug in enumerate("ab", start=1))
        sent = opened(client, at("tags"), at("change_tag", first))

        answer = client.post(at("change_tag", first), sent | {"name_ru": "Восток", "after": second.public_id})

        first.refresh_from_db()
        assert (answer.status_code, first.name.versions["ru"].text) == (302, "Восток")
        assert list(host.tags.values_list("slug", flat=True)) == ["b", "a"]

    def test_what_a_machine_wrote_stays_a_machines_where_its_words_stay(self, client, host):
        name = Text({"de": Version("Osten"), "en": Version("East", Origin.MACHINE)})
        tag = make.TagFactory(host=host, name=name)
        sent = opened(client, at("tags"), at("change_tag", tag))

        client.post(at("change_tag", tag), sent | {"name_de": "Fernost"})

        tag.refresh_from_db()
        assert {code: one.origin for code, one in tag.name.versions.items()} == {
            "de": Origin.WRITTEN,
            "en": Origin.MACHINE,
        }

    def test_two_are_merged_and_events_and_notices_follow(self, client, host):
        gone, kept = make.TagFactory.create_batch(2, host=host)
        event, notice, both = make.EventFactory(host=host), make.NoticeFactory(host=host), make.NoticeFactory(host=host)
        event.tags.add(gone)
        notice.tags.add(gone)
        both.tags.add(gone, kept)

        answer = client.post(at("change_tag", gone), {"step": "merge", "into": kept.public_id})

        assert (answer.status_code, list(Tag.objects.all())) == (302, [kept])
        assert [list(one.tags.all()) for one in (event, notice, both)] == [[kept]] * 3
        assert AuditEntry.objects.get().verb == "tag.merged"

    def test_what_was_merged_is_found_by_the_words_of_the_other_one_alone(self, client, host):
        gone, kept = (make.TagFactory(host=host, name=Text.of(de=name)) for name in ("Kaspiregion", "Wolgagebiet"))
        for made in (make.NoticeFactory(host=host), make.EventFactory(host=host, published_at=timezone.now())):
            made.tags.add(gone)

        client.post(at("change_tag", gone), {"step": "merge", "into": kept.public_id})

        found = [search.find(name, language="de", now=timezone.now()).total for name in ("Kaspiregion", "Wolgagebiet")]
        assert found == [0, 2]

    @pytest.mark.parametrize("into", ["", "itself", "sector", "foreign"])
    def test_what_cannot_be_merged_is_refused(self, client, host, into):
        tag = make.TagFactory(host=host)
        offered = {"itself": tag, "sector": make.TagFactory(host=host, kind="sector"), "foreign": make.TagFactory()}
        other = offered.get(into)

        answer = client.post(at("change_tag", tag), {"step": "merge", "into": other.public_id if other else ""})

        assert (answer.status_code, Tag.objects.count()) == (422, 3)

    def test_one_goes_only_when_nothing_has_it(self, client, host):
        used, unused = make.TagFactory.create_batch(2, host=host)
        make.NoticeFactory(host=host).tags.add(used)

        for tag in (used, unused):
            client.post(at("change_tag", tag), {"step": "remove"})

        assert list(Tag.objects.all()) == [used]

    def test_the_page_takes_the_same_number_of_queries_however_many_there_are(self, client, host):
        make.TagFactory(host=host)
        one = queries(client, at("tags"))
        for kind in ("region", "sector"):
            for tag in make.TagFactory.create_batch(3, host=host, kind=kind):
                make.NoticeFactory(host=host).tags.add(tag)

        assert queries(client, at("tags")) == one


FAIR = {
    "name": "Z & intec",
    "edition": "2027",
    "starts_on": "2027-03-09",
    "ends_on": "2027-03-12",
    "city_de": "Leipzig",
    "venue_de": "Messegelände",
    "address": "https://fair.example/",
}
MARK = {"country": "RU", "scheme_ru": "Субсидия", "valid_until": "2027-12-31", "source": "Amtsblatt 3"}


@pytest.mark.usefixtures("editor")
class TestFairs:
    def test_one_is_entered_and_leads_on_to_its_marks(self, client, host):
        answer = client.post(at("new_fair"), FAIR)

        made = Fair.objects.get()
        assert (answer.status_code, answer.url) == (302, at("fair", made))
        assert (made.host, str(made), made.city, made.venue) == (
            host,
            "Z & intec 2027",
            Text.of(de="Leipzig"),
            Text.of(de="Messegelände"),
        )
        assert (made.starts_on, made.ends_on) == (date(2027, 3, 9), date(2027, 3, 12))

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": " "}, "name"),
            ({"ends_on": "2027-03-08"}, "ends_on"),
            ({"starts_on": "soon"}, "starts_on"),
            ({"address": "javascript:alert(1)"}, "address"),
            ({"city_de": "a" * 101}, "city_de"),
        ],
    )
    def test_one_that_makes_no_sense_is_refused_at_its_field(self, client, wrong, field):
        answer = client.post(at("new_fair"), FAIR | wrong)

        assert (answer.status_code, Fair.objects.count()) == (422, 0)
        assert f'id="new-{field}_error"' in words(answer)

    def test_one_is_changed_and_who_was_slower_sees_both(self, client, host):
        fair = make.FairFactory(host=host)
        mine = opened(client, at("fair", fair), at("fair", fair)) | {"edition": "2028"}
        client.post(at("fair", fair), mine | {"edition": "2029"})

        answer = client.post(at("fair", fair), mine)

        fair.refresh_from_db()
        assert (answer.status_code, fair.edition, "<dd>2029</dd>" in words(answer)) == (409, "2029", True)

    def test_one_goes_only_when_no_event_is_there(self, client, host):
        used, unused = make.FairFactory.create_batch(2, host=host)
        make.EventFactory(host=host, fair=used)

        for fair in (used, unused):
            client.post(at("fair", fair), {"step": "remove"})

        assert list(Fair.objects.all()) == [used]

    def test_a_mark_is_added_changed_and_removed(self, client, host):
        fair = make.FairFactory(host=host)
        client.post(at("add_mark", fair), MARK)
        mark = EligibilityMark.objects.get()
        sent = opened(client, at("fair", fair), at("change_mark", fair, mark))

        client.post(at("change_mark", fair, mark), sent | {"valid_from": "2027-01-01", "for_whom_ru": "Для МСП"})

        mark.refresh_from_db()
        assert (mark.country, mark.scheme, mark.for_whom) == ("RU", Text.of(ru="Субсидия"), Text.of(ru="Для МСП"))
        assert (mark.valid_from, mark.valid_until, mark.source) == (date(2027, 1, 1), date(2027, 12, 31), "Amtsblatt 3")
        client.post(at("change_mark", fair, mark), {"step": "remove"})
        assert not EligibilityMark.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"country": ""}, "country"),
            ({"country": "XX"}, "country"),
            ({"valid_from": "2028-01-01"}, "valid_until"),
            ({"source_address": "data:text/html,x"}, "source_address"),
        ],
    )
    def test_a_mark_that_makes_no_sense_is_refused_at_its_field(self, client, host, wrong, field):
        answer = client.post(at("add_mark", make.FairFactory(host=host)), MARK | wrong)

        assert (answer.status_code, EligibilityMark.objects.count()) == (422, 0)
        assert f'id="new-{field}_error"' in words(answer)

    def test_a_mark_that_is_no_longer_valid_says_so(self, client, host):
        fair, today = make.FairFactory(host=host), timezone.localdate()
        make.EligibilityMarkFactory(fair=fair, valid_until=today, source="Amtsblatt")
        page = [words(client.get(address)) for address in (at("fair", fair), at("fairs"))]
        EligibilityMark.objects.update(valid_until=today - timedelta(days=1))

        then = [words(client.get(address)) for address in (at("fair", fair), at("fairs"))]

        gone = "nicht mehr gültig"
        assert [gone in one for one in page] == [False, False]
        assert [gone in one for one in then] == [True, True]

    def test_the_pages_take_the_same_number_of_queries_however_many_there_are(self, client, host):
        def fill(number):
            for fair in make.FairFactory.create_batch(number, host=host):
                make.EligibilityMarkFactory.create_batch(number, fair=fair)
                make.EventFactory.create_batch(number, host=host, fair=fair)
            return [queries(client, at("fairs")), queries(client, at("fair", fair))]

        assert fill(1) == fill(3)


@pytest.mark.usefixtures("editor")
class TestEverybodySeesItAtOnce:
    def test_a_changed_mark_on_the_page_of_the_event_and_in_the_calendar(self, client, host):
        event = make.EventFactory(
            host=host, fair=make.FairFactory(host=host), published_at=timezone.now() - timedelta(days=1)
        )
        mark = make.EligibilityMarkFactory(fair=event.fair, country="KZ")
        visitor = type(client)()
        pages = [f"/de/events/{event.slug}/", f"/de/events/?year={event.starts_at.year}"]
        assert ["Kasachstan" in words(visitor.get(page)) for page in pages] == [True, True]
        sent = opened(client, at("fair", event.fair), at("change_mark", event.fair, mark))

        client.post(at("change_mark", event.fair, mark), sent | {"country": "UZ"})

        for country, is_there in (("Kasachstan", False), ("Usbekistan", True)):
            assert [country in words(visitor.get(page)) for page in pages] == [is_there] * 2

    def test_a_renamed_tag_in_the_lists(self, client, host):
        tag, visitor = make.TagFactory(host=host, name=Text.of(de="Osten")), type(client)()
        make.NoticeFactory(host=host).tags.add(tag, make.TagFactory(host=host))
        assert "Osten" in words(visitor.get("/de/notices/"))
        sent = opened(client, at("tags"), at("change_tag", tag))

        client.post(at("change_tag", tag), sent | {"name_de": "Fernost"})

        assert "Fernost" in words(visitor.get("/de/notices/"))

    def test_tags_stand_in_the_order_of_the_host(self, client, host):
        first, second = (
            make.TagFactory(host=host, slug=slug, name=Text.of(de=f"Wort {slug}"), number=number)
            for slug, number in (("b", 1), ("a", 2))
        )
        for tag in (first, second):
            make.NoticeFactory(host=host).tags.add(tag)
            make.EventFactory(host=host, published_at=timezone.now() - timedelta(days=1)).tags.add(tag)

        for address in ("/de/notices/", "/de/events/?year=2027"):
            page = words(type(client)().get(address))
            assert page.index("Wort b") < page.index("Wort a")


def test_a_mark_that_has_run_out_says_so_to_everybody_unless_the_event_came_before(client):
    event = make.EventFactory(fair=make.FairFactory(), published_at=timezone.now() - timedelta(days=1))
    event.starts_at = timezone.now() + timedelta(days=30)
    event.ends_at = event.starts_at + timedelta(hours=6)
    event.save()
    make.EligibilityMarkFactory(fair=event.fair, valid_until=timezone.localdate() - timedelta(days=2))
    address = f"/en/events/{event.slug}/"
    assert "no longer valid" in words(client.get(address))
    assert "Eligible:" not in words(client.get("/en/events/"))

    event.starts_at = timezone.now() - timedelta(days=3)
    event.ends_at = event.starts_at + timedelta(hours=6)
    event.save()
    revisions.bump(event.slug, "public")

    assert "no longer valid" not in words(client.get(address))


class Heads(HTMLParser):
    """The addresses of feeds that a page names: in its head, and to be seen."""

    def __init__(self, page):
        super().__init__()
        self.head, self.seen = set(), set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "/feeds/" not in given.get("href", "") or "/hosts/" in given["href"]:
            return
        (self.head if tag == "link" else self.seen).add(given["href"])


class TestFeedsOfAFilter:
    NOTICES = ("/feeds/de/notices.atom", "/feeds/de/notices.json")
    EVENTS = ("/feeds/de/events.ics", "/feeds/de/events.atom", "/feeds/de/events.json")

    @pytest.mark.parametrize(
        ("query", "narrows"),
        [
            ("", ""),
            ("?by=date&page=2", ""),
            ("?kind=tender&region=saxony&by=date", "?kind=tender&region=saxony"),
            ("?sector=metal&year=2027&archive=1", "?sector=metal&year=2027&archive=1"),
        ],
    )
    def test_the_list_of_notices_offers_exactly_those_of_what_is_chosen(self, client, query, narrows):
        found = Heads(words(client.get(f"/de/notices/{query}")))

        assert found.head == found.seen == {one + narrows for one in self.NOTICES}

    @pytest.mark.parametrize(
        ("query", "narrows"),
        [
            ("", ""),
            ("?view=month&month=2027-03", ""),
            ("?region=saxony&sector=metal&view=region", "?region=saxony&sector=metal"),
            ("?kind=trip&open=1", "?kind=trip&open=1"),
        ],
    )
    def test_the_calendar_offers_exactly_those_of_what_is_chosen(self, client, query, narrows):
        found = Heads(words(client.get(f"/de/events/{query}")))

        assert found.head == {one + narrows for one in self.EVENTS}
        assert found.head <= found.seen

    def test_such_a_feed_holds_just_that_and_is_called_so(self, client, host):
        tag = make.TagFactory(host=host, slug="saxony", name=Text.of(de="Sachsen", ru="Саксония"))
        kind = host.notice_kinds.get(key="tender")
        wanted = make.NoticeFactory(host=host, kind=kind)
        make.NoticeFactory(host=host, kind=kind)
        make.NoticeFactory(host=host).tags.add(tag)
        wanted.tags.add(tag)

        told = client.get("/feeds/ru/notices.json?kind=tender&region=saxony").json()

        assert [one["url"].rsplit("/", 2)[-2] for one in told["items"]] == [wanted.slug]
        assert told["title"].endswith(": Тендер, Саксония – Handschlag")
        assert told["feed_url"].endswith("/feeds/ru/notices.json?kind=tender&region=saxony")
        assert told["home_page_url"].endswith("/ru/notices/?kind=tender&region=saxony")

    def test_such_a_calendar_holds_just_that_and_is_called_so(self, client, host):
        tag = make.TagFactory(host=host, slug="saxony", name=Text.of(de="Sachsen"))
        soon = timezone.now() + timedelta(days=30)
        times = {"starts_at": soon, "ends_at": soon + timedelta(hours=3), "published_at": timezone.now()}
        wanted, _other = make.EventFactory.create_batch(2, host=host, **times)
        wanted.tags.add(tag)

        file = words(client.get("/feeds/de/events.ics?region=saxony"))
        told = client.get("/feeds/de/events.json?region=saxony").json()

        assert (file.count("BEGIN:VEVENT"), f"/{wanted.slug}/" in file.replace("\r\n ", "")) == (1, True)
        assert ": Sachsen" in next(line for line in file.splitlines() if line.startswith("X-WR-CALNAME"))
        assert ([one["id"] for one in told["items"]], told["feed_url"].endswith("events.json?region=saxony")) == (
            [wanted.public_id],
            True,
        )
