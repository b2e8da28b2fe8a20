"""What the law asks hosts to say, and how people tell them about barriers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handschlag.engine.language import Text
from handschlag.events.roles import Role
from handschlag.events.services import hosts
from handschlag.foundation import personal
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import OutgoingMail, StoredFile
from handschlag.foundation.personal import Audience, Individual
from handschlag.portal import legal_page
from handschlag.portal.accessibility import Conformance, Method, Statement
from handschlag.portal.forms.legal import BarrierForm, StatementForm
from handschlag.portal.models import Feedback, LegalKind, LegalPage
from handschlag.portal.services import legal
from handschlag.privacy.services import purposes, rules
from tests.factories import EventFactory, FeedbackFactory, HostFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
STATEMENT = Statement(
    conformance=Conformance.PARTIAL,
    not_compliant=Text.of(de="Das Raster lässt sich nicht vorlesen."),
    method=Method.SELF,
    prepared_on=date(2027, 1, 11),
    email="barrierefrei@example.org",
    enforcement=Text.of(de="Durchsetzungsstelle\nMusterplatz 1", ru="Орган по контролю"),
)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(1000)


@pytest.fixture
def host():
    return HostFactory(slug="wfs", name="Wirtschaftsförderung (fiktiv)", address="Musterweg 1\nDresden")


@pytest.fixture
def manager(host):
    return MembershipFactory(event=None, host=host, role=Role.ORGANISER).user


def write(host, kind=LegalKind.IMPRINT, *, by=None, **said):
    return legal.write(host, kind, **({"text": Text.of(de="Vertreten durch")} | said), by=by, now=NOW)


def page(client, path="/de/legal/imprint/wfs/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def has(text, *parts):
    return [part in text for part in parts]


# Pages


@pytest.mark.parametrize("kind", LegalKind.values)
@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_each_page_is_there_before_anybody_has_written_it(client, host, kind, language):
    assert client.get(f"/{language}/legal/{kind}/wfs/").status_code == 200


def test_the_imprint_begins_with_name_and_address_and_goes_on_in_the_hosts_words(client, host):
    write(host, text=Text.of(de="## Vertreten durch\n\nErika <b>Beispiel</b>"))

    told = page(client)
    assert has(told, host.name, "Musterweg 1", "<h2>Vertreten durch</h2>", "Erika &lt;b&gt;") == [True] * 4


def test_what_was_written_in_another_language_says_so(client, host):
    write(host)

    assert '<div class="prose" lang="de">' in page(client, "/ru/legal/imprint/wfs/")


def test_a_change_shows_at_the_next_request(client, host, manager):
    before = client.get("/de/legal/imprint/wfs/")["ETag"]
    write(host, text=Text.of(de="Neu geschrieben"), by=manager)
    hosts.change_details(host, {"name": "Anders", "short_name": "", "address": ""}, by=manager, now=NOW)

    told = client.get("/de/legal/imprint/wfs/", headers={"If-None-Match": before})
    assert (told.status_code, has(told.content.decode(), "Neu geschrieben", "Anders")) == (200, [True, True])


def test_the_privacy_notice_says_by_itself_what_data_are_used_for_and_how_long(client, host, manager):
    assert (
        has(page(client, "/en/legal/privacy/wfs/"), "Invitations to further events", "Art. 6(1)(a) GDPR") == [True] * 2
    )

    words = {"title": Text.of(en="Our mailing list"), "text": Text.of(en="We write twice a year.")}
    basis = personal.Basis.CONSENT
    more = {"basis": basis, "audience": Audience.HOST, "host": host, "by": manager, "now": NOW}
    purposes.publish("keep_in_touch", **words, **more)
    rules.decide("portal.feedback", host=host, widest=None, days=77, by=manager, now=NOW)

    told = page(client, "/en/legal/privacy/wfs/")
    assert has(told, "We write twice a year.", "77 days, counted from: it was sent") == [True, True]


def test_the_accessibility_statement_is_written_out_from_its_form(client, host):
    write(host, LegalKind.ACCESSIBILITY, text=Text(), facts=STATEMENT.as_data())

    told = page(client, "/en/legal/accessibility/wfs/")
    assert (
        has(
            told,
            "partially compliant",
            "EN 301 549",
            "Das Raster lässt sich nicht vorlesen.",
            "11 January 2027",
            "mailto:barrierefrei@example.org",
            "/en/legal/feedback/wfs/",
        )
        == [True] * 6
    )


def test_a_statement_is_read_as_it_was_written():
    assert Statement.read(STATEMENT.as_data()) == STATEMENT
    assert (Statement.read({}), Statement().is_there) == (Statement(), False)


def sent_statement(host, **changed):
    facts = {
        "conformance": "partial",
        "method": "self",
        "prepared_on": "2027-01-11",
        "email": "a@example.org",
        "not_compliant_de": "Das Raster",
    }
    return StatementForm(facts | changed, page=LegalPage(host=host, kind=LegalKind.ACCESSIBILITY))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"conformance": "full"}, ["conformance"]),
        ({"not_compliant_de": ""}, ["conformance"]),
        ({"conformance": "full", "not_compliant_de": ""}, []),
        ({"reviewed_on": "2026-01-01"}, ["reviewed_on"]),
        ({"prepared_on": "31.02.2027", "email": "x"}, ["prepared_on", "email"]),
        ({"enforcement_address": "javascript:alert(1)"}, ["enforcement_address"]),
    ],
)
def test_a_statement_that_contradicts_itself_is_refused(host, changed, wrong):
    assert list(sent_statement(host, **changed).errors) == wrong


def test_what_is_missing_is_what_the_law_asks_for(host):
    write(host)

    assert legal_page.missing(host) == [LegalKind.PRIVACY, LegalKind.ACCESSIBILITY]


def test_with_one_host_its_page_stands_at_the_general_address_and_with_several_their_list(client, host):
    assert host.name in page(client, "/de/legal/imprint/")

    other, _is_new = hosts.found("other", name="Andere", manager=UserFactory(), now=NOW)
    told = page(client, "/de/legal/imprint/")
    assert has(told, f"/de/legal/imprint/{host.slug}/", f"/de/legal/imprint/{other.slug}/") == [True, True]


@pytest.mark.parametrize(
    "path", ["imprint/nobody/", "nothing/", "nothing/wfs/", "feedback/nobody/", "sign-language/wfs/video/"]
)
def test_what_there_is_not_is_not_found(client, host, path):
    assert client.get(f"/de/legal/{path}").status_code == 404


def test_every_page_leads_to_the_legal_pages_of_its_host_from_its_foot(client, host):
    event = EventFactory(host=host)
    HostFactory()

    assert (
        has(page(client, f"/de/events/{event.slug}/"), *(f"/de/legal/{kind}/wfs/" for kind in LegalKind)) == [True] * 5
    )
    assert has(page(client, "/de/"), "/de/legal/accessibility/", "/de/legal/feedback/?page=/de/") == [True, True]


def test_pages_set_no_cookie_and_need_few_queries(client, host, django_assert_max_num_queries):
    write(host, LegalKind.PRIVACY)
    with django_assert_max_num_queries(12):
        answer = client.get("/de/legal/privacy/wfs/")

    assert dict(answer.cookies) == {}


# Videos


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def video(content=MP4, name="film.mp4"):
    return SimpleUploadedFile(name, content)


def show(host, **more):
    return legal.show_video(host, LegalKind.SIGN_LANGUAGE, video(**more), by=UserFactory(), now=NOW)


def test_a_video_is_played_from_this_site_under_a_policy_that_lets_it(client, host, files):
    show(host)

    answer = client.get("/de/legal/sign-language/wfs/")
    assert '<video controls preload="metadata" src="/de/legal/sign-language/wfs/video/"' in answer.content.decode()
    assert "media-src 'self'" in answer["Content-Security-Policy"]


def test_browsers_get_a_video_in_the_pieces_that_they_ask_for(client, host, files):
    show(host)

    whole = client.get("/de/legal/sign-language/wfs/video/")
    part = client.get("/de/legal/sign-language/wfs/video/", headers={"Range": "bytes=4-11"})
    assert (whole.status_code, whole["Content-Type"], b"".join(whole)) == (200, "video/mp4", MP4)
    assert (part.status_code, part["Content-Range"], b"".join(part)) == (206, f"bytes 4-11/{len(MP4)}", b"ftypmp42")
    whole.close(), part.close()


@pytest.mark.parametrize(("content", "name"), [(b"<html>", "film.mp4"), (MP4, "film.exe"), (b"", "film.mp4")])
def test_what_is_no_video_is_refused(host, files, content, name):
    with pytest.raises(RuleBroken):
        show(host, content=content, name=name)

    assert StoredFile.objects.count() == 0


def test_another_video_takes_the_place_of_the_first_and_it_can_be_taken_away(host, files):
    show(host)
    show(host)
    assert StoredFile.objects.count() == 1

    legal.remove_video(host, LegalKind.SIGN_LANGUAGE, by=UserFactory(), now=NOW)
    assert (StoredFile.objects.count(), legal_page.of(host, LegalKind.SIGN_LANGUAGE).video) == (0, None)
    with pytest.raises(RuleBroken):
        legal.remove_video(host, LegalKind.SIGN_LANGUAGE, by=UserFactory(), now=NOW)


def test_to_a_video_elsewhere_the_page_only_leads(client, host):
    write(host, LegalKind.SIGN_LANGUAGE, video_address="https://video.example/1")

    told = page(client, "/de/legal/sign-language/wfs/")
    assert has(told, 'href="https://video.example/1"', 'src="https://video', "<iframe", "<video") == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "https://a:b@video.example/"])
def test_an_address_of_a_video_that_leads_nowhere_good_is_refused(host, address):
    with pytest.raises(RuleBroken):
        write(host, LegalKind.SIGN_LANGUAGE, video_address=address)

    assert LegalPage.objects.count() == 0


# Reports of barriers

REPORT = {"message": "Die Tabelle lässt sich nicht vorlesen.", "page": "/de/events/", "email": "Anna@Example.org"}


def send(client, path="/de/legal/feedback/wfs/", **changed):
    return client.post(path, REPORT | changed)


def test_a_report_needs_no_cookie_is_kept_and_the_managers_are_told_without_its_words(host, manager):
    client = Client(enforce_csrf_checks=True)
    client.get("/de/legal/feedback/wfs/?page=/de/events/")
    answer = send(client)

    feedback = Feedback.objects.get()
    kept = (feedback.host, feedback.message, feedback.page, feedback.email, feedback.language, feedback.done_at)
    assert kept == (host, REPORT["message"], "/de/events/", "anna@example.org", "de", None)
    assert (answer.status_code, answer.url, dict(client.cookies)) == (302, "/de/legal/feedback/wfs/thanks/", {})
    mail = OutgoingMail.objects.get()
    assert (mail.to_email, has(mail.text, "/hosts/wfs/feedback/", REPORT["message"])) == (manager.email, [True, False])
    assert client.get(answer.url).status_code == 200


def test_the_page_where_it_happened_is_filled_in(client, host):
    assert 'value="/de/events/&#34;&gt;"' in page(client, "/de/legal/feedback/wfs/?page=/de/events/%22%3E")


@pytest.mark.parametrize(
    "changed", [{"message": " "}, {"message": "x" * 5001}, {"email": "nonsense"}, {"page": "x" * 301}]
)
def test_a_report_with_something_wrong_says_so_and_keeps_what_was_typed(client, host, changed):
    answer = send(client, **changed)

    assert (answer.status_code, Feedback.objects.count(), "aria-invalid" in answer.content.decode()) == (422, 0, True)


def test_a_form_on_another_site_cannot_send_reports_in_somebodys_name(client, host):
    assert client.post("/de/legal/feedback/wfs/", REPORT, headers={"Origin": "https://evil.example"}).status_code == 422
    assert Feedback.objects.count() == 0


def test_after_five_reports_in_an_hour_the_sixth_is_told_when_to_come_again(client, host):
    answers = [send(client).status_code for _ in range(6)]

    assert (answers, Feedback.objects.count()) == ([302] * 5 + [429], 5)


HOSTILE = "<script>alert(1)</script>\u202e\x00 {{ 7*7 }}"


def test_hostile_reports_are_harmless_where_they_are_read(client, host, manager):
    send(client, message=HOSTILE, page="javascript:alert(1)", email="")
    client.force_login(manager)

    told = page(client, "/de/hosts/wfs/feedback/")
    assert has(told, "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}", 'href="javascript') == [True, False]


def test_a_report_is_done_and_open_again_each_once(host):
    feedback, by = FeedbackFactory(host=host), UserFactory()

    assert legal.settle(feedback, is_done=True, by=by, now=NOW).done_at == NOW
    with pytest.raises(RuleBroken):
        legal.settle(feedback, is_done=True, by=by, now=NOW)
    assert legal.settle(feedback, is_done=False, by=by, now=NOW).done_at is None


def test_one_report_and_three_take_the_same_number_of_queries(client, host, manager):
    client.force_login(manager)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page(client, "/de/hosts/wfs/feedback/")
        return len(queries)

    FeedbackFactory(host=host)
    asked()
    one = asked()
    FeedbackFactory.create_batch(2, host=host)
    FeedbackFactory(host=host, done_at=NOW)

    assert asked() == one


def test_whoever_left_an_address_finds_the_report_among_her_data_and_it_goes_after_a_year(host):
    hers = FeedbackFactory(host=host, email="anna@example.org")
    FeedbackFactory(host=host)
    (part,) = personal.group_of("portal.feedback").parts

    anna = Individual(key="user:x", name="Anna", emails=frozenset({"anna@example.org"}))
    assert list(part.of(anna)) == [hers]
    assert part.due("wfs", days=365, now=timezone.now() + timedelta(days=366)).count() == 2


# At the desk


def test_a_manager_publishes_a_page_and_finds_it_filled_in(client, host, manager):
    client.force_login(manager)
    answer = client.post("/en/hosts/wfs/legal/imprint/", {"text_de": "Vertreten durch E. Beispiel", "text_ru": "Вы"})

    assert (answer.status_code, legal_page.of(host, LegalKind.IMPRINT).text) == (
        302,
        Text.of(de="Vertreten durch E. Beispiel", ru="Вы"),
    )
    assert has(page(client, answer.url), "Vertreten durch E. Beispiel", 'lang="ru"') == [True, True]


def test_a_refused_page_says_why_and_keeps_what_was_typed(client, host, manager):
    client.force_login(manager)
    answer = client.post(
        "/de/hosts/wfs/legal/sign-language/", {"text_de": "Mein Text", "video_address": "ftp://x.example/"}
    )

    assert (answer.status_code, has(answer.content.decode(), "Mein Text", "aria-invalid")) == (422, [True, True])
    assert LegalPage.objects.count() == 0


def test_a_statement_and_a_video_are_published_at_the_desk(client, host, manager, files):
    client.force_login(manager)
    form = sent_statement(host)
    assert client.post("/de/hosts/wfs/legal/accessibility/", form.data).status_code == 302
    assert Statement.read(legal_page.of(host, LegalKind.ACCESSIBILITY).facts).is_there

    address = "/de/hosts/wfs/legal/sign-language/video/"
    assert client.post(address, {"video": video(b"no video")}).status_code == 422
    assert client.post(address, {"video": video()}).status_code == 302
    assert client.post(address, {"step": "remove"}).status_code == 302
    assert client.post("/de/hosts/wfs/legal/imprint/video/", {"video": video()}).status_code == 404


def test_reports_are_settled_at_the_desk(client, host, manager):
    feedback = FeedbackFactory(host=host)
    client.force_login(manager)
    address = f"/de/hosts/wfs/feedback/{feedback.public_id}/"

    assert [client.post(address, {"step": step}).status_code for step in ("done", "done", "open", "x")] == [
        302,
        302,
        302,
        404,
    ]


def test_a_form_for_reports_cleans_what_cannot_be_seen():
    form = BarrierForm({"message": "a\u202eb\x00\n\n\n\nc", "page": "/de/ \n x"})

    assert (form.is_valid(), form.cleaned_data["message"], form.cleaned_data["page"]) == (True, "ab\n\nc", "/de/ x")
