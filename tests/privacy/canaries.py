"""A person with a canary in every field in which the house can hold something about her."""

import io
import json
import zipfile
from datetime import date, timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from handschlag.accounts.models import User
from handschlag.accounts.session_store import SessionStore
from handschlag.api.models import KeptAnswer
from handschlag.api.services import tokens
from handschlag.api.states import Scope
from handschlag.companies.models import LanguageSkill
from handschlag.engine.language import Text
from handschlag.events.models import Membership, Role
from handschlag.foundation import audit, outbox, versions
from handschlag.foundation.models import (
    Autosave,
    DeadAddress,
    Job,
    MailAttempt,
    MailState,
    News,
    OutgoingMail,
    Proposal,
    Version,
)
from handschlag.foundation.outbox import Address, Attachment
from handschlag.foundation.personal import Audience, Basis
from handschlag.mail.models import Mailing, MailText
from handschlag.mail.states import MailingState
from handschlag.meetings.models import Feed
from handschlag.meetings.services import wishes
from handschlag.meetings.states import PlanState, WishLevel
from handschlag.privacy.models import Choice, Consent, Request
from handschlag.privacy.services import purposes, requests
from handschlag.privacy.states import Asked, RequestState
from handschlag.programme import speaking
from handschlag.registration import finding
from handschlag.registration.models import Import, ListColumns, Merge, OwnLink, Snooze
from tests import factories as make

NOW = timezone.now()
NAME = "Canaria Zeisig"
EMAIL = "canaria@zeisig.example"
BIRD = "zeisig"
"""Stands in everything that names her, in any spelling."""
SECRET = "zeisigsecret"


class Canary:
    """She speaks for a participant alone, interprets, works for the host, is invited, acts and is acted for."""

    def __init__(self):
        self.user = make.UserFactory(email=EMAIL, name=NAME, language="ru")
        User.objects.filter(pk=self.user.pk).update(created_at=NOW - timedelta(days=60))
        self.event = make.EventFactory()
        self.host = self.event.host
        self.other = make.MembershipFactory(event=None, host=self.host, user__name="Boris Manager").user
        self._signs_in()
        self._takes_part()
        self._applies()
        self._works()
        self._is_written_to()
        self._decides()

    def _signs_in(self):
        address = EmailAddress.objects.get(user=self.user)
        EmailAddress.objects.create(user=self.user, email=f"second-{EMAIL}")
        EmailConfirmation.objects.create(email_address=address, key=SECRET)
        Authenticator.objects.create(user=self.user, type=Authenticator.Type.TOTP, data={"secret": SECRET})
        account = SocialAccount.objects.create(user=self.user, provider="x", uid=BIRD, extra_data={"name": NAME})
        app = SocialApp.objects.create(provider="x", name="Elsewhere", client_id="1")
        SocialToken.objects.create(account=account, app=app, token=SECRET)
        for held in ({"_auth_user_id": str(self.user.pk)}, {"account_login": {"email": EMAIL}}):
            store = SessionStore()
            store.update(held)
            store.begins(ip="203.0.113.77", user_agent=f"Browser of {BIRD}", at=timezone.now())
            store.create()

    def _takes_part(self):
        Membership.objects.create(user=self.user, host=self.host, event=self.event, role=Role.REPRESENTATIVE)
        slot = make.SlotFactory(event=self.event)
        self.speaker = make.RepresentativeFactory(
            participant__event=self.event,
            participant__organisation__name="Werk Eins",
            person__user=self.user,
            person__name=NAME,
            person__name_latin="Canaria Zeisig-Latin",
            office=Text.of(de=f"Leiterin {BIRD}"),
        )
        self.speaker.away.set([slot])
        LanguageSkill.objects.create(person=self.speaker.person, language="de", level="C1")
        talk = make.TalkFactory(event=self.event)
        one = make.SpeakerFactory(talk=talk, person=self.speaker.person, name=Text.of(de=NAME), has_agreed=True)
        said = {"person": self.speaker.person.public_id, "name_de": NAME}
        values = {speaking.field(one.public_id, what): value for what, value in said.items()}
        versions.record(talk, values, by=None, now=timezone.now())
        self.interpreter = make.InterpreterFactory(event=self.event, user=self.user, name=f"{NAME} (Dolmetscherin)")
        self.participant = self.speaker.participant
        partner = make.ParticipantFactory(event=self.event, organisation__name="Werk Zwei")
        self.wish = make.WishFactory(event=self.event, asker=self.participant, asked=partner)
        wishes.set_level(
            self.participant, partner, WishLevel.MUST, f"Gruss von {BIRD}", language="de", by=self.user, now=NOW
        )
        make.WishFactory(event=self.event, asker=partner, asked=self.participant, answer_note=f"Nein, {BIRD}")
        self.meeting = make.MeetingFactory(
            plan__event=self.event,
            plan__state=PlanState.FINAL,
            plan__published_by=self.user,
            slot=slot,
            first=self.participant,
            second=partner,
            interpreter=self.interpreter,
        )
        make.PlanningRunFactory(event=self.event, started_by=self.user)
        Feed.objects.create(participant=self.participant, secret=SECRET)

    def _applies(self):
        questions = [make.QuestionFactory(event=self.event, is_sensitive=sensitive) for sensitive in (False, True)]
        application = make.ApplicationFactory(
            event=self.event,
            user=self.user,
            email=EMAIL,
            contact_name=NAME,
            state="approved",
            participant=self.participant,
            organisation=self.participant.organisation,
            late_reason=f"Verspätet: {BIRD}",
            objection=f"Einspruch von {BIRD}",
            reason=Text.of(de=f"Es fehlt das Foto von {BIRD}"),
            conditions=Text.of(de=f"Mit Ausweis von {BIRD}"),
        )
        applicant = make.ApplicantFactory(
            application=application,
            person=self.speaker.person,
            name=NAME,
            name_latin="Canaria Zeisig-Latin",
            email=EMAIL,
            office=Text.of(de=f"Leiterin {BIRD}"),
            languages=[{"language": "de", "level": "C1"}],
        )
        for question in questions:
            make.AnswerFactory(application=application, question=question, value=f"Für {BIRD}")
            make.AnswerFactory(application=application, question=question, applicant=applicant, value=f"Von {BIRD}")
        finding.keep(application)
        make.NoteFactory(application=application, text=f"Hat angerufen: {BIRD}")
        make.NoteFactory(application__event=self.event, text=f"Kommt mit {NAME}")
        make.ApplicationInvitationFactory(event=self.event, email=EMAIL, name=NAME, reply="accepted", replied_at=NOW)
        self._decides_applications()

    def _decides_applications(self):
        kept, dropped = (make.ApplicationFactory(event=self.event, decided_by=self.user) for _ in range(2))
        make.ApplicationInvitationFactory(event=self.event, invited_by=self.user, co_organiser=self.user)
        make.ApplicationFactory(event=self.event, came_by=self.user)
        make.ApplicationFactory(event=self.event, vouched_by=self.user)
        OwnLink.objects.create(event=self.event, user=self.user, code="canary")
        Merge.objects.create(kept=kept, dropped=dropped, at=NOW, by=self.user)
        make.NoteFactory(application=kept, by=self.user, text=f"Notiz von {BIRD}")
        Snooze.objects.create(event=self.event, rule="offer", target=kept.public_id, user=self.user, until=NOW)
        Import.objects.create(event=self.event, by=self.user, refusal=[f"Zeile 3: {BIRD}"])
        ListColumns.objects.create(user=self.user, columns=["name"])

    def _works(self):
        membership = Membership.objects.create(
            user=make.UserFactory(), host=self.host, role=Role.EDITOR, granted_by=self.user
        )
        written = {"target_type": "events.Event", "target_id": self.event.pk, "at": NOW}
        Version.objects.create(**written, number=1, by=self.user, note=f"Von {BIRD}")
        Autosave.objects.create(**written, user=self.user, values={"title": f"Entwurf von {BIRD}"}, base=1)
        make.InvitationFactory(event=self.event, email=EMAIL)
        make.InvitationFactory(event=self.event, role=Role.READER, invited_by=self.user, accepted_by=self.user)
        self.mandate = make.MandateFactory(event=self.event, principal=self.user, agent=self.other)
        make.MandateFactory(event=make.EventFactory(host=self.host), ended_by=self.user)
        Proposal.objects.create(
            kind="x",
            scope=self.host.slug,
            target="meetings.plan",
            target_id="1",
            version="1",
            proposed_by=self.user,
            proposed_for=self.user,
            decided_by=self.user,
            reason=f"Wegen {BIRD}",
            proposed_at=NOW,
            expires_at=NOW,
        )
        MailText.objects.create(host=self.host, kind="k", language="de", subject="S", body="B", changed_by=self.user)
        audit.record(
            self.user, "role.granted", membership, scope=self.host.slug, person=self.user, role="editor", until=""
        )
        audit.record(None, "account.address_changed", self.user, before=f"old-{EMAIL}", after=EMAIL)
        audit.record(
            self.other, "role.granted", self.event, scope=self.host.slug, person=self.user, role=BIRD, until=""
        )

    def _is_written_to(self):
        facts = {"scope": self.host.slug, "kind": "test", "now": NOW}
        mail = outbox.post(
            to=Address(EMAIL, NAME),
            subject=f"An {NAME}",
            text=f"Guten Tag, {NAME}",
            attachments=[Attachment("zeisig.ics", b"SUMMARY:Zeisig", "text/calendar")],
            once=f"welcome:{EMAIL}",
            **facts,
        )
        MailAttempt.objects.create(mail=mail, code=550, answer=f"<{EMAIL}> unknown")
        outbox.post(
            to=Address(EMAIL),
            subject="Code",
            text=f"Code {SECRET}",
            is_secret=True,
            attachments=[Attachment("code.txt", SECRET.encode(), "text/plain")],
            **facts,
        )
        to_partner = outbox.post(
            to=Address("partner@example.org"),
            subject=f"{NAME} wird Sie treffen",
            text=f"Schreiben Sie an {EMAIL}.",
            html=f'<a href="mailto:{EMAIL}">{NAME}</a>',
            reply_to=EMAIL,
            from_name=NAME,
            attachments=[Attachment("meeting.ics", b"ATTENDEE:Canaria Ze\r\n isig", "text/calendar")],
            **facts,
        )
        OutgoingMail.objects.filter(pk=to_partner.pk).update(state=MailState.SENT)
        outbox.note(to=Address("partner@example.org"), line=f"{NAME} sagt ab", scope=self.host.slug, now=NOW)
        token, _words = tokens.give("Programm", Role.READER, host=self.host, scope=Scope.READ, by=None, now=NOW)
        KeptAnswer.objects.create(token=token, key="1", body=json.dumps({"name": NAME}), kept_at=NOW)
        DeadAddress.objects.create(email=EMAIL, answer=f"{EMAIL}: unknown")
        News.objects.create(
            scope=self.host.slug, group="g", to_email=EMAIL, to_name=NAME, language="de", zone="Europe/Berlin",
            line=f"Neu für {NAME}", due_at=NOW,
        )  # fmt: skip
        Mailing.objects.create(
            host=self.host,
            audience="roles",
            subject=Text.of(de="S"),
            body=Text.of(de="B"),
            state=MailingState.RELEASED,
            released_at=NOW,
            recipients=[[EMAIL, NAME, "ru", ""], ["b@example.org", "Boris", "de", ""]],
            drafted_by=self.user,
            second_required_by=self.user,
            released_by=self.user,
        )
        Job.objects.create(kind="x", state="failed", error=f"SMTPRecipientsRefused: {EMAIL}", ended_at=NOW)

    def _decides(self):
        Choice.objects.create(user=self.user, group="companies.name", audience=Audience.OWN)
        words = {"title": Text.of(de="Titel"), "text": Text.of(de="Text")}
        purposes.publish(
            "keep_in_touch",
            host=self.host,
            basis=Basis.CONSENT,
            audience=Audience.HOST,
            by=self.user,
            now=NOW - timedelta(days=1),
            **words,
        )
        purposes.consent("keep_in_touch", host=self.host, version=1, language="de", by=self.user, now=NOW)
        requests.note(
            Asked.ERASURE,
            host=self.host,
            name=NAME,
            email=EMAIL,
            received_on=date(2026, 1, 31),
            by=self.user,
            now=NOW,
        )
        Request.objects.create(
            host=self.host,
            asked=Asked.ACCESS,
            name="Boris",
            received_on=date(2026, 1, 1),
            due_on=date(2026, 2, 1),
            state=RequestState.DONE,
            answered_at=NOW,
            answered_by=self.user,
        )
        make.FeedbackFactory(host=self.host, message=f"Sagt {NAME}", email=EMAIL, page=f"/de/?q={BIRD}")
        assert Consent.objects.filter(user=self.user).exists()


def dump():
    """Every table and column of the database as text, by table; sessions as what they hold."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = "\n".join(repr(_text(row)) for row in cursor.fetchall())
    sessions = SessionStore.get_model_class().objects.all()
    found["sessions, decoded"] = "\n".join(DjangoJSONEncoder().encode(one.get_decoded()) for one in sessions)
    return found


def _text(row):
    return [_plain(cell) for cell in row]


def _plain(cell):
    """JSON holds letters beyond ASCII as escapes, of which canaries have none; calendars break long lines."""
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).decode("utf-8", "replace").replace("\r\n ", "")
    return str(cell)


def places(word):
    """Tables in which a word stands."""
    return sorted(table for table, text in dump().items() if word.lower() in text.lower())


def files_with(word):
    """Files of the data folder in which a word stands."""
    folder = settings.MEDIA_ROOT
    return [path for path in folder.rglob("*") if path.is_file() and word.lower().encode() in path.read_bytes().lower()]


def unpacked(content):
    """The files of an archive by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def mails_to_her():
    return OutgoingMail.objects.filter(to_email=EMAIL)
