"""Applications with what was asked and answered, places, and what the host's office notes."""

from handschlag.registration.models.application import Answer, Applicant, Application, Question
from handschlag.registration.models.names import FoldedName
from handschlag.registration.models.office import (
    ApplicationInvitation,
    Import,
    ListColumns,
    Merge,
    Note,
    OwnLink,
    Snooze,
)
from handschlag.registration.models.places import ApprovalRule, Discount, Quota, RegistrationRules

__all__ = [
    "Answer",
    "Applicant",
    "Application",
    "ApplicationInvitation",
    "ApprovalRule",
    "Discount",
    "FoldedName",
    "Import",
    "ListColumns",
    "Merge",
    "Note",
    "OwnLink",
    "Question",
    "Quota",
    "RegistrationRules",
    "Snooze",
]
