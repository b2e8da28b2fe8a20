"""Writes a made-up forum into the database: all of it or nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from handschlag.accounts.models import User
from handschlag.companies import models as companies
from handschlag.events import models as events
from handschlag.foundation import revisions
from handschlag.meetings.models import Wish
from handschlag.meetings.states import WishState
from handschlag.site.demo import hosts
from handschlag.site.demo.marks import dice, marks
from handschlag.site.demo.reading import FICTIONAL, Firm, Forum, Someone, text

READ_BY_THE_SITE = ("de", "ru", "en")
"""Languages in which somebody can read the site, in the order in which one who speaks several is greeted."""


@transaction.atomic
def create(forum: Forum) -> events.Event:
    """The forum with everything that belongs to it."""
    host = hosts.host(forum.facts["host"])
    event = _event(forum, host)
    slots = _slots(forum, event)
    tables = _tables(forum, event)
    _interpreters(forum, event, slots)
    sides = {key: _side(event, number, side) for number, key, side in _numbered(forum.facts["sides"])}
    delegations = _delegations(forum, event)
    participants = {firm.key: _participant(forum, event, firm, sides, delegations) for firm in forum.firms}
    companies.Participant.objects.bulk_create(participants.values())
    _people(forum, event, participants)
    _adviser(event)
    _times(forum, participants, slots, tables)
    _wishes(forum, event, participants)
    revisions.bump(event.slug, "public", "plan")
    return event


def opaque(*about: str) -> str:
    """The id for addresses of a row of the demonstration: the same in every installation."""
    return base64.urlsafe_b64encode(hashlib.sha256("/".join(about).encode()).digest()[:12]).decode()


def _event(forum: Forum, host: events.Host) -> events.Event:
    facts = forum.facts
    event = events.Event.objects.create(
        public_id=opaque(forum.year, "event"),
        host=host,
        fair=_fair(facts["fair"], host) if "fair" in facts else None,
        slug=forum.slug,
        time_zone=facts["time_zone"],
        starts_at=forum.moment(facts["starts"]),
        ends_at=forum.moment(facts["ends"]),
        registration_closes_at=forum.deadline("registration_closes"),
        answers_close_at=forum.deadline("answers_close"),
        languages=facts["languages"],
        language_level=facts["language_level"],
        registration_opens_at=forum.deadline("registration_opens"),
        countries=facts["countries"],
        published_at=forum.deadline("published"),
        is_history=facts["is_history"],
        is_demo=True,
        **hosts.contact(host),
        **{name: text(forum.front[name]) for name in ("title", "lead", "place")},
    )
    event.tags.set(hosts.tags(host, *facts["tags"]))
    for name in forum.host["organisers"]:
        _join(name, host, events.Role.ORGANISER)
    for role, name in forum.host["team"].items():
        _join(name, host, events.Role(role), None if role == events.Role.EDITOR else event)
    return event


def _fair(facts: Mapping[str, Any], host: events.Host) -> events.Fair:
    fair = events.Fair.objects.create(
        host=host,
        **{name: facts[name] for name in ("name", "edition", "organiser", "address") if name in facts},
        city=text(facts["city"]),
        venue=text(facts["venue"]),
        starts_on=facts["starts"],
        ends_on=facts["ends"],
    )
    for mark in facts.get("eligible", ()):
        fair.eligibility_marks.create(
            country=mark["country"],
            source=mark["source"],
            valid_from=mark["from"],
            valid_until=mark["until"],
            **{name: text(mark[name]) for name in ("note", "scheme", "for_whom")},
        )
    return fair


def _slots(forum: Forum, event: events.Event) -> dict[str, events.Slot]:
    """The slots by the time of day at which they begin."""
    day = events.Day.objects.create(event=event, on=forum.facts["day"])
    slots = {}
    for part in (events.Part.MORNING, events.Part.AFTERNOON):
        for number, clock in enumerate(forum.facts[part]):
            slots[clock] = events.Slot(
                public_id=opaque(forum.year, "slot", clock),
                event=event,
                day=day,
                starts_at=forum.moment(clock),
                minutes=forum.facts["minutes"],
                part=part,
                after_pause=number == 0,
            )
    events.Slot.objects.bulk_create(slots.values())
    return slots


def _tables(forum: Forum, event: events.Event) -> list[events.Table]:
    tables: list[events.Table] = []
    for place, facts in enumerate(forum.facts["rooms"], start=1):
        room = events.Room.objects.create(
            event=event, name=text(facts["name"]), number=place, is_step_free=bool(facts.get("step_free"))
        )
        numbers = range(len(tables) + 1, len(tables) + facts["tables"] + 1)
        tables += [_table(forum, room, number, is_step_free=number in facts.get("step_free", ())) for number in numbers]
    return events.Table.objects.bulk_create(tables)


def _table(forum: Forum, room: events.Room, number: int, *, is_step_free: bool) -> events.Table:
    return events.Table(
        public_id=opaque(forum.year, "table", str(number)),
        event=room.event,
        room=room,
        code=str(number),
        number=number,
        is_step_free=is_step_free,
    )


def _interpreters(forum: Forum, event: events.Event, slots: Mapping[str, events.Slot]) -> None:
    rules = forum.facts["interpreting"]
    users = [_user(one["name"], f"{_mailbox(one['name'])}@dolmetschen.example", "de") for one in forum.interpreters]
    _enrol(event, users, events.Role.INTERPRETER)
    for number, (user, one) in enumerate(zip(users, forum.interpreters, strict=True), start=1):
        interpreter = event.interpreters.create(
            public_id=opaque(forum.year, "interpreter", one["name"]),
            user=user,
            name=user.name,
            pairs=one["pairs"],
            max_consecutive=rules["most_in_a_row"],
        )
        interpreter.away.set(slots[clock] for clock in rules.get("away", {}).get(str(number), ()))


def _side(event: events.Event, number: int, facts: Mapping[str, Any]) -> events.Side:
    return event.sides.create(key=facts["key"], name=text(facts["name"]), number=number, is_ours=number == 1)


def _numbered(sides: Iterable[Mapping[str, Any]]) -> Iterable[tuple[int, str, Mapping[str, Any]]]:
    return ((number, side["key"], side) for number, side in enumerate(sides, start=1))


def _delegations(forum: Forum, event: events.Event) -> dict[str, companies.Delegation]:
    """Delegations by their key, in the order of protocol, which is that of the file."""
    delegations = {
        key: companies.Delegation(
            public_id=opaque(forum.year, "delegation", key),
            event=event,
            kind=facts["kind"],
            name=text(facts["name"]),
            country=facts["country"],
            head_office=text(facts["head"]),
            about=text(facts["about"]),
            members=facts["members"],
            number=number,
        )
        for number, (key, facts) in enumerate(forum.delegations.items(), start=1)
    }
    companies.Delegation.objects.bulk_create(delegations.values())
    companies.InvestmentProject.objects.bulk_create(
        companies.InvestmentProject(
            event=event,
            delegation=delegations[facts["delegation"]],
            **{name: text(facts[name]) for name in ("title", "place", "text", "sought")},
            least=facts["low"],
            most=facts["high"],
            currency=facts["currency"],
            number=number,
        )
        for number, facts in enumerate(forum.projects, start=1)
    )
    return delegations


def _participant(
    forum: Forum,
    event: events.Event,
    firm: Firm,
    sides: Mapping[str, events.Side],
    delegations: Mapping[str, companies.Delegation],
) -> companies.Participant:
    organisation = companies.Organisation.objects.create(
        public_id=opaque(forum.year, "organisation", firm.key),
        name=firm.name,
        short_name=firm.short_name,
        name_latin=firm.latin,
        country=firm.country,
        city=firm.city,
        sector=firm.sector,
        about=firm.about,
        staff=firm.staff,
        is_fictional=True,
    )
    return companies.Participant(
        public_id=opaque(forum.year, "participant", firm.key),
        event=event,
        organisation=organisation,
        side=sides[firm.side],
        delegation=delegations.get(firm.delegation),
        max_meetings=forum.facts["times"].get("most", {}).get(firm.key),
    )


def _people(forum: Forum, event: events.Event, participants: Mapping[str, companies.Participant]) -> None:
    """Those who speak for the firms, each with an account and her languages."""
    everybody = [(firm, number, one) for firm in forum.firms for number, one in enumerate(firm.people)]
    users = [
        User(
            public_id=opaque(forum.year, "user", firm.key, one.name),
            email=f"{_mailbox(one.latin or one.name)}@{firm.key}.example",
            name=one.name,
            language=_reads(one),
            password=make_password(None),
        )
        for firm, _, one in everybody
    ]
    User.objects.bulk_create(users)
    _enrol(event, users, events.Role.REPRESENTATIVE)
    people = companies.Person.objects.bulk_create(
        companies.Person(user=user, name=one.name, name_latin=one.latin)
        for user, (_, _, one) in zip(users, everybody, strict=True)
    )
    companies.LanguageSkill.objects.bulk_create(
        companies.LanguageSkill(person=person, language=language, level=level)
        for person, (_, _, one) in zip(people, everybody, strict=True)
        for language, level in one.languages.items()
    )
    companies.Representative.objects.bulk_create(
        companies.Representative(
            public_id=opaque(forum.year, "representative", firm.key, one.name),
            participant=participants[firm.key],
            person=person,
            office=one.office,
            is_head=number == 0,
        )
        for person, (firm, number, one) in zip(people, everybody, strict=True)
    )


def _adviser(event: events.Event) -> None:
    """The adviser may act for the first of all representatives; both have agreed."""
    agent = event.memberships.get(role=events.Role.ADVISER).user
    first = event.memberships.filter(role=events.Role.REPRESENTATIVE).order_by("pk")[0]
    event.mandates.create(
        host=event.host,
        agent=agent,
        principal=first.user,
        offered_by=first.user,
        starts_on=timezone.localdate(first.created_at),
        accepted_at=first.created_at,
    )


def _reads(one: Someone) -> str:
    """The language in which the site greets somebody: her mother tongue, where the site speaks it."""
    native = [code for code in READ_BY_THE_SITE if one.languages.get(code) == "native"]
    return native[0] if native else next(code for code in READ_BY_THE_SITE if code in one.languages)


def _times(
    forum: Forum,
    participants: Mapping[str, companies.Participant],
    slots: Mapping[str, events.Slot],
    tables: list[events.Table],
) -> None:
    """Who is there for a part of the day only, and who needs the table near the door."""
    facts = forum.facts
    gone = dict.fromkeys(facts["times"].get("until_noon", ()), facts["afternoon"])
    gone |= dict.fromkeys(facts["times"].get("from_noon", ()), facts["morning"])
    companies.Participant.away.through.objects.bulk_create(
        companies.Participant.away.through(participant_id=participants[key].pk, slot_id=slots[clock].pk)
        for key, clocks in gone.items()
        for clock in clocks
    )
    step_free = next(table for table in tables if table.is_step_free)
    for key in facts["times"].get("step_free", ()):
        companies.Participant.objects.filter(pk=participants[key].pk).update(home_table=step_free)


def _wishes(forum: Forum, event: events.Event, participants: Mapping[str, companies.Participant]) -> None:
    firms = {firm.key: firm for firm in forum.firms}
    Wish.objects.bulk_create(
        Wish(
            public_id=opaque(forum.year, "wish", mark.asker, mark.asked),
            event=event,
            asker=participants[mark.asker],
            asked=participants[mark.asked],
            level=mark.level,
            state=mark.state,
            message=mark.message,
            message_language=mark.language,
            answer_note=_refusal(forum, firms[mark.asked], mark.asker) if mark.state == WishState.DECLINED else "",
        )
        for mark in marks(forum)
    )


def _refusal(forum: Forum, asked: Firm, asker: str) -> str:
    """A reason for declining in the language of those asked."""
    reason = forum.refusals[int(dice("refusal", asked.key, asker) * len(forum.refusals))]
    return reason.best([_reads(asked.people[0])]).text


def _user(name: str, email: str, language: str) -> User:
    return User.objects.create_user(email, name=name, language=language, public_id=opaque("user", email))


def _join(name: str, host: events.Host, role: events.Role, event: events.Event | None = None) -> None:
    """Somebody who works with the host: at one event, or at all."""
    email = f"{_mailbox(name)}@{host.slug}.example"
    user = User.objects.filter(email=email).first() or _user(name, email, "de")
    events.Membership.objects.get_or_create(user=user, host=host, event=event, role=role)


def _enrol(event: events.Event, users: Iterable[User], role: events.Role) -> None:
    events.Membership.objects.bulk_create(
        events.Membership(user=user, host=event.host, event=event, role=role) for user in users
    )


def _mailbox(name: str) -> str:
    """What stands before the @ of somebody's address."""
    return ".".join(slugify(part) for part in name.removesuffix(FICTIONAL).split() if slugify(part))
