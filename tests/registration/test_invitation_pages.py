"""The office's page of invitations: figures, the list, one, many, reminders, withdrawing, the file."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handschlag.events.roles import Role
from handschlag.foundation.models import AuditEntry, OutgoingMail
from handschlag.registration import brought, listing, spreadsheet
from handschlag.registration import invited as registration_invited
from handschlag.registration.listing import Chosen
from handschlag.registration.models import ApplicationInvitation, OwnLink
from tests import factories as make
from tests.registration.organisers import address, applied, get, office, post

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LONG_AGO = timedelta(days=9)


def invited(at, email="anna@werk.example", **facts):
    return make.ApplicationInvitationFactory(
        event=at.event, email=email, **{"sent_at": timezone.now() - LONG_AGO, "invited_by": at.user} | facts
    )


def chamber(at):
    return make.MembershipFactory(event=at.event, role=Role.CO_ORGANISER, user__name="Klara Kammer").user


def as_she(at, user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return SimpleNamespace(event=at.event, client=client)


def figures(page):
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page)]


def emails():
    return sorted(ApplicationInvitation.objects.values_list("email", flat=True))


def test_the_page_says_who_was_invited_by_whom_for_whom_and_what_came_of_it():
    at = office()
    row = applied(at, "Werk 9 GmbH")
    invited(
        at, application=row, organisation=row.organisation, co_organiser=chamber(at), name="Anna Süd", language="ru"
    )
    invited(at, "no@werk.example", reply="declined", replied_at=timezone.now())
    invited(at, "silent@werk.example")

    page = get(at, "invitations").content.decode()

    assert figures(page) == [3, 0, 1, 1, 1]
    for said in ("Anna Süd", "Werk 9 GmbH", "Russian", "Anna Amt", "for Klara Kammer", row.public_id, "declined"):
        assert said in page


@pytest.mark.parametrize(
    ("answer", "found"),
    [("", 3), ("silent", 1), ("declined", 1), ("applied", 1), ("accepted", 0), ("nonsense", 3)],
)
def test_the_list_and_the_file_are_narrowed_down_by_the_answer(answer, found):
    at = office()
    invited(at, "a@werk.example", application=applied(at))
    invited(at, "b@werk.example", reply="declined", replied_at=timezone.now())
    invited(at, "c@werk.example")

    page = get(at, "invitations", answer=answer).content.decode()
    lines = b"".join(get(at, "export_invitations", answer=answer)).decode().splitlines()

    assert [len(re.findall(r"\w@werk\.example</th>", page)), len(lines) - 1] == [found, found]


@pytest.mark.slow
def test_the_list_takes_the_same_queries_for_one_row_and_for_three():
    at = office()
    taken = []
    for number in range(3):
        helper = chamber(at)
        row = applied(at, f"Werk {number}", came_by=helper)
        invited(at, f"{number}@werk.example", application=row, co_organiser=helper, invited_by=make.UserFactory())
        with CaptureQueriesContext(connection) as queries:
            get(at, "invitations")
        taken.append(len(queries))

    assert (taken[0], taken[2] <= 12) == (taken[2], True)


def test_more_than_a_page_stand_on_two():
    at = office()
    make.ApplicationInvitationFactory.create_batch(51, event=at.event)

    way = address(at, "invitations")
    pages = [at.client.get(way, {"page": number}).content.decode() for number in (1, 2)]

    assert [len(re.findall(r"asked\d+@example\.org</th>", page)) for page in pages] == [50, 1]


def test_the_file_holds_no_formula_and_is_noted():
    at = office()
    invited(at, name="=HYPERLINK(1)")

    file = b"".join(get(at, "export_invitations")).decode()

    assert '"=HYPERLINK' not in file
    assert "HYPERLINK" in file
    assert AuditEntry.objects.filter(verb="application.invitations_exported", event=at.event.slug).count() == 1


def test_one_person_is_invited_for_an_organisation_that_is_known_on_behalf_of_a_co_organiser():
    at = office()
    known, helper = applied(at, "Werk Sieben").organisation, chamber(at)

    answer = post(
        at, "invite", email="Anna@werk.example", name="Anna", organisation="WERK SIEBEN", country="DE", language="ru",
        co_organiser=helper.public_id,
    )  # fmt: skip

    row = ApplicationInvitation.objects.get()
    assert answer.status_code == 302
    assert (row.email, row.organisation, row.language, row.co_organiser) == ("anna@werk.example", known, "ru", helper)
    assert OutgoingMail.objects.get().language == "ru"


@pytest.mark.parametrize(
    "sent",
    [
        {"email": "nobody", "language": "de"},
        {"email": "anna@werk.example", "language": "de", "organisation": "Neu GmbH"},
        {"email": "b@werk.example", "language": "tlh"},
        {"email": "b@werk.example", "language": "de", "co_organiser": "nobody"},
    ],
)
def test_who_cannot_be_invited_is_refused_beside_the_field_and_nothing_is_half_written(sent):
    at = office()
    chamber(at)
    invited(at)

    answer = post(at, "invite", **sent)

    assert (answer.status_code, emails(), OutgoingMail.objects.count()) == (422, ["anna@werk.example"], 0)
    assert 'class="error"' in answer.content.decode()
    assert not at.event.application_invitations.filter(organisation__name="Neu GmbH").exists()


def test_many_are_shown_first_and_nothing_is_sent_before_it_is_confirmed():
    at = office()
    invited(at)
    written = "Otto Süd <otto@werk.example>\nanna@werk.example\nnonsense\n"

    preview = post(at, "invite_many", addresses=written, language="en").content.decode()
    before = OutgoingMail.objects.count()
    hidden = re.search(r'<textarea name="addresses" hidden>(.*?)</textarea>', preview, re.DOTALL)[1]
    post(at, "invite_many", addresses=hidden.replace("&lt;", "<").replace("&gt;", ">"), language="en", confirm="1")

    assert ("1 person will be invited" in preview, before) == (True, 0)
    assert "3</td><th" in preview.replace("\n", "")  # the line that is wrong, by its number
    assert (emails(), OutgoingMail.objects.count()) == (["anna@werk.example", "otto@werk.example"], 1)


def test_many_of_which_none_is_an_address_are_refused_line_by_line():
    at = office()

    answer = post(at, "invite_many", addresses="x\ny z\n", language="de")

    page = answer.content.decode()
    assert (answer.status_code, "Line 1:" in page, "Line 2:" in page) == (422, True, True)


def test_one_is_reminded_but_not_before_three_days_are_over():
    at = office()
    late, early = invited(at), invited(at, "b@werk.example", sent_at=timezone.now())

    answers = [post(at, "invitation_step", row.public_id, step="remind") for row in (late, early)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "less than three days ago" in answers[1].content.decode()
    assert [mail.to_email for mail in OutgoingMail.objects.all()] == ["anna@werk.example"]


def test_before_all_are_reminded_the_page_says_how_many_and_when_the_next_one_can_be():
    at = office()
    invited(at)
    invited(at, "b@werk.example", sent_at=timezone.now())

    page = get(at, "remind_all").content.decode()
    before = OutgoingMail.objects.count()
    answers = [post(at, "remind_all").status_code for _ in range(2)]

    assert ("1 person will be reminded" in page, "1 person was written to" in page, before) == (True, True, 0)
    assert (answers, OutgoingMail.objects.count()) == ([302, 422], 1)


def test_more_than_can_be_reminded_at_once_are_reminded_in_two_goes(monkeypatch):
    at = office()
    monkeypatch.setattr(registration_invited, "AT_ONCE", 2)
    for number in range(3):
        invited(at, f"{number}@werk.example")

    page = get(at, "remind_all").content.decode()
    answers = [post(at, "remind_all").status_code for _ in range(3)]

    assert ("2 people will be reminded" in page, "1 more can be reminded" in page) == (True, True)
    assert (answers, OutgoingMail.objects.count()) == ([302, 302, 422], 3)


def test_an_invitation_is_withdrawn_unless_an_application_has_come_of_it():
    at = office()
    free, bound = invited(at), invited(at, "b@werk.example", application=applied(at))

    answers = [post(at, "invitation_step", row.public_id, step="withdraw").status_code for row in (free, bound)]

    assert (answers, emails()) == ([302, 422], ["b@werk.example"])


def test_a_step_that_there_is_not_is_nothing():
    at = office()

    assert post(at, "invitation_step", invited(at).public_id, step="burn").status_code == 404


def test_the_list_of_applications_is_narrowed_down_by_whom_they_came_and_says_it():
    at = office()
    klara = chamber(at)
    applied(at, "A", came_by=klara)
    applied(at, "B")
    listing.keep_columns(at.user, ["came_by"])

    shown = get(at, "applications", came_by=klara.public_id).content.decode()
    table = spreadsheet.table(at.event)
    rows = list(spreadsheet.rows(listing.chosen(at.event, Chosen(sort="organisation")), table))
    place = table.columns.index(str(spreadsheet.FIELDS["came_by"].label))

    assert re.findall(r'id="a-\d+"[^>]*>([^<]+)<', shown) == ["A"]
    assert "<td>Klara Kammer</td>" in shown
    assert [row[place] for row in rows] == ["Klara Kammer", ""]


def test_the_office_makes_her_link_renews_and_ends_it_for_her_and_sees_her_figures():
    at = office()
    klara = chamber(at)
    applied(at, "Geheim GmbH", came_by=klara, country="KZ")

    made = post(at, "link_of", klara.public_id, step="renew")
    first = OwnLink.objects.get()
    shown = get(at, "link_of", klara.public_id).content.decode()
    hers = get(as_she(at, klara), "own_link").content.decode()
    post(at, "link_of", klara.public_id, step="renew")
    post(at, "link_of", klara.public_id, step="end")

    assert (made.status_code, first.user) == (302, klara)
    assert [brought.address(at.event, first.code) in one for one in (shown, hers)] == [True, True]
    assert ("Kazakhstan" in shown, re.findall(r"<dd>(\d+)</dd>", shown)) == (True, ["0", "0", "0", "0", "1"])
    assert (OwnLink.objects.count(), brought.bringer(at.event, first.code)) == (0, None)
    assert brought.states(at.event, klara) == {"submitted": 1}  # what has come by it stays hers
    assert [(one.verb, one.actor) for one in AuditEntry.objects.order_by("number")] == [
        ("application.link_made", at.user.public_id),
        ("application.link_renewed", at.user.public_id),
        ("application.link_ended", at.user.public_id),
    ]


def test_a_link_is_made_for_nobody_but_a_co_organiser():
    at = office()
    gone, stranger = make.UserFactory(name="Gundel Gegangen"), make.UserFactory()
    applied(at, "A", came_by=gone)

    refused = post(at, "link_of", gone.public_id, step="renew")
    lost = post(at, "link_of", stranger.public_id, step="renew")

    assert (refused.status_code, lost.status_code, OwnLink.objects.count()) == (422, 404, 0)
    assert "Gundel Gegangen is no co-organiser any more." in refused.content.decode()


def test_only_who_decides_about_applications_makes_links_of_others():
    at = office()
    klara, other = chamber(at), make.MembershipFactory(event=at.event, role=Role.CO_ORGANISER).user

    answers = [get(as_she(at, other), "link_of", klara.public_id), post(as_she(at, klara), "link_of", klara.public_id)]

    assert ([one.status_code for one in answers], OwnLink.objects.count()) == ([404, 404], 0)
