"""What organisers type in."""

import pytest
from django.utils import translation

from handschlag.meetings.choices import Choices
from handschlag.meetings.forms import PublishForm, RunForm
from tests import factories as make
from tests.meetings.hall import hall

pytestmark = pytest.mark.django_db

LANGUAGES = ["de", "en", "ru"]


@pytest.fixture
def forum():
    return hall(3, 1, staff=2)


def typed(forum, **changes):
    """What a browser sends when nothing of the usual settings is changed but this."""
    usual = {"seconds": "10", "tables": "3", "fairness": "2", "note": "", "interpreters": ids(forum.staff)}
    return {name: value for name, value in (usual | changes).items() if value is not None}


def ids(rows):
    return [row.public_id for row in rows]


def form_of(forum, **changes):
    return RunForm(typed(forum, **changes), event=forum.event)


class TestRunForm:
    def test_begins_with_everything_there_is(self, forum):
        form = RunForm(event=forum.event)

        initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        assert initial == {
            "seconds": 10,
            "tables": 3,
            "interpreters": ids(forum.staff),
            "fairness": 2,
            "note": None,
        }

    def test_as_it_begins_it_means_the_usual_choices(self, forum):
        form = form_of(forum)

        assert form.is_valid()
        assert form.choices() == Choices(tables=3)

    @pytest.mark.parametrize(
        ("changes", "choices"),
        [
            ({"seconds": "120"}, {"seconds": 120}),
            ({"tables": "1"}, {"tables": 1}),
            ({"fairness": "0"}, {"fairness": 0}),
            ({"fairness": "none"}, {"fairness": None}),
            ({"note": "  Probe  "}, {"note": "Probe"}),
            ({"interpreters": None}, {"interpreters": ()}),
        ],
    )
    def test_what_is_chosen_comes_out_typed(self, forum, changes, choices):
        form = form_of(forum, **changes)

        assert form.is_valid()
        assert form.choices() == Choices(**{"tables": 3} | choices)

    def test_some_interpreters_are_listed_by_name(self, forum):
        form = form_of(forum, interpreters=[forum.staff[1].public_id])

        assert form.is_valid()
        assert form.choices().interpreters == (forum.staff[1].public_id,)

    def test_choices_survive_being_kept(self, forum):
        form = form_of(forum, interpreters=[forum.staff[1].public_id], fairness="none")
        form.is_valid()

        assert Choices.read(form.choices().as_data()) == form.choices()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("seconds", "7"),
            ("seconds", ""),
            ("seconds", None),
            ("seconds", "1e9"),
            ("tables", "0"),
            ("tables", "-1"),
            ("tables", "4"),
            ("tables", "many"),
            ("tables", "2.5"),
            ("tables", ""),
            ("fairness", "9"),
            ("fairness", "-1"),
            ("fairness", None),
            ("note", "x" * 201),
            ("note", "a\x00b"),
            ("interpreters", ["somebody else"]),
        ],
    )
    def test_what_cannot_be_is_an_error_of_its_field_and_stays_as_it_was_typed(self, forum, field, value):
        form = form_of(forum, **{field: value})

        assert list(form.errors) == [field]
        assert form[field].value() == value

    def test_the_interpreter_of_another_event_cannot_be_chosen(self, forum):
        stranger = make.InterpreterFactory()

        form = form_of(forum, interpreters=[*ids(forum.staff), stranger.public_id])

        assert list(form.errors) == ["interpreters"]

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(
        ("field", "value", "expected"),
        [
            ("tables", "4", "3"),
            ("tables", "0", "1"),
            ("note", "x" * 201, "200"),
            ("seconds", "7", "7"),
            ("interpreters", ["nobody"], "nobody"),
        ],
    )
    def test_the_error_says_what_is_expected_or_what_was_sent(self, forum, field, value, expected, language):
        with translation.override(language):
            [error] = form_of(forum, **{field: value}).errors[field]

        assert expected in error
        assert "%" not in error

    @pytest.mark.parametrize(
        ("field", "value"), [("tables", "4"), ("tables", "many"), ("seconds", "7"), ("note", "x" * 201), ("tables", "")]
    )
    def test_errors_and_labels_are_in_the_language_of_the_reader(self, forum, field, value):
        told = []
        for language in LANGUAGES:
            with translation.override(language):
                form = form_of(forum, **{field: value})
                told.append((str(form.fields[field].label), *form.errors[field]))

        labels, errors = zip(*told, strict=True)
        assert (len(set(labels)), len(set(errors))) == (3, 3)

    def test_every_choice_is_in_the_language_of_the_reader(self, forum):
        told = []
        for language in LANGUAGES:
            with translation.override(language):
                fields = RunForm(event=forum.event).fields
                told.append([str(label) for name in ("seconds", "fairness") for _key, label in fields[name].choices])

        assert [len(set(labels)) for labels in zip(*told, strict=True)] == [3] * 9

    def test_of_an_event_without_tables_asks_for_none(self):
        form = form_of(hall(0, 1, staff=0), tables=None, interpreters=None)

        assert form.is_valid()
        assert form.choices() == Choices(tables=None)

    def test_is_made_in_two_queries_however_many_there_are(self, django_assert_num_queries):
        for size in (1, 3):
            event = hall(size, 1, staff=size).event
            with django_assert_num_queries(2):
                RunForm(event=event)["interpreters"].as_widget()

    def test_changes_nothing_for_the_next_one(self, forum):
        RunForm(event=hall(1, 1).event)

        assert form_of(forum).is_valid()


class TestPublishForm:
    @pytest.mark.parametrize(
        ("data", "is_valid"),
        [
            ({"step": "provisional"}, True),
            ({"step": "final", "in_place_of": "abc"}, True),
            ({"step": "draft"}, False),
            ({"step": "superseded"}, False),
            ({"in_place_of": "abc"}, False),
            ({}, False),
        ],
    )
    def test_knows_two_steps(self, data, is_valid):
        assert PublishForm(data).is_valid() == is_valid
