"""Rows that every flat uses."""

from handschlag.foundation.models.audit import AuditEntry, AuditHead
from handschlag.foundation.models.counted import Counted
from handschlag.foundation.models.four_eyes import Proposal, ProposalState
from handschlag.foundation.models.job import Job, JobState
from handschlag.foundation.models.outbox import DeadAddress, MailAttachment, MailAttempt, MailState, News, OutgoingMail
from handschlag.foundation.models.revision import Change, Revision
from handschlag.foundation.models.stamped import Stamped, opaque_id
from handschlag.foundation.models.stored_file import StoredFile
from handschlag.foundation.models.tally import Tally
from handschlag.foundation.models.version import Autosave, Version

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Autosave",
    "Change",
    "Counted",
    "DeadAddress",
    "Job",
    "JobState",
    "MailAttachment",
    "MailAttempt",
    "MailState",
    "News",
    "OutgoingMail",
    "Proposal",
    "ProposalState",
    "Revision",
    "Stamped",
    "StoredFile",
    "Tally",
    "Version",
    "opaque_id",
]
