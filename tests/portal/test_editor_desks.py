"""Around the editor: notices and events begin, are copied, published, and get links and files."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.foundation.models import StoredFile, Version
from handschlag.portal.models import Notice
from handschlag.programme.models import Talk
from tests import factories as make
from tests.portal.writing import fields

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def host():
    return make.HostFactory()


@pytest.fixture
def editor(client, host):
    user = make.MembershipFactory(host=host, event=None, role="editor").user
    client.force_login(user)
    return user


def at(name, *args):
    return reverse(f"portal:{name}", args=args)


def test_a_notice_begins_as_a_draft_in_one_language(client, host, editor):
    kind = host.notice_kinds.first().public_id

    answer = client.post(at("new_notice", host.slug), {"headline": "Neu", "language": "ru", "kind": kind})

    made = Notice.objects.get()
    assert answer.url == at("edit_notice", host.slug, made.public_id)
    assert (made.headline, made.published_at) == (Text.of(ru="Neu"), None)


@pytest.mark.parametrize("sent", [{}, {"headline": "Neu", "language": "xx", "kind": "fremd"}])
def test_a_notice_without_what_it_needs_does_not_begin(client, host, editor, sent):
    answer = client.post(at("new_notice", host.slug), sent)

    assert (answer.status_code, Notice.objects.count()) == (422, 0)


def test_an_event_begins_as_a_draft(client, host, editor):
    sent = {"kind": "trip", "title": "Reise", "language": "de", "slug": "reise-2028"}
    times = {"starts_at": "2028-05-02T08:00", "ends_at": "2028-05-05T18:00"}

    answer = client.post(at("new_event", host.slug), sent | times)

    made = Event.objects.get()
    assert answer.url == at("edit_event", "reise-2028")
    assert (made.kind, made.published_at, made.starts_at) == ("trip", None, datetime(2028, 5, 2, 6, 0, tzinfo=UTC))


def test_an_address_that_is_taken_is_refused_at_its_field(client, host, editor):
    make.EventFactory(slug="forum-2028")
    sent = {"kind": "forum", "title": "Forum", "language": "de", "slug": "forum-2028"}

    answer = client.post(
        at("new_event", host.slug), sent | {"starts_at": "2028-05-02T08:00", "ends_at": "2028-05-05T18:00"}
    )

    assert (answer.status_code, 'id="id_slug_error"' in answer.content.decode()) == (422, True)


def test_an_event_is_copied_with_its_programme_and_without_speakers(client, host, editor):
    event = make.EventFactory(host=host, slug="forum-2027")
    talk = Talk.objects.create(event=event, number=1, title=Text.of(de="Vortrag"), starts_at=event.starts_at)
    talk.speakers.create(number=1, office=Text.of(de="Amt"))

    answer = client.post(at("copy_event", event.slug), {"slug": "forum-2028", "first_day": "2028-03-08"})

    made = Event.objects.get(slug="forum-2028")
    assert answer.url == at("checklist_event", "forum-2028")
    assert [(one.title, one.speakers.count()) for one in made.talks.all()] == [(talk.title, 0)]
    assert Version.objects.filter(target_id=made.pk, target_type="events.event").count() == 1


def test_whoever_works_for_one_event_only_makes_no_other_one(client, host):
    event = make.EventFactory(host=host)
    client.force_login(make.MembershipFactory(event=event, host=host, role="editor").user)

    assert client.get(at("edit_event", event.slug)).status_code == 200
    assert client.get(at("copy_event", event.slug)).status_code == 404
    assert client.get(at("new_event", host.slug)).status_code == 404


def test_a_notice_is_published_archived_taken_back_and_withdrawn(client, host, editor):
    notice = make.NoticeFactory(host=host, published_at=None)

    def after(step):
        client.post(at("step_notice", host.slug, notice.public_id), {"step": step})
        notice.refresh_from_db()
        return [notice.published_at is not None, notice.archived_at is not None]

    assert [after(step) for step in ("publish", "archive", "take_back", "withdraw")] == [
        [True, False],
        [True, True],
        [True, False],
        [False, False],
    ]


def test_a_draft_is_deleted_with_its_versions_and_a_published_notice_is_not(client, host, editor):
    draft = make.NoticeFactory(host=host, published_at=None)
    published = make.NoticeFactory(host=host)
    for one in (draft, published):
        client.get(at("edit_notice", host.slug, one.public_id))

        client.post(at("step_notice", host.slug, one.public_id), {"step": "delete"})

    assert list(Notice.objects.all()) == [published]
    assert [one.target_id for one in Version.objects.all()] == [published.pk]


def test_a_step_that_there_is_not_changes_nothing(client, host, editor):
    notice = make.NoticeFactory(host=host)

    answer = client.post(at("step_notice", host.slug, notice.public_id), {"step": "explode"})

    assert answer.status_code == 302
    notice.refresh_from_db()
    assert notice.published_at is not None


def test_links_are_added_changed_and_taken_away(client, host, editor):
    notice = make.NoticeFactory(host=host)
    sent = {"address": "https://example.org/a", "kind": "page", "label_de": "Mehr", "languages": ["de"]}

    client.post(at("add_link", host.slug, notice.public_id), sent)
    link = notice.links.get()
    client.post(at("change_link", host.slug, notice.public_id, link.public_id), sent | {"label_ru": "Ещё"})
    link.refresh_from_db()
    label = link.label
    client.post(at("change_link", host.slug, notice.public_id, link.public_id), {"step": "remove"})

    assert (label, notice.links.count()) == (Text.of(de="Mehr", ru="Ещё"), 0)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://", "", "ftp://example.org/"])
def test_a_link_that_leads_nowhere_is_refused(client, host, editor, address):
    notice = make.NoticeFactory(host=host)

    answer = client.post(
        at("add_link", host.slug, notice.public_id), {"address": address, "kind": "page", "label_de": "Mehr"}
    )

    assert (answer.status_code, notice.links.count()) == (422, 0)


@pytest.mark.parametrize("kind", ["notice", "event"])
def test_files_are_attached_and_taken_away(client, host, editor, kind):
    row = make.NoticeFactory(host=host) if kind == "notice" else make.EventFactory(host=host)
    way = [host.slug, row.public_id] if kind == "notice" else [row.slug]
    remove = "remove_attachment" if kind == "notice" else "remove_document"

    client.post(at(f"add_file_{kind}", *way), {"file": SimpleUploadedFile("Plan.pdf", PDF), "label_de": "Plan"})
    file = (row.attachments if kind == "notice" else row.documents).get()
    shown = client.get(at(f"parts_{kind}", *way)).content.decode()
    client.post(at(remove, *way, file.public_id), {"for_good": "1"})

    assert "Plan.pdf" in shown
    assert (file.label, StoredFile.objects.count()) == (Text.of(de="Plan"), 0)


def test_a_file_of_the_wrong_kind_is_refused(client, host, editor):
    notice = make.NoticeFactory(host=host)

    answer = client.post(
        at("add_file_notice", host.slug, notice.public_id), {"file": SimpleUploadedFile("a.pdf", b"MZ")}
    )

    assert (answer.status_code, notice.attachments.count()) == (422, 0)


def test_notices_are_found_by_words_of_any_language(client, host, editor):
    make.NoticeFactory(host=host, headline=Text.of(ru="Форум в Лейпциге"))
    make.NoticeFactory(host=host, headline=Text.of(de="Ausschreibung"))

    page = client.get(at("edit_notices", host.slug), {"find": "Лейпциг"}).content.decode()

    assert ["Форум в Лейпциге" in page, "Ausschreibung</a>" in page] == [True, False]


def test_the_further_notices_that_are_written_are_those_that_are_shown(client, host, editor):
    notice, other = make.NoticeFactory(host=host), make.NoticeFactory(host=host)
    address = at("edit_notice", host.slug, notice.public_id)
    sent = fields(client.get(address), address)

    client.post(address, sent | {"further": [f"https://portal.example/de/notices/{other.slug}/"], "step": "save"})

    assert [one.other for one in notice.chosen.all()] == [other]
