"""Events, and what was done at them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from handschlag.api.shapes.sent import LEFT_OUT, Input
from handschlag.api.values import Email, LanguageCode, Lines, Moment, Slug, Texts
from handschlag.engine.language import Text, Version
from handschlag.events.models import Event, EventKind
from handschlag.events.services.forums import CHANGEABLE
from handschlag.foundation import audit
from handschlag.registration.services import quotas
from handschlag.registration.states import Approval

Level = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]
Languages = Annotated[list[LanguageCode], Field(max_length=20, description="Codes, the usual language first.")]
TimeZone = Annotated[str, Field(min_length=1, max_length=60, examples=["Europe/Berlin"])]
Countries = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]],
    Field(max_length=50, description="Codes of the other side's countries; empty: not named.", examples=[["KZ", "UZ"]]),
]
HowMany = Annotated[int, Field(ge=1, le=32_767)]
UNCERTAIN = (
    "The date as the source gives it, where it is not certain; beginning and end are then only the best known range."
)

TEXTS = ("title", "lead", "place", "when_text", "cost", "priority_rule", "contact_office")
"""Fields that are texts in several languages."""


class EventOut(BaseModel):
    """A forum or a trip."""

    slug: str
    host: str
    kind: EventKind
    title: dict[str, str]
    lead: dict[str, str]
    place: dict[str, str]
    time_zone: str
    starts_at: Moment
    ends_at: Moment
    when_text: dict[str, str] = Field(description=UNCERTAIN)
    registration_opens_at: Moment | None
    registration_closes_at: Moment | None
    answers_close_at: Moment | None
    languages: list[str]
    language_level: str
    countries: list[str]
    min_participants: int | None
    max_participants: int | None
    cost: dict[str, str]
    priority_rule: dict[str, str]
    contact_office: dict[str, str]
    contact_email: str
    published_at: Moment | None = Field(description="Since when everybody sees it; null: a draft.")
    is_history: bool
    created_at: Moment
    changed_at: Moment

    @classmethod
    def of(cls, event: Event) -> EventOut:
        """The event with its host selected."""
        texts: dict[str, Any] = {name: told(getattr(event, name)) for name in TEXTS}
        plain = {name: getattr(event, name) for name in cls.model_fields if name not in (*TEXTS, "host")}
        return cls(host=event.host.slug, **texts, **plain)


class EventPage(BaseModel):
    """A page of events; ``count`` is the number of all."""

    count: int
    results: list[EventOut]


class EventFacts(Input):
    """What there is to say about an event."""

    lead: Texts = Field(default=LEFT_OUT)
    place: Texts = Field(default=LEFT_OUT)
    time_zone: TimeZone = Field(default=LEFT_OUT)
    when_text: Texts = Field(default=LEFT_OUT, description=UNCERTAIN)
    registration_opens_at: Moment | None = None
    registration_closes_at: Moment | None = None
    answers_close_at: Moment | None = None
    languages: Languages = Field(default=LEFT_OUT)
    language_level: Level = Field(default=LEFT_OUT)
    countries: Countries = Field(default=LEFT_OUT)
    min_participants: HowMany | None = None
    max_participants: HowMany | None = None
    cost: Texts = Field(default=LEFT_OUT)
    priority_rule: Texts = Field(
        default=LEFT_OUT, description="Who comes first when there are more applications than places."
    )
    contact_office: Texts = Field(default=LEFT_OUT)
    contact_email: Email | Literal[""] = Field(default=LEFT_OUT, description="The mailbox of an office.")

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        return {name: text(value) if name in TEXTS else value for name, value in self.given().items()}


class NewEvent(EventFacts):
    """A forum or a trip to set up."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "slug": "leipzig-2027",
                    "title": {"de": "Kooperationsforum", "ru": "Форум сотрудничества"},
                    "starts_at": "2027-03-10T09:00:00Z",
                    "ends_at": "2027-03-10T16:00:00Z",
                    "time_zone": "Europe/Berlin",
                    "languages": ["de", "ru"],
                }
            ]
        }
    )

    host: Slug = Field(default=LEFT_OUT, description="The host; left out: that of the token.")
    slug: Slug
    kind: EventKind = EventKind.FORUM
    title: Lines
    starts_at: Moment
    ends_at: Moment
    capacity: Annotated[int, Field(ge=0, le=quotas.MOST)] | None = Field(None, description="Places; null: no limit.")
    waiting_list: bool = Field(default=LEFT_OUT, description="Whether one can wait for a place; usually so.")
    approval: Approval = Field(default=LEFT_OUT, description="Who decides about applications; usually people.")

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts().items() if name in CHANGEABLE}

    def rules(self) -> dict[str, Any]:
        """How it takes applications, as the service takes it."""
        names = {"waiting_list": "has_waiting_list", "approval": "approval"}
        return {names[name]: value for name, value in self.given().items() if name in names}


class EventChange(EventFacts):
    """What to change of an event; fields that are left out stay. A text replaces all its languages."""

    title: Lines = Field(default=LEFT_OUT)
    starts_at: Moment = Field(default=LEFT_OUT)
    ends_at: Moment = Field(default=LEFT_OUT)


class EntryOut(BaseModel):
    """One thing that was done, as the log tells it."""

    number: int
    at: Moment
    verb: str = Field(examples=["role.granted"])
    says: str = Field(description="In the reader's language.")
    actor: str = Field(description="Id of who did it; empty for the site itself.")
    actor_name: str
    acting_for: str = Field(description="Id of the person for whom it was done; else empty.")
    person: str = Field(description="Id of the person whom it concerns; else empty.")
    target: str = Field(description="Which kind of row it was done to.", examples=["events.event"])
    target_id: str

    @classmethod
    def of(cls, line: audit.Line) -> EntryOut:
        names = ("number", "verb", "actor", "acting_for", "person", "target", "target_id")
        facts = {name: getattr(line.entry, name) for name in names}
        return cls(at=line.at, says=line.says, actor_name=line.who, **facts)


class EntryPage(BaseModel):
    """A page of the log; ``count`` is the number of all."""

    count: int
    results: list[EntryOut]


def text(versions: dict[str, str]) -> Text:
    """As people have written it; what is empty is left out."""
    return Text({language: Version(words) for language, words in versions.items() if words})


def told(text: Text) -> dict[str, str]:
    """The words by language."""
    return {language: version.text for language, version in text.versions.items()}
