"""Two hosts in one installation, each with everything of which an address could show something."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.conf import settings
from django.test import Client
from django.utils import timezone

from handschlag.api.services import tokens
from handschlag.engine.language import Text
from handschlag.events.roles import Role
from handschlag.events.services import acting, invitations
from handschlag.foundation.models import OutgoingMail
from handschlag.mail.services import mailings, second
from handschlag.meetings.models import Feed
from handschlag.meetings.services import publishing
from handschlag.meetings.states import PlanState, WishLevel
from handschlag.registration.services import inviting
from tests import factories as make
from tests.meetings import planned

AT_THE_EVENT = tuple(str(role) for role in Role)
"""Somebody with each role at the event; the representative's participant is concerned by no wish and no meeting."""
OTHERS = ("anonymous", "asker", "asked", "acting", "manager", "host reader", "ended", "elsewhere")
"""Two representatives, an adviser who acts for the one who was asked, roles for all events of the host, an organiser
whose time is over, and somebody with every role, but at the other host."""
WHO = (*OTHERS, *AT_THE_EVENT)


def build():
    """The host whose addresses are asked for, and the other one."""
    ours, theirs = _house("OWN"), _house("FOREIGN")
    everything = make.UserFactory(name="has every role at the other host")
    for role in Role:
        make.MembershipFactory(user=everything, event=None, host=theirs.organisation, role=role)
    ours.users["elsewhere"] = everything
    ours.clients = {who: _client(user) for who, user in ours.users.items()} | {"anonymous": Client()}
    session = ours.clients["acting"].session
    session["acting"] = ours.mandate
    session.save()
    all_ours = make.UserFactory(name="has every role here")
    for role in Role:
        make.MembershipFactory(user=all_ours, event=None, host=ours.organisation, role=role)
    ours.clients["everything"] = _client(all_ours)
    return SimpleNamespace(ours=ours, theirs=theirs)


def _client(user):
    """Somebody who has signed in, as cheaply as can be."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _house(word):
    """A host with an event, people of every role and whatever they can do. ``word`` stands in what not all may read."""
    host = make.HostFactory(slug=word.lower(), four_eyes_final_plan=True)
    event = make.EventFactory(host=host, slug=f"{word.lower()}-forum")
    people = _representatives(event, word)
    users = {who: one.person.user for who, one in people.items()}
    users |= _with_roles(host, event, word)
    make.RepresentativeFactory(
        participant__event=event,
        participant__side=people["asked"].participant.side,
        person__user=users["representative"],
    )
    interpreter = make.InterpreterFactory(event=event, user=users["interpreter"])
    unnamed = make.SpeakerFactory(talk__event=event, name=Text.of(de=f"{word}-SPEAKER"))
    house = SimpleNamespace(organisation=host, host=host.slug, event=event.slug, users=users, language="de")
    house.talk = unnamed.talk.public_id
    house.kind, house.purpose = "events.invitation", "keep_in_touch"
    house.privacy_request = make.PrivacyRequestFactory(host=host, name=f"{word}-ASKED").public_id
    _meetings(house, event, people, interpreter, word)
    _people(house, event, users, word)
    _mail(house, event, users, word)
    _portal(house, event, word)
    _applications(house, event, users, word)
    return house


def _applications(house, event, users, word):
    """One that is approved, with a file; and an invitation to send another one."""
    asked = users["asked"]
    row = make.ApplicationFactory(
        event=event, user=asked, email=asked.email, contact_name=f"{word}-APPLICATION", state="approved", ticket=word
    )
    question = make.QuestionFactory(event=event, kind="file", stage="approved")
    stored = make.StoredFileFactory(scope=event.host.slug)
    make.AnswerFactory(application=row, question=question, value=stored.public_id)
    house.application, house.application_file = row.public_id, stored.public_id
    house.application_secret = "a" + word
    other = make.ApplicationFactory(event=event, contact_name=f"{word}-APPLIED", state="submitted")
    merged = make.ApplicationFactory(event=event, contact_name=f"{word}-MERGED", state="merged")
    house.other_application = other.public_id
    asked_for = asked.person.representations.get().participant.organisation
    house.claim = make.ApplicationFactory(
        event=event, contact_name=f"{word}-CLAIMED", state="submitted", claimed=asked_for
    ).public_id
    house.application_merge = make.MergeFactory(kept=row, dropped=merged).public_id
    house.quota = make.QuotaFactory(event=event, capacity=9, taken=1).public_id
    house.approval_rule = make.ApprovalRuleFactory(event=event).public_id
    house.question = question.public_id
    house.application_import = make.ImportFactory(event=event, state="done").public_id
    house.template_kind = "csv"
    house.co_organiser = users[Role.CO_ORGANISER].public_id
    house.application_invitation = make.ApplicationInvitationFactory(
        event=event,
        name=f"{word}-INVITED",
        co_organiser=users[Role.CO_ORGANISER],
        secret_sha256=inviting.digest(house.application_secret),
    ).public_id


def _portal(house, event, word):
    """A notice with a file: everybody may see both. A feed of a partner, and a report of a barrier."""
    notice = make.NoticeFactory(host=event.host, event=event)
    house.legal_kind, house.feed = "imprint", make.FeedSourceFactory(host=event.host).public_id
    house.video_kind = make.LegalVideoFactory(host=event.host).kind
    house.document, house.section = make.DocumentFactory(event=event).public_id, "events"
    house.feedback = make.FeedbackFactory(host=event.host, message=f"{word}-BARRIER").public_id
    house.notice, house.attachment = notice.slug, make.AttachmentFactory(notice=notice).public_id
    house.notice_kind, house.tag = notice.kind.public_id, make.TagFactory(host=event.host).public_id
    mark = make.EligibilityMarkFactory(fair__host=event.host)
    house.fair, house.mark = mark.fair.public_id, mark.public_id
    house.notice_id, house.link = notice.public_id, make.NoticeLinkFactory(notice=notice).public_id


def _representatives(event, word):
    sides = [make.SideFactory(event=event, number=number) for number in (1, 2)]
    people = {}
    for who, side in (("asker", sides[0]), ("asked", sides[1])):
        user = make.MembershipFactory(event=event, role=Role.REPRESENTATIVE, user__name=f"{word} {who}").user
        people[who] = make.RepresentativeFactory(participant__event=event, participant__side=side, person__user=user)
    return people


def _with_roles(host, event, word):
    users = {
        role: make.MembershipFactory(
            event=event, role=role, user__name=f"{word} {role}", user__email=f"{word}-MEMBER-{role}@example.org"
        ).user
        for role in AT_THE_EVENT
    }
    yesterday = timezone.localdate() - timedelta(days=1)
    users["acting"] = make.MembershipFactory(event=event, role=Role.ADVISER, user__name=f"{word} acting").user
    users["manager"] = make.MembershipFactory(event=None, host=host, role=Role.ORGANISER).user
    users["host reader"] = make.MembershipFactory(event=None, host=host, role=Role.READER).user
    users["ended"] = make.MembershipFactory(event=event, role=Role.ORGANISER, ends_on=yesterday).user
    return users


def _meetings(house, event, people, interpreter, word):
    asker, asked = people["asker"].participant, people["asked"].participant
    wish = make.WishFactory(event=event, asker=asker, asked=asked, message=f"{word}-MESSAGE")
    slots = make.SlotFactory.create_batch(2, event=event)
    make.TableFactory(event=event, code=f"{word}-DRAFT")
    draft = planned.plan(event, note=f"{word}-NOTE")
    published = make.PlanFactory(event=event, number=2, state=PlanState.PROVISIONAL, published_at=make.OPENING)
    published.meetings.create(
        slot=slots[0],
        first=asker,
        second=asked,
        table=make.TableFactory(event=event, code=f"{word}-PUBLISHED"),
        interpreter=interpreter,
        level=WishLevel.WANT,
    )
    proposer = make.MembershipFactory(event=event, user__name=f"{word} proposer").user
    house.proposal = publishing.propose_final(published, by=proposer, now=timezone.now()).public_id
    house.wish, house.run, house.plan = wish.public_id, draft.run.public_id, draft.public_id
    house.secret = Feed.objects.create(participant=asker).secret


def _people(house, event, users, word):
    now = timezone.now()
    invitation = invitations.invite(
        f"{word}-INVITED@example.org", Role.EDITOR, host=event.host, event=event, by=users["organiser"], now=now
    )
    house.invitation_secret = "s" + word
    invitation.secret_sha256 = invitations.digest(house.invitation_secret)
    invitation.save()
    mandate = make.MandateFactory(
        agent=users["acting"], principal=users["asked"], event=event, starts_on=date(2026, 1, 1)
    )
    acting.begin(mandate, by=users["acting"], now=now)
    house.invitation, house.mandate = invitation.public_id, mandate.public_id
    house.token = tokens.give(f"{word}-TOKEN", Role.READER, host=event.host, event=event, by=None, now=timezone.now())[
        0
    ].public_id
    house.membership = make.MembershipFactory(event=event, role=Role.EDITOR).public_id


def _mail(house, event, users, word):
    mail = OutgoingMail.objects.get(scope=house.host)
    OutgoingMail.objects.filter(pk=mail.pk).update(text=f"{word}-MAIL")
    house.mail = mail.public_id
    subject, words = Text.of(de="Subject"), Text.of(de=f"{word}-LETTER")
    by = make.MembershipFactory(event=event, user__name=f"{word} writer").user
    mailing = mailings.draft(
        host=event.host,
        event=event,
        audience="roles",
        subject=subject,
        body=words,
        needs_second=True,
        by=by,
        now=timezone.now(),
    )
    second.propose(mailing, by=by, now=timezone.now())
    house.mailing = mailing.public_id
