"""Reading events for everybody, the ways that lead on from them, and their time zones in words."""

from datetime import UTC, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F
from django.utils import translation

from handschlag.engine.language import Text
from handschlag.events import navigation, queries, zones
from handschlag.events.models import EligibilityMark, Role
from handschlag.foundation import revisions
from handschlag.meetings import navigation as pages
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.OPENING - timedelta(days=40)


class TestFront:
    @pytest.mark.parametrize("rows", [0, 1, 3])
    def test_takes_one_query_however_much_there_is(self, rows, django_assert_num_queries):
        event = self.event(rows)

        with django_assert_num_queries(1):
            front = queries.front(event.slug, now=NOW)
            told = (front.event, front.event.host.name, front.event.fair.name, front.tables, front.interpreters)

        assert told == (event, event.host.name, event.fair.name, rows, 2 * rows)
        assert [(mark.country, mark.note, mark.source) for mark in front.marks] == [
            (country, Text.of(de=country), f"list of {country}") for country in ("RU", "BY", "KZ")[:rows]
        ]

    def test_of_an_event_without_a_fair_has_no_marks(self):
        front = queries.front(make.EventFactory().slug, now=NOW)

        assert (front.marks, front.fees, front.documents, front.tags) == ((), (), (), ())
        assert (front.tables, front.interpreters) == (0, 0)

    def test_counts_nothing_of_other_events(self):
        self.event(3)

        front = queries.front(make.EventFactory().slug, now=NOW)
        assert (front.marks, front.fees, front.documents, front.tags, front.tables) == ((), (), (), (), 0)

    def test_of_no_event_is_none(self):
        assert queries.front("nothing", now=NOW) is None

    @pytest.mark.parametrize(
        ("published_at", "is_seen"),
        [(None, False), (NOW + timedelta(seconds=1), False), (NOW, True), (NOW - timedelta(days=1), True)],
        ids=["draft", "a second before", "from that second on", "long since"],
    )
    def test_is_seen_from_its_publication_on(self, published_at, is_seen):
        event = make.EventFactory(published_at=published_at)

        assert (queries.front(event.slug, now=NOW) is not None) == is_seen
        assert (event in queries.everybodys(NOW)) == is_seen

    def test_knows_what_belongs_to_the_event_in_its_order(self):
        event = self.event(2)
        make.FeeLevelFactory(event=event, size="large", amount=Decimal("1480.50"), number=2)
        make.FeeLevelFactory(event=event, size="micro", amount=0, number=1)
        papers = [make.DocumentFactory(event=event, number=number) for number in (2, 1)]
        tags = [
            make.TagFactory(host=event.host, kind=kind, slug=slug) for kind, slug in (("sector", "a"), ("region", "b"))
        ]
        event.tags.set(tags)

        front = queries.front(event.slug, now=NOW)

        assert [(fee.size, fee.amount, fee.currency) for fee in front.fees] == [
            ("micro", 0, "EUR"),
            ("large", Decimal("1480.5"), "EUR"),
        ]
        assert [paper.public_id for paper in front.documents] == [papers[1].public_id, papers[0].public_id]
        assert [(paper.name, paper.kind, paper.size) for paper in front.documents] == [("Plan.pdf", "pdf", 9)] * 2
        assert [(tag.kind, tag.slug, tag.name) for tag in front.tags] == [
            ("region", "b", tags[1].name),
            ("sector", "a", tags[0].name),
        ]

    def test_carries_what_floors_above_ask_for_and_say(self, monkeypatch):
        monkeypatch.setattr(queries, "_signs", {"sides_there": lambda: Count("sides")})
        event = make.SideFactory().event

        front = queries.front(event.slug, now=NOW, twice=F("pk") + F("pk"))

        assert (front.event.sides_there, front.event.twice) == (1, 2 * event.pk)

    @staticmethod
    def event(rows):
        fair = make.FairFactory()
        for country in ("RU", "BY", "KZ")[:rows]:
            EligibilityMark.objects.create(
                fair=fair, country=country, note=Text.of(de=country), source=f"list of {country}"
            )
        event = make.EventFactory(host=fair.host, fair=fair)
        make.TableFactory.create_batch(rows, event=event)
        make.InterpreterFactory.create_batch(2 * rows, event=event)
        return event


class TestNextChange:
    NOW = make.OPENING - timedelta(days=20)

    def test_is_the_first_of_all_events(self):
        events = [
            make.EventFactory.build(host=None, answers_close_at=self.NOW + timedelta(minutes=minutes))
            for minutes in (30, 10, 20)
        ]

        assert queries.next_change(events, self.NOW) == self.NOW + timedelta(minutes=10)

    def test_is_never_now_and_never_past(self):
        event = make.EventFactory.build(host=None, registration_closes_at=self.NOW, answers_close_at=self.NOW)

        assert queries.next_change([event], self.NOW) > self.NOW

    def test_of_no_events_is_a_day_away(self):
        assert queries.next_change([], self.NOW) == self.NOW + timedelta(days=1)

    def test_is_midnight_where_it_comes_first(self):
        events = [make.EventFactory.build(host=None, time_zone=zone) for zone in ("Europe/Berlin", "Asia/Almaty")]

        change = queries.next_change(events, self.NOW.replace(hour=12))

        assert change.astimezone(UTC) == self.NOW.replace(hour=19)  # midnight in Almaty

    def test_is_the_end_while_the_event_goes_on(self):
        event = make.EventFactory.build(host=None)

        assert queries.next_change([event], make.OPENING + timedelta(hours=1)) == event.ends_at


class TestNumbers:
    def test_the_number_of_an_event_rises_with_what_everybody_sees(self):
        event = make.EventFactory()
        numbers = [revisions.public(event.slug)]
        for streams in (["public"], ["plan"], ["public", "plan"]):
            revisions.bump(event.slug, *streams)
            numbers.append(revisions.public(event.slug))

        assert numbers == [0, 1, 1, 2]

    def test_the_number_of_all_events_changes_with_any_of_them_and_is_never_the_same_again(self):
        found = [revisions.public()]
        for slug in ("forum-a", "forum-a", "forum-b", "forum-b"):
            revisions.bump(slug, "public")
            found.append(revisions.public())
        revisions.bump("forum-a", "plan")

        assert len(set(found)) == len(found)
        assert revisions.public() == found[-1]

    def test_the_latest_event_comes_first(self):
        early, late = (make.EventFactory(starts_at=make.OPENING - timedelta(days=days)) for days in (9, 1))

        assert list(queries.everybodys(NOW)) == [late, early]

    def test_the_next_event_to_be_shown_is_known(self):
        for days in (9, 3, -1, None):
            make.EventFactory(published_at=None if days is None else NOW + timedelta(days=days))

        assert queries.next_publishing(NOW) == NOW + timedelta(days=3)
        assert queries.next_publishing(NOW + timedelta(days=9)) is None


class TestNavigation:
    @pytest.mark.parametrize(
        ("roles", "keys"),
        [
            ([], []),
            ([Role.ORGANISER], ["planning", "people", "log", "public"]),
            ([Role.EDITOR], ["planning", "people", "public"]),
            ([Role.COMPLIANCE_OFFICER], ["planning", "people", "log", "public"]),
            ([Role.READER], ["planning", "public"]),
            ([Role.CHECK_IN_DESK], ["public"]),
            ([Role.ADVISER], ["acting", "public"]),
            ([Role.REPRESENTATIVE], ["my_forum", "wishes", "agenda", "acting", "public"]),
            ([Role.INTERPRETER], ["interpreter_day", "public"]),
            ([Role.INTERPRETER, Role.READER], ["planning", "public"]),
        ],
    )
    def test_leads_everybody_to_the_pages_that_her_roles_open(self, roles, keys):
        event, user = make.EventFactory(), make.UserFactory()
        for role in roles:
            make.MembershipFactory(event=event, user=user, role=role)
        make.RepresentativeFactory(participant__event=event, person__user=user)
        make.InterpreterFactory(event=event, user=user)

        known = {"planning", "my_forum", "wishes", "agenda", "interpreter_day", "acting", "people", "log", "public"}
        found = [key for key, _label, _address in navigation.entries(user, event) if key in known]
        assert found == keys

    @pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.INTERPRETER])
    def test_a_role_without_anybody_to_speak_for_or_to_interpret_as_leads_to_the_forum_only(self, role):
        event, other = make.EventFactory(), make.EventFactory()
        user = make.MembershipFactory(event=event, role=role).user
        make.RepresentativeFactory(participant__event=other, person__user=user)
        make.InterpreterFactory(event=other, user=user)

        assert [key for key, _label, _address in navigation.entries(user, event)] == ["public"]

    def test_a_role_elsewhere_leads_nowhere(self):
        user = make.MembershipFactory().user

        assert navigation.entries(user, make.EventFactory()) == []

    def test_visitors_are_led_nowhere_and_cost_nothing(self, django_assert_num_queries):
        event = make.EventFactory()

        with django_assert_num_queries(0):
            assert navigation.entries(AnonymousUser(), event) == []

    def test_the_same_ways_offered_twice_are_shown_once(self):
        row = make.MembershipFactory()
        before = navigation.entries(row.user, row.event)

        navigation.offer(pages.of, place=10)

        assert navigation.entries(row.user, row.event) == before

    @pytest.mark.parametrize("language", ["de", "en", "ru"])
    def test_speaks_and_leads_to_the_language_of_the_reader(self, language):
        row = make.MembershipFactory(role=Role.READER)

        with translation.override(language):
            [(_key, label, address), _public] = navigation.entries(row.user, row.event)
            assert label == translation.gettext("Planning")

        assert address == f"/{language}/events/{row.event.slug}/planning/"


class TestZones:
    @pytest.mark.parametrize(
        ("language", "berlin", "almaty", "ahead"),
        [
            ("de", "Berlin", "Almaty", "in 2 Tagen"),
            ("en", "Berlin", "Almaty", "in 2 days"),
            ("ru", "Берлин", "Алматы", "через 2 дня"),
        ],
    )
    def test_are_said_in_words_of_the_reader(self, language, berlin, almaty, ahead):
        with translation.override(language):
            assert [zones.city(zone) for zone in ("Europe/Berlin", "Asia/Almaty")] == [berlin, almaty]
            assert zones.ahead(timedelta(days=2, hours=3)) == ahead

    @pytest.mark.parametrize(
        ("time", "said"),
        [
            (timedelta(days=14), "in 2 Wochen"),
            (timedelta(hours=30), "in 1 Tag"),
            (timedelta(hours=28), "in 28 Stunden"),
            (timedelta(minutes=50), "in 50 Minuten"),
            (timedelta(seconds=20), "in 20 Sekunden"),
        ],
    )
    def test_what_lies_ahead_is_said_in_the_largest_unit_that_fits(self, time, said):
        assert zones.ahead(time) == said
