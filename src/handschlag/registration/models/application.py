"""An application: who asks to take part, with whom, and what was asked and answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import Q

from handschlag.companies.models import Organisation, Participant, Person
from handschlag.events.models import CompanySize, Event, Side, Tag
from handschlag.foundation.fields import TranslatedField
from handschlag.foundation.models import Stamped
from handschlag.registration.states import OVER, ApplicationState, QuestionKind, Stage

NOT_OVER = ~Q(state__in=[ApplicationState.DRAFT.value, *(state.value for state in OVER)])


class Application(Stamped):
    """One organisation asks to take part in one event; approved, it is a participant."""

    named: Sequence[Applicant] = ()
    """Who represents one that is no row yet, and is written together with it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="applications")
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    email = models.EmailField(max_length=254, help_text="In small letters; who reads it may go on with it.")
    contact_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="de", help_text="In which one writes to them.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    claimed = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="claims",
        help_text="The organisation that they say they are, until the office or a colleague has confirmed it.",
    )
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who has spoken for that organisation and says that it is them, while the office has to merge first.",
    )
    organisation_name = models.CharField(max_length=200, blank=True, help_text="As typed, until a row is chosen.")
    organisation_latin = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=120, blank=True)
    side = models.ForeignKey(Side, on_delete=models.RESTRICT, null=True, blank=True, related_name="applications")
    size = models.CharField(max_length=6, choices=CompanySize, blank=True)
    sectors = models.ManyToManyField(Tag, blank=True, related_name="applications")
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=120, blank=True)
    reason = TranslatedField(help_text="Why it was refused or cancelled, or what is missing, for those who applied.")
    conditions = TranslatedField(help_text="Under which conditions it was approved.")
    objection = models.TextField(blank=True)
    is_late = models.BooleanField(default=False)
    late_reason = models.TextField(blank=True)
    queue_number = models.PositiveIntegerField(null=True, blank=True)
    priority = models.SmallIntegerField(default=0, help_text="On the waiting list the higher one comes first.")
    is_held_back = models.BooleanField(default=False, help_text="Waits for a person to decide, not for a free place.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    offered_until = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    ticket = models.CharField(max_length=22, unique=True, null=True, blank=True, editable=False)
    came_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="brought_applications",
        help_text="The co-organiser by whose link or invitation they came.",
    )
    discount_code = models.CharField(max_length=40, blank=True)
    fee = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    fee_currency = models.CharField(max_length=3, blank=True)
    found_by = models.TextField(
        blank=True, editable=False, help_text="By which words the organiser's search finds it: see ``finding``."
    )
    sorted_as = models.CharField(
        max_length=200, blank=True, editable=False, help_text="What the list calls it, in small letters."
    )
    participant = models.OneToOneField(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="application"
    )

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation"],
                condition=NOT_OVER & Q(organisation__isnull=False),
                name="organisation_applies_once",
            ),
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=NOT_OVER & Q(organisation__isnull=True) & ~Q(email=""),
                name="address_applies_once",
            ),
            models.UniqueConstraint(fields=["event", "queue_number"], name="queue_number_once_per_event"),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False), name="an_offer_has_an_end"
            ),
            models.CheckConstraint(condition=~Q(state="waiting") | Q(queue_number__isnull=False), name="waits_in_turn"),
        ]
        indexes = [
            # The orders of the list, each with the state: a page is found without a look at the rows before it.
            models.Index(fields=["event", "state", "-submitted_at", "-id"], name="application_by_state"),
            models.Index(fields=["event", "-submitted_at", "-id", "state"], name="application_latest_first"),
            models.Index(fields=["event", "sorted_as", "id", "state"], name="application_by_name"),
            models.Index(fields=["event", "country", "-submitted_at", "-id", "state"], name="application_by_country"),
            # Whatever the list can be narrowed by, so that counting never looks at the rows.
            models.Index(fields=["event", "country", "size", "side", "is_late", "state"], name="application_by_facts"),
            models.Index(
                fields=["event", "came_by"], condition=Q(came_by__isnull=False), name="application_by_who_brought"
            ),
        ]

    def __str__(self) -> str:
        if self.organisation is not None:
            return str(self.organisation)
        return self.organisation_name or self.contact_name or self.email


class Applicant(Stamped):
    """Somebody who is to speak for the organisation, as named in the application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="applicants")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="applicants")
    number = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    name_latin = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    office = TranslatedField()
    languages = models.JSONField(default=list, blank=True, help_text='Such as [{"language": "de", "level": "B2"}].')
    is_contact = models.BooleanField(default=False)
    wants_photo = models.BooleanField(default=False)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.name


class Question(Stamped):
    """What a host asks, with the application or after approval."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.APPLY)
    side = models.ForeignKey(Side, on_delete=models.CASCADE, null=True, blank=True, related_name="questions")
    is_for_each = models.BooleanField(default=False, help_text="Asked of each representative, not of the organisation.")
    kind = models.CharField(max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    label = TranslatedField()
    help = TranslatedField()
    options = models.JSONField(default=list, blank=True, help_text='Such as [{"key": "meat", "label": {…}}].')
    is_required = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(
        default=False,
        help_text="Such as diet, health, passport: those alone read it who decide, on one page.",
    )
    delete_after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many days after the end of the event the answers go."
    )

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return str(self.label)


class Answer(models.Model):
    """What was answered; ``value`` is of the kind of its question, a file by its opaque id."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    value = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "question", "applicant"], name="one_answer_of_each"),
            models.UniqueConstraint(
                fields=["application", "question"], condition=Q(applicant=None), name="one_answer_to_a_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"
