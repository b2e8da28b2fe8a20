"""Versions hold the whole: links, further notices, files, fees; what is gone meanwhile is left out with a word."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.foundation import versions
from handschlag.foundation.models import StoredFile
from handschlag.portal.editing import desks
from handschlag.portal.models import NoticeLink
from tests import factories as make
from tests.portal.writing import Writer

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def notice():
    return make.NoticeFactory(headline=Text.of(de="Forum"), published_at=None)


@pytest.fixture
def event(notice):
    return make.EventFactory(host=notice.host)


class Parts(Writer):
    """Somebody at the editor who also changes what stands beside the form."""

    def posts(self, way, sent=(), **more):
        address = f"{self.desk.address('edit')}{way}"
        return self.client.post(address, {**dict(sent), **more})

    def attaches(self, name, **label):
        return self.posts("files/", {"file": SimpleUploadedFile(name, PDF), **label})

    def restores(self, number):
        base = versions.latest(self.desk.row).number
        answer = self.posts("versions/restore/", version=number, base=base)
        assert answer.status_code == 302
        return self.client.get(answer.url).content.decode()

    def compares(self, before, after):
        return self.client.get(self.desk.address("versions"), {"from": before, "to": after}).content.decode()

    @property
    def number(self):
        return versions.latest(self.desk.row).number


@pytest.fixture
def at(client):
    """Lets an editor of the host sit down at a row."""

    def writer(row, client=client):
        user = make.MembershipFactory(host=row.host, event=None, role="editor").user
        client.force_login(user)
        door = (
            desks.event(user, event=row.slug)
            if isinstance(row, Event)
            else desks.notice(user, host=row.host.slug, notice=row.public_id)
        )
        found = Parts(client, door)
        found.user = user
        return found

    return writer


def link(address, **more):
    return {"address": address, "kind": "page", "label_de": "Mehr", "languages": ["de"], **more}


def of_links(notice):
    return [(one.address, one.label, str(one.kind), one.languages) for one in notice.links.all()]


def of_files(row):
    rows = row.documents if isinstance(row, Event) else row.attachments
    return [(one.public_id, one.file.name, one.label) for one in rows.all()]


A, B = "https://a.example.org/", "https://b.example.org/"


def test_a_link_is_added_changed_and_removed_and_each_is_a_version(at, notice):
    writer = at(notice)
    writer.posts("links/", link(A))
    found = notice.links.get()
    writer.posts(f"links/{found.public_id}/", link(A, kind="file", label_ru="Ещё"))
    writer.posts(f"links/{found.public_id}/", step="remove")

    assert [[one["kind"] for one in row.values.get("links", ())] for row in versions.history(notice)] == [
        [],
        ["file"],
        ["page"],
        [],
    ]
    assert [row.by == writer.user for row in versions.history(notice)] == [True, True, True, False]
    assert [bool(row.note) for row in versions.history(notice)] == [True, True, True, False]


def test_the_difference_shows_which_links_came_went_and_changed(at, notice):
    writer = at(notice)
    writer.posts("links/", link(A, label_de="Erste"))
    writer.posts("links/", link(B, label_de="Zweite"))
    begun = writer.number
    writer.posts(f"links/{notice.links.get(address=A).public_id}/", link(A, label_de="Andere"))
    writer.posts(f"links/{notice.links.get(address=B).public_id}/", step="remove")

    page = writer.compares(begun, writer.number)

    removed = " ".join(part.partition("</del>")[0] for part in page.split("<del>")[1:])
    added = " ".join(part.partition("</ins>")[0] for part in page.split("<ins>")[1:])
    assert ["Erste" in removed, "Andere" in added, "Zweite" in removed, B in removed] == [True] * 4
    assert A not in removed + added


def test_links_come_back_with_label_kind_languages_and_order_and_what_is_known_of_them(at, notice):
    writer = at(notice)
    writer.posts("links/", link(A, label_ru="Ещё", kind="map", languages=["de", "ru"]))
    writer.posts("links/", link(B))
    NoticeLink.objects.filter(address=B).update(said="200", checked_at=make.OPENING, is_alive=True)
    begun, before = writer.number, of_links(notice)
    writer.posts(f"links/{notice.links.get(address=A).public_id}/", step="remove")
    writer.posts("links/", link("https://c.example.org/"))

    writer.restores(begun)

    assert of_links(notice) == before
    assert notice.links.get(address=B).said == "200"
    assert notice.links.get(address=A).checked_at is None


def test_another_order_of_links_is_a_difference_and_comes_back(at, notice):
    writer = at(notice)
    for address in (A, B):
        writer.posts("links/", link(address))
    begun = writer.number
    NoticeLink.objects.filter(address=A).update(number=9)

    page = writer.compares(begun, begun + 1)
    writer.restores(begun)

    assert "Order of the further links" in page or "Reihenfolge der weiterführenden Links" in page
    assert [one.address for one in notice.links.all()] == [A, B]


def test_further_notices_come_back_and_those_that_are_gone_are_named(at, notice):
    stays, goes = make.NoticeFactory.create_batch(2, host=notice.host)
    writer = at(notice)
    writer.opens().types(further=f"{goes.slug}\n{stays.slug}").sends()
    begun = writer.number
    writer.opens().types(further="", headline_de="Anders").sends()
    slug = goes.slug
    goes.delete()

    page = writer.restores(begun)

    notice.refresh_from_db()
    assert [one.other for one in notice.chosen.all()] == [stays]
    assert (str(notice.headline), slug in page) == ("Forum", True)


@pytest.mark.parametrize("kind", ["notice", "event"])
def test_a_file_comes_back_at_its_address_with_its_bytes_and_label(at, request, kind):
    row = request.getfixturevalue(kind)
    writer = at(row)
    writer.attaches("Plan.pdf", label_de="Der Plan")
    writer.attaches("Karte.pdf")
    begun, before = writer.number, of_files(row)
    gone = (row.documents if kind == "event" else row.attachments).first()
    way = "documents" if kind == "event" else "files"
    writer.posts(f"{way}/{gone.public_id}/remove/")
    without, page = of_files(row), writer.compares(begun, writer.number)

    writer.restores(begun)

    assert (len(without), of_files(row)) == (1, before)
    assert "Der Plan" in page.partition("<del>")[2].partition("</del>")[0]
    with StoredFile.objects.get(name="Plan.pdf").file.open() as kept:
        assert kept.read() == PDF


@pytest.mark.parametrize("kind", ["notice", "event"])
def test_a_file_that_was_deleted_for_good_is_named_and_the_rest_comes_back(
    at, request, kind, django_capture_on_commit_callbacks
):
    row = request.getfixturevalue(kind)
    name = "headline_de" if kind == "notice" else "title_de"
    writer = at(row)
    for file in ("Plan.pdf", "Karte.pdf"):
        writer.attaches(file)
    begun = writer.number
    gone = (row.documents if kind == "event" else row.attachments).first()
    storage, place = gone.file.file.storage, gone.file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        writer.posts(f"{'documents' if kind == 'event' else 'files'}/{gone.public_id}/remove/", for_good="1")
    writer.opens().types(**{name: "Anders"}).sends()

    page = writer.restores(begun)

    row.refresh_from_db()
    assert [file for _key, file, _label in of_files(row)] == ["Karte.pdf"]
    assert (str(row.headline if kind == "notice" else row.title), "Plan.pdf" in page) == ("Forum", True)
    assert not storage.exists(place)


def test_with_a_draft_that_is_deleted_its_files_go_and_those_of_its_versions(
    at, notice, django_capture_on_commit_callbacks
):
    writer = at(notice)
    for file in ("Plan.pdf", "Karte.pdf"):
        writer.attaches(file)
    places = [(one.file.storage, one.file.name) for one in StoredFile.objects.all()]
    writer.posts(f"files/{notice.attachments.first().public_id}/remove/")
    kept = [storage.exists(place) for storage, place in places]

    with django_capture_on_commit_callbacks(execute=True):
        writer.posts("step/", step="delete")

    assert kept == [True, True]
    assert StoredFile.objects.count() == 0
    assert [storage.exists(place) for storage, place in places] == [False, False]


def test_fees_come_back_with_what_is_noted_at_them(at, event):
    event.fees.create(size="small", amount=250, currency="EUR", note=Text.of(de="mit Stand"), number=1)
    writer = at(event)
    writer.opens().types(fee_small="", fee_large="900").sends()
    page = writer.compares(1, 2)

    writer.restores(1)

    [fee] = event.fees.all()
    assert (fee.size, fee.amount, fee.currency, fee.note) == ("small", 250, "EUR", Text.of(de="mit Stand"))
    assert ["250" in page, "900" in page, "mit Stand" in page] == [True, True, True]


def test_who_writes_texts_is_not_disturbed_by_a_link_that_somebody_adds_meanwhile(at, notice):
    writer, other = at(notice).opens(), at(notice, Client())
    other.posts("links/", link(A))
    writer.types(headline_de="Entwurf").sends("draft")

    warned = "data-autosave" in writer.page.content.decode() and "Meanwhile" in writer.opens().page.content.decode()
    answer = writer.types(headline_de="Neu").sends()

    notice.refresh_from_db()
    assert (answer.status_code, str(notice.headline), warned) == (302, "Neu", False)
    assert versions.latest(notice).values["links"][0]["address"] == A


def test_a_version_is_not_restored_over_a_link_that_came_meanwhile(at, notice):
    writer = at(notice).opens()
    writer.types(headline_de="Neu").sends()
    base = writer.number
    writer.posts("links/", link(A))

    writer.posts("versions/restore/", version=1, base=base)

    assert (notice.links.count(), versions.latest(notice).number) == (1, base + 1)


def test_a_kind_that_is_gone_stays_as_it_is_now_and_that_is_said(at, notice):
    kind = notice.host.notice_kinds.create(key="gone", name=Text.of(de="Vorbei"))
    before = notice.kind
    writer = at(notice)
    writer.opens().types(kind=kind.public_id).sends()
    begun = writer.number
    writer.opens().types(kind=before.public_id, headline_de="Anders").sends()
    kind.delete()

    page = writer.restores(begun)

    notice.refresh_from_db()
    assert (str(notice.headline), notice.kind) == ("Forum", before)
    assert any(f"{label}." in page for label in ("Kind", "Art"))
