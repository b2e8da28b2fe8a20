"""Pages about one's own data, and about what a host decides."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.roles import Role
from handschlag.foundation import limits
from handschlag.foundation.models import AuditEntry
from handschlag.foundation.personal import Audience
from handschlag.privacy import queries
from handschlag.privacy.forms import ChoicesForm, RuleForm
from handschlag.privacy.models import Choice, Consent, GroupRule, PurposeText, Request
from handschlag.privacy.services import purposes, requests
from handschlag.privacy.states import Asked, RequestState
from handschlag.privacy.views import own
from tests import factories as make
from tests.privacy.canaries import BIRD, EMAIL, NOW, Canary, unpacked

pytestmark = pytest.mark.django_db

OF_HOST = ("requests", "purposes", "rules", "record")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def house():
    return House()


class House:
    """A host with a manager and an editor, and a representative."""

    def __init__(self):
        self.event = make.EventFactory()
        self.host = self.event.host
        self.manager, self.editor = (
            make.MembershipFactory(event=None, host=self.host, role=role).user for role in (Role.ORGANISER, Role.EDITOR)
        )
        self.guest = make.MembershipFactory(event=self.event, role=Role.REPRESENTATIVE, user__name="Olga Guest").user
        self.speaker = make.RepresentativeFactory(
            participant__event=self.event, person__user=self.guest, person__name="Olga Guest"
        )

    def address(self, name, *args):
        return reverse(f"privacy:{name}", args=[self.host.slug, *args])

    def asked(self, asked=Asked.ERASURE, **facts):
        facts = {"name": "Olga Guest", "email": "", "received_on": date(2026, 11, 1)} | facts
        return requests.note(asked, host=self.host, by=self.manager, now=timezone.now(), **facts)


def as_shown(host):
    """What the page of rules sends if nobody changes anything."""
    forms = [RuleForm(kept=kept) for kept in queries.kept(host)]
    return {bound.html_name: bound.value() for form in forms for bound in form}


def page(client, user, address, **data):
    client.force_login(user)
    answer = client.post(address, data) if data else client.get(address)
    return answer.status_code, answer.content.decode()


def test_she_reads_everything_that_is_held_about_her(client):
    canary = Canary()

    status, shown = page(client, canary.user, reverse("privacy:my_data"))

    assert status == 200
    words = (EMAIL, f"Leiterin {BIRD}", f"Gruss von {BIRD}", "203.0.113.77", f"An {canary.user.name}")
    assert [word for word in words if word not in shown] == []


def test_the_archive_holds_every_canary(client):
    canary = Canary()
    client.force_login(canary.user)

    answer = client.post(reverse("privacy:export"))

    assert answer["Content-Disposition"].startswith('attachment; filename="handschlag-')
    found = unpacked(answer.content)
    data = json.loads(found["data.json"])
    rows = {part["label"]: part["rows"] for group in data["groups"] for part in group["parts"]}
    assert rows["Wishes"][0]["message"] == f"Gruss von {BIRD}"
    assert rows["Name"] == [{"name": canary.user.name, "name_latin": "Canaria Zeisig-Latin"}]
    assert "203.0.113.77" in [one["ip"] for one in rows["Sign-ins"]]
    assert [name for name in found if name.startswith("files/")] != []
    assert f"Gruss von {BIRD}" in found["index.html"]
    assert "zeisigsecret" not in "".join(found.values())
    assert AuditEntry.objects.filter(verb="privacy.exported", actor=canary.user.public_id).count() == 1


def test_nobody_exports_without_end(client, house):
    client.force_login(house.guest)
    for _ in range(own.EXPORTS.most - 1):
        limits.count(own.EXPORTS, str(house.guest.pk), now=timezone.now())

    assert [client.post(reverse("privacy:export")).status_code for _ in range(2)] == [200, 429]


def test_she_decides_who_sees_her(client, house):
    client.force_login(house.guest)
    fields = ChoicesForm(chosen={}).fields
    sent = {name: field.initial for name, field in fields.items()} | {"companies-name": int(Audience.PUBLIC)}

    answer = client.post(reverse("privacy:choose"), sent)

    assert answer.status_code == 302
    assert list(Choice.objects.values_list("group", "audience")) == [("companies.name", Audience.PUBLIC)]


def test_what_cannot_be_chosen_is_refused(client, house):
    status, _shown = page(client, house.guest, reverse("privacy:choose"), **{"companies-name": "99"})

    assert status == 422
    assert not Choice.objects.exists()


def test_a_consent_is_given_and_taken_back_as_easily(client, house):
    client.force_login(house.guest)
    client.post(house.address("consent", "keep_in_touch"), {"version": 0})
    given = Consent.objects.get()

    client.post(reverse("privacy:withdraw", args=[given.public_id]))

    given.refresh_from_db()
    assert (given.text.version, given.language, given.user) == (1, "en", house.guest)
    assert given.withdrawn_at is not None
    assert sorted(given.text.text.versions) == ["de", "en", "ru"]


def test_nobody_consents_to_words_that_she_has_not_read(client, house):
    client.force_login(house.guest)
    client.post(house.address("consent", "keep_in_touch"), {"version": 0})
    words = {"title": Text.of(en="New"), "text": Text.of(en="New words")}
    worded = PurposeText.objects.get()
    purposes.publish(
        "keep_in_touch",
        host=house.host,
        basis=worded.purpose.basis,
        audience=Audience.HOST,
        by=house.manager,
        now=timezone.now(),
        **words,
    )

    client.post(house.address("consent", "keep_in_touch"), {"version": 1})

    assert list(Consent.objects.values_list("text__version", flat=True)) == [1]
    assert str(PurposeText.objects.get(version=1).text) == str(worded.text)


def test_published_words_are_never_changed():
    with pytest.raises(TypeError):
        PurposeText.objects.update(version=2)


@pytest.mark.parametrize("name", OF_HOST)
def test_only_those_who_answer_for_the_data_of_a_host_see_its_pages(client, house, name):
    stranger = make.MembershipFactory().user

    asking = (house.manager, house.editor, stranger, house.guest)
    assert [page(client, who, house.address(name))[0] for who in asking] == [200, 404, 404, 404]


@pytest.mark.parametrize("language", ["de", "en", "ru"])
@pytest.mark.parametrize("name", OF_HOST)
def test_pages_are_there_in_each_language(client, house, name, language):
    house.asked()

    with translation.override(language):
        assert page(client, house.manager, house.address(name))[0] == 200


def test_a_purpose_is_worded_anew(client, house):
    address = house.address("purpose", "take_part")
    sent = {"basis": "b", "audience": 0, "title_en": "Taking part", "text_en": "In our own words"}

    assert page(client, house.manager, address, **sent)[0] == 302
    assert page(client, house.manager, address, **sent)[0] == 422  # nothing has changed

    published = PurposeText.objects.get()
    assert (published.version, str(published.text), published.published_by) == (1, "In our own words", house.manager)


def test_words_are_missing_in_one_language(client, house):
    sent = {"basis": "b", "audience": 0, "title_en": "Taking part", "text_de": "Worte"}

    status, shown = page(client, house.manager, house.address("purpose", "take_part"), **sent)

    assert (status, "the same languages" in shown, PurposeText.objects.count()) == (422, True, 0)


def test_a_host_narrows_what_is_seen_and_how_long_it_stays(client, house):
    client.force_login(house.manager)
    sent = as_shown(house.host)
    sent |= {"companies-name-widest": int(Audience.OWN), "companies-name-days": 90}

    answer = client.post(house.address("rules"), sent)

    assert answer.status_code == 302
    rule = GroupRule.objects.get()
    assert (rule.group, rule.widest, rule.days) == ("companies.name", Audience.OWN, 90)


def test_more_days_than_the_group_allows_are_refused(client, house):
    client.force_login(house.manager)
    sent = as_shown(house.host)

    answer = client.post(house.address("rules"), sent | {"companies-name-days": 99999})

    assert (answer.status_code, GroupRule.objects.count()) == (422, 0)


@pytest.mark.parametrize(("received", "due"), [("2026-01-31", "2026-02-28"), ("2025-12-15", "2026-01-15")])
def test_a_request_has_a_month(received, due):
    assert requests.a_month_later(date.fromisoformat(received)) == date.fromisoformat(due)


def test_somebody_is_found_and_erased_for_whom_the_host_was_asked(client, house):
    asked = house.asked()
    client.force_login(house.manager)
    key = f"user:{house.guest.public_id}"
    assert key in client.get(house.address("request", asked.public_id)).content.decode()
    client.post(house.address("find", asked.public_id), {"key": key})
    refused = client.post(house.address("host_erase", asked.public_id), {})
    assert refused.status_code == 422

    client.post(house.address("host_erase", asked.public_id), {"sure": "on"})

    asked.refresh_from_db()
    assert (asked.state, asked.name, asked.subject) == (RequestState.DONE, "—", "")
    assert not house.guest.memberships.exists()
    assert User.objects.filter(pk=house.guest.pk).exists()  # an account is closed by its owner


def test_a_host_finds_nobody_of_another(client, house):
    stranger = make.MembershipFactory(role=Role.REPRESENTATIVE).user
    asked = house.asked()
    client.force_login(house.manager)

    answer = client.post(house.address("find", asked.public_id), {"key": f"user:{stranger.public_id}"})

    assert answer.status_code == 404
    assert Request.objects.get().subject == ""


def test_a_refusal_says_why(client, house):
    asked = house.asked(Asked.ACCESS)
    address = house.address("answer", asked.public_id)

    assert page(client, house.manager, address, step="refused", words="")[0] == 422
    assert page(client, house.manager, address, step="refused", words="Not her")[0] == 302

    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (RequestState.REFUSED, "Not her")


def test_what_is_late_is_said(client, house):
    house.asked(received_on=date(2026, 1, 1))

    assert "1 request is past its month." in page(client, house.manager, house.address("requests"))[1]


def test_erasing_asks_once_more_and_signs_her_out(client, house):
    client.force_login(house.guest)
    assert client.get(reverse("privacy:preview")).status_code == 200
    assert client.post(reverse("privacy:erase"), {}).status_code == 422

    answer = client.post(reverse("privacy:erase"), {"sure": "on"}, follow=True)

    assert "Everything about you has been erased" in answer.content.decode()
    assert not User.objects.filter(pk=house.guest.pk).exists()
    assert "_auth_user_id" not in client.session


def test_only_a_fresh_sign_in_erases_and_exports(client, house, settings):
    settings.DEMO = False
    client.force_login(house.guest)

    answers = [client.get(reverse("privacy:erase")), client.post(reverse("privacy:export"))]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert User.objects.filter(pk=house.guest.pk).exists()


def test_name_and_languages_are_corrected(client, house):
    client.force_login(house.guest)
    sent = {"name": "Ольга Гостева", "name_latin": "Olga Gosteva", "one_more": "ru", "level_of_it": "native"}

    answer = client.post(reverse("companies:my_person"), sent)

    person = house.speaker.person
    person.refresh_from_db()
    assert answer.status_code == 302
    assert (person.name, person.name_latin) == ("Ольга Гостева", "Olga Gosteva")
    assert list(person.languages.values_list("language", "level")) == [("ru", "native")]


def test_a_language_needs_its_level(client, house):
    status, _shown = page(client, house.guest, reverse("companies:my_person"), name="Olga", one_more="ru")

    assert (status, house.speaker.person.languages.count()) == (422, 0)


@pytest.mark.parametrize(("name", "most"), [("requests", 12), ("purposes", 12), ("rules", 70)])
def test_more_rows_take_no_more_queries(client, house, name, most, django_assert_max_num_queries):
    house.asked()
    client.force_login(house.manager)
    client.get(house.address(name))
    for number in range(3):
        house.asked(name=f"Person {number}")
        make.InvitationFactory(event=house.event, expires_at=NOW - timedelta(days=999))

    with django_assert_max_num_queries(most):
        client.get(house.address(name))
