"""Rows for tests, each with all that it needs."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from handschlag.accounts.models import User
from handschlag.companies import models as companies
from handschlag.engine.language import Text
from handschlag.events import models as events
from handschlag.foundation.models import StoredFile
from handschlag.meetings import models as meetings
from handschlag.meetings.states import UnmetReason, WishLevel
from handschlag.portal import models as portal
from handschlag.privacy import models as privacy
from handschlag.programme import models as programme
from handschlag.registration import models as registration

OPENING = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
"""10:00 in Leipzig, in winter time."""


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    language = "de"


class HostFactory(DjangoModelFactory):
    class Meta:
        model = events.Host

    slug = factory.Sequence(lambda n: f"host-{n}")
    name = factory.Sequence(lambda n: f"Agency {n}")


class FairFactory(DjangoModelFactory):
    class Meta:
        model = events.Fair

    host = factory.SubFactory(HostFactory)
    name = "Z & intec"
    starts_on = date(2027, 3, 9)
    ends_on = date(2027, 3, 12)


class EventFactory(DjangoModelFactory):
    class Meta:
        model = events.Event

    host = factory.SubFactory(HostFactory)
    slug = factory.Sequence(lambda n: f"forum-{n}")
    title = Text.of(de="Forum", en="Forum", ru="Форум")
    time_zone = "Europe/Berlin"
    starts_at = OPENING
    ends_at = OPENING + timedelta(hours=6)
    languages = ["de", "ru", "en"]
    published_at = datetime(2018, 1, 1, tzinfo=UTC)


class SideFactory(DjangoModelFactory):
    class Meta:
        model = events.Side

    event = factory.SubFactory(EventFactory)
    key = factory.Sequence(lambda n: f"side-{n}")
    name = factory.LazyAttribute(lambda side: Text.of(de=side.key, en=side.key, ru=side.key))


class DayFactory(DjangoModelFactory):
    class Meta:
        model = events.Day
        django_get_or_create = ("event", "on")

    event = factory.SubFactory(EventFactory)
    on = date(2027, 3, 10)


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = events.Slot

    event = factory.SubFactory(EventFactory)
    day = factory.SubFactory(DayFactory, event=factory.SelfAttribute("..event"))
    starts_at = factory.Sequence(lambda n: OPENING + timedelta(minutes=20 * n))
    minutes = 20
    part = "morning"


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = events.Room

    event = factory.SubFactory(EventFactory)
    name = Text.of(de="Saal", en="Hall", ru="Зал")


class TableFactory(DjangoModelFactory):
    class Meta:
        model = events.Table

    event = factory.SubFactory(EventFactory)
    room = factory.SubFactory(RoomFactory, event=factory.SelfAttribute("..event"))
    code = factory.Sequence(lambda n: f"T{n}")
    number = factory.Sequence(int)


class InterpreterFactory(DjangoModelFactory):
    class Meta:
        model = events.Interpreter

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Interpreter {n}")
    pairs = [["de", "ru"]]


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = events.Membership

    user = factory.SubFactory(UserFactory)
    event = factory.SubFactory(EventFactory)
    host = factory.SelfAttribute("event.host")
    role = events.Role.ORGANISER


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = companies.Organisation

    name = factory.Sequence(lambda n: f"Werk {n} GmbH (fiktiv)")
    country = "DE"
    is_fictional = True


class ParticipantFactory(DjangoModelFactory):
    class Meta:
        model = companies.Participant

    event = factory.SubFactory(EventFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    side = factory.SubFactory(SideFactory, event=factory.SelfAttribute("..event"))


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = companies.Delegation

    event = factory.SubFactory(EventFactory)
    kind = companies.DelegationKind.REGION
    name = factory.Sequence(lambda n: Text.of(de=f"Gebiet {n}", ru=f"Область {n}"))


class InvestmentProjectFactory(DjangoModelFactory):
    class Meta:
        model = companies.InvestmentProject

    delegation = factory.SubFactory(DelegationFactory)
    event = factory.SelfAttribute("delegation.event")
    title = factory.Sequence(lambda n: Text.of(de=f"Vorhaben {n}", ru=f"Проект {n}"))


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = companies.Person

    name = factory.Sequence(lambda n: f"Vertreterin {n}")


class RepresentativeFactory(DjangoModelFactory):
    class Meta:
        model = companies.Representative

    participant = factory.SubFactory(ParticipantFactory)
    person = factory.SubFactory(PersonFactory)


class WishFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Wish

    event = factory.SubFactory(EventFactory)
    asker = factory.SubFactory(ParticipantFactory, event=factory.SelfAttribute("..event"))
    asked = factory.SubFactory(ParticipantFactory, event=factory.SelfAttribute("..event"))
    level = WishLevel.WANT


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Plan

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(lambda n: n + 1)


class PlanningRunFactory(DjangoModelFactory):
    class Meta:
        model = meetings.PlanningRun

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(lambda n: n + 1)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Meeting

    plan = factory.SubFactory(PlanFactory)
    slot = factory.SubFactory(SlotFactory, event=factory.SelfAttribute("..plan.event"))
    table = factory.SubFactory(TableFactory, event=factory.SelfAttribute("..plan.event"))
    first = factory.SubFactory(ParticipantFactory, event=factory.SelfAttribute("..plan.event"))
    second = factory.SubFactory(ParticipantFactory, event=factory.SelfAttribute("..plan.event"))
    level = WishLevel.WANT


class UnmetWishFactory(DjangoModelFactory):
    class Meta:
        model = meetings.UnmetWish

    plan = factory.SubFactory(PlanFactory)
    first = factory.SubFactory(ParticipantFactory, event=factory.SelfAttribute("..plan.event"))
    second = factory.SubFactory(ParticipantFactory, event=factory.SelfAttribute("..plan.event"))
    level = WishLevel.WANT
    reason = UnmetReason.BUSY


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = events.Invitation

    event = factory.SubFactory(EventFactory)
    host = factory.SelfAttribute("event.host")
    role = events.Role.EDITOR
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    secret_sha256 = factory.Sequence(lambda n: f"{n:064}")
    expires_at = OPENING
    invited_by = factory.SubFactory(UserFactory)


class MandateFactory(DjangoModelFactory):
    """Agreed, and counting."""

    class Meta:
        model = events.Mandate

    agent = factory.SubFactory(UserFactory)
    principal = factory.SubFactory(UserFactory)
    event = factory.SubFactory(EventFactory)
    host = factory.SelfAttribute("event.host")
    offered_by = factory.SelfAttribute("agent")
    starts_on = date(2026, 1, 1)
    accepted_at = datetime(2026, 1, 1, tzinfo=UTC)


class PrivacyRequestFactory(DjangoModelFactory):
    """Somebody asks a host to erase her."""

    class Meta:
        model = privacy.Request

    host = factory.SubFactory(HostFactory)
    asked = "erasure"
    name = factory.Sequence(lambda n: f"Asking {n}")
    received_on = date(2027, 1, 10)
    due_on = date(2027, 2, 10)


class TagFactory(DjangoModelFactory):
    class Meta:
        model = events.Tag

    host = factory.SubFactory(HostFactory)
    kind = events.TagKind.REGION
    slug = factory.Sequence(lambda n: f"region-{n}")
    name = factory.LazyAttribute(lambda tag: Text.of(de=tag.slug, en=tag.slug, ru=tag.slug))


class FeeLevelFactory(DjangoModelFactory):
    class Meta:
        model = events.FeeLevel

    event = factory.SubFactory(EventFactory)
    size = events.CompanySize.SMALL
    amount = 480


class NoticeFactory(DjangoModelFactory):
    """Published on the first of January 2019; its kind is the first one of its host."""

    class Meta:
        model = portal.Notice

    host = factory.SubFactory(HostFactory)
    kind = factory.LazyAttribute(lambda notice: notice.host.notice_kinds.first())
    slug = factory.Sequence(lambda n: f"notice-{n}")
    headline = factory.LazyAttribute(lambda notice: Text.of(de=notice.slug, en=notice.slug, ru=notice.slug))
    shown_on = date(2019, 1, 1)
    published_at = datetime(2019, 1, 1, tzinfo=UTC)


class NoticeLinkFactory(DjangoModelFactory):
    class Meta:
        model = portal.NoticeLink

    notice = factory.SubFactory(NoticeFactory)
    address = factory.Sequence(lambda n: f"https://example.org/{n}")
    label = Text.of(de="Mehr dazu", en="More about it", ru="Подробнее")


class TalkFactory(DjangoModelFactory):
    class Meta:
        model = programme.Talk

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: Text.of(de=f"Vortrag {n}", en=f"Talk {n}", ru=f"Доклад {n}"))
    starts_at = OPENING


class SpeakerFactory(DjangoModelFactory):
    class Meta:
        model = programme.Speaker

    talk = factory.SubFactory(TalkFactory)
    number = factory.Sequence(lambda n: n + 1)
    office = Text.of(de="Präsidentin des Verbands", en="President of the association", ru="Президент объединения")


class FeedSourceFactory(DjangoModelFactory):
    class Meta:
        model = portal.FeedSource

    host = factory.SubFactory(HostFactory)
    title = factory.Sequence(lambda n: f"Partner {n} (fiktiv)")
    address = factory.Sequence(lambda n: f"https://partner{n}.example/feed.atom")


class FeedbackFactory(DjangoModelFactory):
    """Somebody has met a barrier and left no address."""

    class Meta:
        model = portal.Feedback

    host = factory.SubFactory(HostFactory)
    message = "Die Tabelle lässt sich nicht vorlesen."


class StoredFileFactory(DjangoModelFactory):
    """A small PDF, kept in the data folder of the tests."""

    class Meta:
        model = StoredFile

    name = "Plan.pdf"
    kind = "pdf"
    size = 9
    sha256 = "0" * 64
    file = factory.django.FileField(data=b"%PDF-1.7\n", filename="plan")


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = portal.Attachment

    notice = factory.SubFactory(NoticeFactory)
    file = factory.SubFactory(StoredFileFactory)


class EligibilityMarkFactory(DjangoModelFactory):
    class Meta:
        model = events.EligibilityMark

    fair = factory.SubFactory(FairFactory)
    country = "KZ"


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = events.Document

    event = factory.SubFactory(EventFactory)
    file = factory.SubFactory(StoredFileFactory)
    label = Text.of(de="Anfahrt", en="How to get there", ru="Как добраться")


class LegalVideoFactory(DjangoModelFactory):
    """The page with the video in sign language of a host."""

    class Meta:
        model = portal.LegalPage

    host = factory.SubFactory(HostFactory)
    kind = portal.LegalKind.SIGN_LANGUAGE
    video = factory.SubFactory(StoredFileFactory, name="film.mp4", kind="mp4")


class RegistrationRulesFactory(DjangoModelFactory):
    """Approved by itself while there are places; then there is a waiting list."""

    class Meta:
        model = registration.RegistrationRules

    event = factory.SubFactory(EventFactory)
    approval = "automatic"
    offer_hours = 0


class QuotaFactory(DjangoModelFactory):
    class Meta:
        model = registration.Quota

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(int)
    capacity = 1


class ApplicationFactory(DjangoModelFactory):
    """A draft that can be sent."""

    class Meta:
        model = registration.Application

    event = factory.SubFactory(EventFactory)
    email = factory.Sequence(lambda n: f"applicant{n}@example.org")
    contact_name = factory.Sequence(lambda n: f"Applicant {n}")


class ApplicantFactory(DjangoModelFactory):
    class Meta:
        model = registration.Applicant

    application = factory.SubFactory(ApplicationFactory)
    name = factory.Sequence(lambda n: f"Representative {n}")


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = registration.Question

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(int)
    label = factory.Sequence(lambda n: Text.of(de=f"Frage {n}", en=f"Question {n}", ru=f"Вопрос {n}"))


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = registration.Answer

    application = factory.SubFactory(ApplicationFactory)
    question = factory.SubFactory(QuestionFactory, event=factory.SelfAttribute("..application.event"))
    value = "…"


class ApplicationInvitationFactory(DjangoModelFactory):
    class Meta:
        model = registration.ApplicationInvitation

    event = factory.SubFactory(EventFactory)
    email = factory.Sequence(lambda n: f"asked{n}@example.org")
    secret_sha256 = factory.Sequence(lambda n: f"{n:064}")
    invited_by = factory.SubFactory(UserFactory)


class NoteFactory(DjangoModelFactory):
    class Meta:
        model = registration.Note

    application = factory.SubFactory(ApplicationFactory)
    by = factory.SubFactory(UserFactory)
    at = OPENING
    text = "Am Telefon bestätigt."


class MergeFactory(DjangoModelFactory):
    class Meta:
        model = registration.Merge

    kept = factory.SubFactory(ApplicationFactory)
    dropped = factory.SubFactory(ApplicationFactory, state="merged")
    at = OPENING
    what = {"state": "submitted", "queue_number": None, "ticket": None, "facts": {"sectors": []}} | {
        name: [] for name in ("applicants", "answers", "notes")
    }


class ApprovalRuleFactory(DjangoModelFactory):
    class Meta:
        model = registration.ApprovalRule

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(int)
    verdict = "by_hand"


class ImportFactory(DjangoModelFactory):
    class Meta:
        model = registration.Import

    event = factory.SubFactory(EventFactory)
    by = factory.SubFactory(UserFactory)
