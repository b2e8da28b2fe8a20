"""Notices are written, published and put away by verbs that refuse, note, and let pages be made anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from handschlag.engine.language import Origin, Text, Version
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Revision, StoredFile
from handschlag.portal import queries
from handschlag.portal.models import Notice
from handschlag.portal.services import belongings, kinds, notices
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def host():
    return make.HostFactory(slug="wfs")


@pytest.fixture
def editor():
    return make.UserFactory(name="Liselotte Federkiel (fiktiv)")


def number():
    return Revision.objects.filter(scope="host:wfs", stream="public").values_list("number", flat=True).first() or 0


def said(host):
    with translation.override("en"):
        return [line.says for line in audit.lines(audit.of_scope(host.slug).order_by("number"))]


def refusal(verb, *args, **facts):
    with pytest.raises(RuleBroken) as refused:
        verb(*args, **facts)
    return refused.value.code


def test_a_notice_begins_as_a_draft_of_today_and_the_first_kind(host, editor):
    notice = notices.make(host, {"headline": Text.of(de="Forum in Leipzig")}, by=editor, now=NOW)

    assert (notice.slug, notice.shown_on, notice.kind.key) == ("forum-in-leipzig", date(2027, 3, 10), "notice")
    assert queries.state(notice, NOW) == "draft"
    assert number() == 1


def test_addresses_are_made_of_headlines_and_never_twice(host, editor):
    def slug(**headline):
        return notices.make(host, {"headline": Text.of(**headline)}, by=editor, now=NOW).slug

    assert [slug(de="Messe Süd"), slug(de="Messe Süd"), slug(de="x", en="South fair")] == [
        "messe-sud",
        "messe-sud-2",
        "south-fair",
    ]
    assert slug(ru="Форум").startswith("n-")


def test_a_wanted_address_is_taken_or_refused(host, editor):
    facts = {"headline": Text.of(de="Forum")}
    assert notices.make(host, facts, slug="forum-2027", by=editor, now=NOW).slug == "forum-2027"

    codes = {refusal(notices.make, host, facts, slug=slug, by=editor, now=NOW) for slug in ("forum-2027", "a/b", "A b")}
    assert codes == {"slug"}


def test_what_is_written_is_cleaned(host, editor):
    facts = {
        "headline": Text.of(de=" Neue\nFrist\u202e ", en="\u200b"),
        "body": Text.of(de="Erster\r\nAbsatz\x00\n\n\n\nZweiter"),
    }

    notice = notices.make(host, facts, by=editor, now=NOW)

    assert notice.headline == Text.of(de="Neue Frist")
    assert notice.body == Text.of(de="Erster\nAbsatz\n\nZweiter")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"headline": Text()}, "headline"),
        ({"headline": Text.of(de=" \u200b ")}, "headline"),
        ({"headline": Text.of(de="x" * 201)}, "long"),
        ({"body": Text.of(de="x" * 20_001)}, "long"),
        ({"location": Text.of(ru="я" * 121)}, "long"),
        ({"source_address": "javascript:alert(1)"}, "address"),
        ({"source_address": "data:text/html,x"}, "address"),
        ({"source_address": "ftp://files.example"}, "scheme"),
        ({"source_address": "https://me:secret@a.example"}, "password"),
        ({"source_address": "https://a.example/" + "x" * 500}, "long"),
        ({"when_until": date(2019, 6, 30)}, "range"),
        ({"when_from": date(2019, 6, 30), "when_until": date(2019, 6, 2)}, "range"),
        ({"shown_on": date(219, 6, 30)}, "date"),
        ({"embargo_until": LATER, "expires_at": LATER}, "expiry"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(host, editor, facts, code):
    notice = make.NoticeFactory(host=host)
    before = Notice.objects.values().get()

    assert refusal(notices.change, notice, facts, by=editor, now=NOW) == code
    assert refusal(notices.make, host, {"headline": Text.of(de="x")} | facts, by=editor, now=NOW) == code
    assert list(Notice.objects.values()) == [before]
    assert number() == 0


def test_what_belongs_to_another_host_is_refused(host, editor):
    notice, other = make.NoticeFactory(host=host), make.HostFactory()
    facts = [
        {"kind": other.notice_kinds.first()},
        {"event": make.EventFactory(host=other)},
        {"tags": [make.TagFactory(host=other)]},
    ]

    assert [refusal(notices.change, notice, one, by=editor, now=NOW) for one in facts] == ["kind", "event", "tags"]


def test_a_fact_that_no_notice_has_is_a_mistake_of_the_caller(host, editor):
    with pytest.raises(ValueError, match="nothing to change called published_at"):
        notices.make(host, {"published_at": NOW}, by=editor, now=NOW)


def test_a_change_is_noted_by_the_names_of_what_has_changed(host, editor):
    notice = make.NoticeFactory(host=host, headline=Text.of(de="Alt"))
    tag = make.TagFactory(host=host)

    notices.change(notice, {"headline": Text.of(de="Neu"), "lacks_country": False, "tags": [tag]}, by=editor, now=NOW)

    assert list(notice.tags.all()) == [tag]
    assert number() == 1
    assert said(host) == ["Notice changed: Neu (Headline, Regions and sectors)"]


def test_a_change_that_changes_nothing_is_not_noted(host, editor):
    tag = make.TagFactory(host=host)
    notice = make.NoticeFactory(host=host)
    notice.tags.add(tag)

    notices.change(notice, {"headline": notice.headline, "tags": [tag]}, by=editor, now=NOW)

    assert (number(), said(host)) == (0, [])


def test_a_version_whose_words_stay_keeps_its_origin(host, editor):
    machine = Text({"de": Version("Neu"), "en": Version("New", Origin.MACHINE)})
    notice = make.NoticeFactory(host=host, headline=machine)

    changed = notices.change(notice, {"headline": Text.of(de="Neuer", en="New")}, by=editor, now=NOW)

    assert changed.headline == Text({"de": Version("Neuer"), "en": Version("New", Origin.MACHINE)})


def test_a_notice_goes_its_way_and_each_step_is_noted(host, editor):
    notice = notices.make(host, {"headline": Text.of(de="Forum")}, by=editor, now=NOW)
    way = [
        notices.publish(notice, at=LATER, by=editor, now=NOW),
        notices.publish(notice, by=editor, now=NOW),
        notices.archive(notice, by=editor, now=NOW),
        notices.take_back(notice, by=editor, now=NOW),
        notices.withdraw(notice, by=editor, now=NOW),
    ]

    assert [queries.state(one, NOW) for one in way] == ["scheduled", "published", "archived", "published", "draft"]
    assert said(host) == [
        "Notice written: Forum",
        "Notice published: Forum (10 Mar 2027, 10:00 UTC)",
        "Notice published: Forum (10 Mar 2027, 09:00 UTC)",
        "Notice archived: Forum",
        "Notice taken back from the archive: Forum",
        "Notice withdrawn: Forum",
    ]
    assert number() == 6


def test_what_a_state_does_not_allow_is_refused(host, editor):
    draft, shown = make.NoticeFactory(host=host, published_at=None), make.NoticeFactory(host=host)

    assert [refusal(verb, draft, by=editor, now=NOW) for verb in (notices.withdraw, notices.archive)] == ["state"] * 2
    assert [refusal(verb, shown, by=editor, now=NOW) for verb in (notices.delete, notices.publish)] == ["state"] * 2


def test_a_notice_that_would_be_over_before_it_appears_is_not_published(host, editor):
    notice = make.NoticeFactory(host=host, published_at=None, expires_at=LATER)

    assert refusal(notices.publish, notice, at=LATER, by=editor, now=NOW) == "expiry"


def test_a_draft_can_be_deleted(host, editor):
    draft = make.NoticeFactory(host=host, published_at=None)

    notices.delete(draft, by=editor, now=NOW)

    assert not Notice.objects.exists()
    assert said(host) == [f"Draft deleted: {draft.headline}"]


def test_further_notices_are_chosen_in_their_order(host, editor):
    notice, one, two = (make.NoticeFactory(host=host) for _ in range(3))

    belongings.relate(notice, [two, one, two], by=editor, now=NOW)
    belongings.relate(notice, [one, two], by=editor, now=NOW)

    assert [row.other for row in queries.chosen_by_hand(notice)] == [one, two]
    assert number() == 2


def test_further_notices_that_cannot_be_are_refused(host, editor):
    notice, other = make.NoticeFactory(host=host), make.NoticeFactory()
    many = [make.NoticeFactory(host=host) for _ in range(13)]

    codes = [refusal(belongings.relate, notice, chosen, by=editor, now=NOW) for chosen in ([notice], [other], many)]
    assert codes == ["itself", "host", "many"]


def test_files_are_attached_and_taken_away_with_their_content(
    host, editor, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    notice = make.NoticeFactory(host=host)

    attachment = belongings.attach(notice, SimpleUploadedFile("Plan.pdf", PDF), by=editor, now=NOW)
    assert (attachment.file.name, attachment.file.scope, attachment.number) == ("Plan.pdf", "wfs", 1)
    with django_capture_on_commit_callbacks(execute=True):
        belongings.detach(attachment, by=editor, now=NOW)

    assert not StoredFile.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert number() == 2


def test_a_file_that_is_not_what_it_says_is_refused(host, editor):
    notice = make.NoticeFactory(host=host)
    page = SimpleUploadedFile("Plan.pdf", b"<script>alert(1)</script>")

    assert refusal(belongings.attach, notice, page, by=editor, now=NOW) == "type"
    assert number() == 0


def test_a_host_adds_kinds_and_renames_them(host, editor):
    kind = kinds.add(host, Text.of(de="Personalie", en="People"), icon="people", by=editor, now=NOW)
    kinds.change(kind, name=Text.of(de="Menschen"), icon="people", after="", by=editor, now=NOW)

    first = host.notice_kinds.first()
    assert (first.key, first.name, first.icon) == ("people", Text.of(de="Menschen"), "people")
    assert number() == 2


def test_a_kind_needs_a_name_and_is_removed_only_if_unused(host, editor):
    notice = make.NoticeFactory(host=host)
    unused = kinds.add(host, Text.of(de="Notice"), by=editor, now=NOW)

    assert unused.key == "notice-2"
    assert refusal(kinds.add, host, Text.of(de=" "), by=editor, now=NOW) == "name"
    assert refusal(kinds.remove, notice.kind, by=editor, now=NOW) == "used"
    kinds.remove(unused, by=editor, now=NOW)
    assert host.notice_kinds.count() == 5


def test_a_host_has_so_many_kinds_at_most(host, editor):
    for _ in range(15):
        kinds.add(host, Text.of(de="Art"), by=editor, now=NOW)

    assert refusal(kinds.add, host, Text.of(de="Art"), by=editor, now=NOW) == "many"
