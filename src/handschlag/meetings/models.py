"""Wishes, planning runs, plans and meetings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from handschlag.companies.models import Participant
from handschlag.events.models import Event, Interpreter, Slot, Table
from handschlag.foundation.models import Job, Stamped, opaque_id
from handschlag.meetings.states import PUBLISHED, PlanState, RunState, UnmetReason, WishLevel, WishState


class Wish(Stamped):
    """One organisation's wish to meet another; carries no time.

    Level ``no`` is a veto, which its author and the host see and nobody else.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="wishes")
    asker = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="wishes_sent")
    asked = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="wishes_received")
    level = models.CharField(max_length=8, choices=WishLevel, default=WishLevel.WANT)
    state = models.CharField(max_length=9, choices=WishState, default=WishState.OPEN)
    message = models.TextField(blank=True, help_text="In the asker's words; shown to the asked only.")
    message_language = models.CharField(max_length=3, blank=True)
    answer_note = models.TextField(blank=True, help_text="Why it was declined, in the words of those asked.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asker", "asked"], name="wished_once"),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="wishes_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.asker} → {self.asked} ({self.level})"


class PlanningRun(Stamped):
    """One computation of a plan.

    ``settings`` are the organiser's choices (see ``forms.RunForm``); ``problem`` and ``answer`` the files of the
    planner (``b2b-forum/1`` and ``b2b-plan/1``), so that a run can be checked and repeated outside; they are large,
    and what lists show of them stands in ``figures`` (see ``bridge.figures``). ``curve`` is a list of
    ``[seconds, moves, held, must_unmet, lost, breaks]`` and grows while it goes on.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="planning_runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    settings = models.JSONField(default=dict, blank=True)
    started_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, related_name="planning_run")
    problem = models.JSONField(default=dict, blank=True)
    problem_sha256 = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    curve = models.JSONField(default=list, blank=True)
    bound = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cause = models.TextField(blank=True, help_text="Why it is infeasible or has failed: a stable code.")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="run_number_once_per_event")]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"


class Plan(Stamped):
    """Who meets whom, when and where: the outcome of a run. At most one plan of an event is published."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="plans")
    run = models.OneToOneField(PlanningRun, on_delete=models.CASCADE, null=True, blank=True, related_name="plan")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=11, choices=PlanState, default=PlanState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="plan_number_once_per_event"),
            models.UniqueConstraint(
                fields=["event"], condition=Q(state__in=[str(state) for state in PUBLISHED]), name="one_published_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"


class Meeting(Stamped):
    """A planned wish: two participants, a slot, a table, perhaps an interpreter."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="meetings")
    slot = models.ForeignKey(Slot, on_delete=models.RESTRICT, related_name="meetings")
    table = models.ForeignKey(Table, on_delete=models.RESTRICT, null=True, blank=True, related_name="meetings")
    interpreter = models.ForeignKey(
        Interpreter, on_delete=models.RESTRICT, null=True, blank=True, related_name="meetings"
    )
    first = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=8, choices=WishLevel)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "slot", "table"], name="one_meeting_at_a_table"),
            models.UniqueConstraint(fields=["plan", "slot", "interpreter"], name="one_meeting_an_interpreter"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="meets_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"


class Attendance(models.Model):
    """A participant at a meeting.

    Plan and slot stand here again so that the database itself keeps everybody from being in two places.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendances")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="attendances")
    slot = models.ForeignKey(Slot, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "slot", "participant"], name="one_meeting_at_a_time"),
            models.UniqueConstraint(fields=["meeting", "participant"], name="attends_once"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} @ {self.slot}"


class UnmetWish(models.Model):
    """A pair that wished to meet and does not, in this plan, and why."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="unmet")
    first = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=8, choices=WishLevel)
    reason = models.CharField(max_length=14, choices=UnmetReason)
    blockers = models.JSONField(default=list, blank=True, help_text="Public ids of meetings that are in the way.")
    remedy = models.JSONField(default=dict, blank=True, help_text="As the planner gives it, ids of our rows.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "first", "second"], name="unmet_once_per_plan")]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}: {self.reason}"


class Feed(Stamped):
    """The secret address of a participant's calendar, renewed by making another."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="feed")
    secret = models.CharField(max_length=22, unique=True, default=opaque_id)

    def __str__(self) -> str:
        return str(self.participant)
