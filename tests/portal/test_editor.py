"""Editors write notices and events: languages side by side, drafts, refusals, two editors at once."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handschlag.engine.language import Origin, Text, Version
from handschlag.events.models import Event
from handschlag.foundation import audit, drafts, versions
from handschlag.foundation.models import Revision
from handschlag.portal.editing import desks, saving, standing
from handschlag.portal.models import Notice
from tests import factories as make
from tests.portal.writing import Writer, fields

pytestmark = pytest.mark.django_db
HEADLINE = Text({"de": Version("Forum in Leipzig"), "ru": Version("Форум", Origin.MACHINE)})


@pytest.fixture
def notice():
    return make.NoticeFactory(headline=HEADLINE, body=Text.of(de="Zeile eins\n\nZeile zwei"))


@pytest.fixture
def event():
    return make.EventFactory(ends_at=make.OPENING + timedelta(hours=6, seconds=59))


@pytest.fixture
def at(client):
    """Lets an editor of the host sit down at the editor of a row."""

    def writer(row, client=client):
        user = make.MembershipFactory(host=row.host, event=None, role="editor").user
        client.force_login(user)
        door = (
            desks.event(user, event=row.slug)
            if isinstance(row, Event)
            else desks.notice(user, host=row.host.slug, notice=row.public_id)
        )
        found = Writer(client, door)
        found.user = user
        return found

    return writer


def marked(writer):
    """How far each text is, as the page says it."""
    desk = desks.notice(writer.user, host=writer.desk.host.slug, notice=writer.desk.row.public_id)
    return standing.of(desk.form(row=desk.row), list(versions.history(desk.row)))


@pytest.mark.parametrize("kind", ["notice", "event"])
def test_whoever_saves_what_she_found_changes_nothing(at, request, kind):
    row = request.getfixturevalue(kind)
    before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}

    answer = at(row).opens().sends()

    row.refresh_from_db()
    assert answer.status_code == 302
    assert {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} == before
    assert versions.history(row).count() == 1


def test_texts_are_kept_in_all_languages_each_with_its_origin(at, notice):
    at(notice).opens().types(headline_de="Neu", headline_en="New").sends()

    notice.refresh_from_db()
    assert notice.headline == Text({"de": Version("Neu"), "en": Version("New"), "ru": Version("Форум", Origin.MACHINE)})


def test_a_machines_words_that_somebody_has_read_are_checked(at, notice):
    at(notice).opens().sends(**{"checked:headline_ru": "on"})

    notice.refresh_from_db()
    assert notice.headline.versions["ru"] == Version("Форум", Origin.CHECKED)


def test_the_editor_says_what_is_missing_unread_or_older(at, notice):
    found = marked(at(notice).opens())

    assert [found[f"headline_{code}"].standing for code in ("de", "en", "ru")] == ["written", "missing", "machine"]
    assert found["location_de"].standing == "empty"


def test_a_translation_is_older_once_the_original_has_changed_until_somebody_says_that_it_is_right(at, notice):
    writer = at(notice)
    writer.opens().types(headline_en="Forum in Leipzig (en)").sends()
    writer.opens().types(headline_de="Forum in Dresden").sends()
    older = marked(writer)["headline_en"].standing

    writer.opens().sends(**{"checked:headline_en": "on"})

    assert [older, marked(writer)["headline_en"].standing] == ["older", "written"]


def test_a_language_is_added_and_its_texts_are_kept(at, notice):
    writer = at(notice).opens()

    added = writer.sends("language", new_language="kk")

    assert added.url.endswith("?language=kk")
    page = writer.client.get(added.url).content.decode()
    assert 'name="headline_kk"' in page
    assert 'lang="kk"' in page
    writer.opens().types(headline_kk="Форум (kk)").sends()
    notice.refresh_from_db()
    assert notice.headline.versions["kk"].text == "Форум (kk)"


def test_what_is_no_language_adds_none(at, notice):
    writer = at(notice)

    page = writer.client.get(writer.desk.address("edit") + "?language=zzz").content.decode()

    assert 'name="headline_zzz"' not in page


def test_a_saved_change_is_a_version_is_noted_and_lets_pages_be_made_anew(at, notice):
    scope = f"host:{notice.host.slug}"
    writer = at(notice).opens()
    before = Revision.objects.filter(scope=scope, stream="public").first()

    writer.types(headline_de="Neu").sends(note="Ort berichtigt")

    newest = versions.latest(notice)
    assert (newest.number, newest.by, newest.note) == (2, writer.user, "Ort berichtigt")
    assert newest.values["headline_de"] == "Neu"
    assert Revision.objects.get(scope=scope, stream="public").number > (before.number if before else 0)
    assert audit.of_scope(notice.host.slug).filter(verb="notice.changed").count() == 1


def test_an_event_is_changed_with_its_tags_fair_and_fees(at, event):
    tag = make.TagFactory(host=event.host)
    fair = make.FairFactory(host=event.host)
    event.refresh_from_db()

    answer = (
        at(event)
        .opens()
        .types(
            title_de="Forum 2027",
            tags=[tag.public_id],
            fair=fair.public_id,
            fee_small="250.50",
            countries=["KZ", "UZ"],
            registration_closes_at="2027-02-15T18:00",
        )
        .sends()
    )

    assert answer.status_code == 302
    event.refresh_from_db()
    assert (event.title.versions["de"].text, event.fair, list(event.tags.all())) == ("Forum 2027", fair, [tag])
    assert [(fee.size, str(fee.amount), fee.currency) for fee in event.fees.all()] == [("small", "250.50", "EUR")]
    assert event.countries == ["KZ", "UZ"]
    assert event.registration_closes_at == datetime(2027, 2, 15, 17, 0, tzinfo=UTC)


def test_times_are_those_of_the_place_also_when_the_place_changes(at, event):
    at(event).opens().types(time_zone="Asia/Almaty").sends()

    event.refresh_from_db()
    assert event.starts_at.astimezone(ZoneInfo("Asia/Almaty")).hour == 10


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_at", "2027-03-01T10:00"),
        ("starts_at", "gestern"),
        ("time_zone", "Europe/Leipzig"),
        ("contact_email", "keine Adresse"),
        ("min_participants", "-3"),
        ("title_de", "x" * 201),
        ("title_de", "Bell\x07"),
        ("languages", []),
        ("countries", ["XX1"]),
        ("tags", ["fremd"]),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(at, event, field, value):
    before = Event.objects.filter(pk=event.pk).values().get()

    answer = at(event).opens().types(lead_de="Mitgeschickt", **{field: value}).sends()

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error"' in page
    assert "Mitgeschickt" in page
    assert Event.objects.filter(pk=event.pk).values().get() == before


def test_what_is_history_can_be_read_and_not_changed(at, event):
    Event.objects.filter(pk=event.pk).update(is_history=True)
    writer = at(event).opens()

    answer = writer.types(title_de="Anders").sends()

    event.refresh_from_db()
    assert (answer.status_code, event.title.versions["de"].text) == (422, "Forum")


def test_hostile_words_are_shown_as_words(at, notice):
    hostile = '</textarea><script>alert(1)</script>" onfocus="x'

    writer = at(notice).opens()
    writer.types(headline_de=hostile, body_de=hostile).sends()
    page = writer.opens().page.content.decode()

    assert "<script>alert" not in page
    assert writer.fields["body_de"] == [hostile]


# Drafts


def test_a_draft_is_hers_alone_and_stands_in_the_form_when_she_comes_back(at, notice):
    writer = at(notice).opens()
    answer = writer.types(headline_de="Entwurf").sends("draft")

    assert answer.status_code == 302
    assert writer.opens().fields["headline_de"] == ["Entwurf"]
    notice.refresh_from_db()
    assert notice.headline == HEADLINE
    assert at(notice).opens().fields["headline_de"] == ["Forum in Leipzig"]


def test_the_draft_goes_when_it_is_saved_or_discarded(at, notice):
    writer = at(notice).opens()
    writer.types(headline_de="Entwurf").sends("draft")
    writer.opens().sends()
    saved = drafts.of(notice, writer.user)

    writer.opens().types(headline_de="Noch einer").sends("draft")
    writer.sends("discard")

    assert [saved, drafts.of(notice, writer.user)] == [None, None]
    assert writer.opens().fields["headline_de"] == ["Entwurf"]


def test_what_is_being_written_is_kept_and_answered_in_a_sentence(at, notice):
    writer = at(notice).opens().types(headline_de="Unterwegs", kind="")

    answer = writer.client.post(writer.desk.address("autosave"), writer.fields)

    assert (answer.status_code, "<" in answer.content.decode()) == (200, False)
    assert drafts.of(notice, writer.user).values["headline_de"] == "Unterwegs"


# Two editors at once


@pytest.fixture
def two(at, notice):
    """Two have opened the same notice."""
    return at(notice).opens(), at(notice, Client()).opens()


def test_the_second_sees_both_texts_and_nothing_is_overwritten(two, notice):
    first, second = two
    first.types(headline_de="Forum in Dresden").sends()

    answer = second.types(headline_de="Forum in Halle").sends()

    page = answer.content.decode()
    notice.refresh_from_db()
    assert (answer.status_code, notice.headline.versions["de"].text) == (409, "Forum in Dresden")
    assert all(words in page for words in ("Dresden", "Halle", "<ins>", "<del>"))
    assert drafts.of(notice, second.user).values["headline_de"] == "Forum in Halle"


@pytest.mark.parametrize(
    ("pick", "written", "expected"),
    [
        ("mine", "", "Forum in Halle"),
        ("theirs", "", "Forum in Dresden"),
        ("own", "Halle und Dresden", "Halle und Dresden"),
    ],
)
def test_the_second_chooses_field_by_field(two, notice, pick, written, expected):
    first, second = two
    first.types(headline_de="Forum in Dresden", lead_de="Von ihr").sends()
    answer = second.types(headline_de="Forum in Halle", location_de="Halle").sends()
    second.fields = fields(answer, second.desk.address("edit"))
    second.fields["pick:headline_de"] = [pick]
    if written:
        second.fields["headline_de"] = [written]

    saved = second.sends()

    notice.refresh_from_db()
    assert saved.status_code == 302
    assert notice.headline.versions["de"].text == expected
    assert (notice.lead.versions["de"].text, notice.location.versions["de"].text) == ("Von ihr", "Halle")
    assert drafts.of(notice, second.user) is None


def test_a_third_change_meanwhile_is_seen_as_well(two, notice):
    first, second = two
    first.types(headline_de="A").sends()
    answer = second.types(headline_de="B").sends()
    second.fields = fields(answer, second.desk.address("edit"))
    first.opens().types(headline_de="C").sends()

    assert second.sends().status_code == 409


def test_a_change_by_another_way_than_the_editor_is_a_conflict_too(at, notice):
    writer = at(notice).opens()
    Notice.objects.filter(pk=notice.pk).update(headline=Text.of(de="Aus dem Feed"))

    assert writer.types(headline_de="Von Hand").sends().status_code == 409


def test_without_the_number_of_a_version_nobody_overwrites_anything(at, notice):
    writer = at(notice).opens().types(headline_de="Blind")
    del writer.fields["base"]

    assert writer.sends().status_code == 409


# Versions and preview


def test_two_versions_are_compared_and_one_is_restored_as_a_new_one(at, notice):
    writer = at(notice)
    writer.opens().types(headline_de="Forum in Dresden").sends()
    page = writer.client.get(writer.desk.address("versions"), {"from": 1, "to": 2}).content.decode()

    answer = writer.client.post(writer.desk.address("restore"), {"version": 1, "base": 2})

    notice.refresh_from_db()
    assert "Leipzig" in page
    assert "<del>" in page
    assert "<ins>" in page
    assert (answer.status_code, notice.headline) == (302, HEADLINE)
    assert [one.number for one in versions.history(notice)] == [3, 2, 1]


def test_a_version_whose_tag_is_gone_can_still_be_restored(at, notice):
    tag = make.TagFactory(host=notice.host)
    notice.tags.add(tag)
    writer = at(notice)
    writer.opens().types(headline_de="Anders").sends()
    tag.delete()

    writer.client.get(writer.desk.address("versions"))
    base = versions.latest(notice).number
    writer.client.post(writer.desk.address("restore"), {"version": 1, "base": base})

    notice.refresh_from_db()
    assert notice.headline == HEADLINE


def test_a_version_that_there_is_not_is_not_restored(at, notice):
    writer = at(notice).opens()

    assert writer.client.post(writer.desk.address("restore"), {"version": 99, "base": 1}).status_code == 404


@pytest.mark.parametrize("kind", ["notice", "event"])
def test_the_preview_shows_what_is_not_saved_yet_to_its_editor_alone(at, request, client, kind):
    row = request.getfixturevalue(kind)
    type(row).objects.filter(pk=row.pk).update(published_at=None)
    name = "headline_de" if kind == "notice" else "title_de"
    writer = at(row).opens()
    answer = writer.types(**{name: "Nur im Entwurf"}).sends("preview")

    page = client.get(answer.url)
    other = at(row)
    client.force_login(make.UserFactory())

    assert "Nur im Entwurf" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert "Nur im Entwurf" not in other.client.get(other.desk.address("preview")).content.decode()
    assert client.get(answer.url).status_code == 404


def test_the_preview_says_what_it_cannot_show(at, event):
    writer = at(event).opens()
    answer = writer.types(starts_at="gestern", fee_small="viel", title_de="Lesbar").sends("preview")

    page = writer.client.get(answer.url).content.decode()

    assert "Lesbar" in page
    assert "Beginn" in page


# Queries


def test_the_editor_asks_as_often_for_one_version_and_tag_as_for_many(at, notice):
    def asked():
        writer = at(notice, Client())
        writer.opens()
        with CaptureQueriesContext(connection) as seen:
            writer.client.get(writer.desk.address("edit"))
            writer.client.get(writer.desk.address("versions"))
        return Counter(re.sub(r"\d+|'[^']*'", "?", one["sql"])[:200] for one in seen.captured_queries)

    at(notice).opens().types(headline_de="Neu").sends()
    few = asked()
    for number in range(3):
        notice.tags.add(make.TagFactory(host=notice.host))
        make.NoticeLinkFactory(notice=notice, address=f"https://a{number}.example/")
        make.EventFactory(host=notice.host)
        versions.current(notice, saving.values_of(notice), now=timezone.now())

    assert asked() - few == Counter()


def test_the_list_of_notices_asks_as_often_for_one_as_for_three(client, notice):
    user = make.MembershipFactory(host=notice.host, event=None, role="editor").user
    client.force_login(user)
    address = reverse("portal:edit_notices", args=[notice.host.slug])

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    one = asked()
    make.NoticeFactory.create_batch(2, host=notice.host)

    assert asked() == one
