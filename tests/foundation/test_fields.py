"""The field for a text in several languages."""

import json

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from django.forms.models import model_to_dict

from handschlag.companies.models import Organisation
from handschlag.engine.language import Origin, Text, Version
from handschlag.foundation.fields import TranslatedField
from tests import factories as make

PUMPS = Text({"de": Version("Pumpen"), "ru": Version("Насосы", Origin.MACHINE)})
PUMPS_AS_DATA = PUMPS.as_data()
NO_TEXTS = ["Pumpen", ["de"], 7, {"de": "Pumpen"}, {"de": {"text": "Pumpen", "origin": "parrot"}}]


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["name", "country", "about"]


@pytest.mark.django_db
class TestInTheDatabase:
    def test_a_text_comes_back_as_it_was_saved(self):
        row = make.OrganisationFactory(about=PUMPS)

        assert Organisation.objects.get(pk=row.pk).about == PUMPS

    def test_what_nobody_has_written_is_an_empty_text(self):
        row = make.OrganisationFactory()

        assert (row.about, Organisation.objects.get(pk=row.pk).about) == (Text(), Text())

    def test_each_row_has_a_default_of_its_own(self):
        assert Organisation().about is not Organisation().about

    def test_plain_data_may_be_saved_too(self):
        row = make.OrganisationFactory(about=PUMPS_AS_DATA)

        assert Organisation.objects.get(pk=row.pk).about == PUMPS

    def test_an_update_writes_a_text(self):
        row = make.OrganisationFactory()

        Organisation.objects.update(about=PUMPS)

        row.refresh_from_db()
        assert row.about == PUMPS

    def test_values_are_texts_too(self):
        make.OrganisationFactory(about=PUMPS)

        assert list(Organisation.objects.values_list("about", flat=True)) == [PUMPS]

    def test_where_a_join_finds_no_row_there_is_an_empty_text_and_never_none(self):
        make.OrganisationFactory()

        assert list(Organisation.objects.values_list("participations__side__name", flat=True)) == [Text()]

    def test_one_version_of_a_text_can_be_searched(self):
        row = make.OrganisationFactory(about=PUMPS)
        make.OrganisationFactory(about=Text.of(de="Ventile"))

        assert list(Organisation.objects.filter(about__ru__text="Насосы")) == [row]

    def test_rows_with_the_same_text_are_found(self):
        row = make.OrganisationFactory(about=PUMPS)
        make.OrganisationFactory()

        assert list(Organisation.objects.filter(about=PUMPS)) == [row]


class TestValidation:
    @pytest.mark.parametrize(("value", "text"), [(PUMPS, PUMPS), (PUMPS_AS_DATA, PUMPS), (Text(), Text())])
    def test_a_text_or_its_data_is_taken(self, value, text):
        made = Organisation(name="Werk", country="DE", about=value)

        made.clean_fields()

        assert made.about == text

    @pytest.mark.parametrize("value", NO_TEXTS)
    def test_bad_data_is_said_of_its_field(self, value):
        with pytest.raises(ValidationError) as wrong:
            Organisation(name="Werk", country="DE", about=value).clean_fields()

        assert list(wrong.value.message_dict) == ["about"]

    def test_a_field_that_must_be_filled_says_so(self):
        field = TranslatedField(blank=False)

        with pytest.raises(ValidationError) as wrong:
            field.clean(Text(), None)

        assert (wrong.value.code, field.clean(PUMPS, None)) == ("blank", PUMPS)


@pytest.mark.django_db
class TestInAForm:
    def test_what_is_there_is_offered_for_change(self):
        form = OrganisationForm(instance=make.OrganisationFactory.build(about=PUMPS))

        assert json.loads(form["about"].value()) == PUMPS_AS_DATA

    def test_what_is_sent_is_saved_as_a_text(self):
        sent = {"name": "Werk", "country": "DE", "about": json.dumps(PUMPS_AS_DATA)}

        row = OrganisationForm(sent).save()

        row.refresh_from_db()
        assert row.about == PUMPS

    def test_what_is_not_sent_stays_an_empty_text(self):
        assert OrganisationForm({"name": "Werk", "country": "DE", "about": ""}).save().about == Text()

    @pytest.mark.parametrize(
        ("about", "changed"), [(PUMPS_AS_DATA, []), ({"de": {"text": "Ventile", "origin": "written"}}, ["about"])]
    )
    def test_a_form_knows_whether_the_text_has_changed(self, about, changed):
        row = make.OrganisationFactory(about=PUMPS)

        sent = {"name": row.name, "country": "DE", "about": json.dumps(about)}
        form = OrganisationForm(sent | {"initial-about": json.dumps(PUMPS_AS_DATA)}, instance=row)

        assert form.changed_data == changed

    @pytest.mark.parametrize("about", ["{", *map(json.dumps, NO_TEXTS)])
    def test_bad_data_is_an_error_of_the_field(self, about):
        form = OrganisationForm({"name": "Werk", "country": "DE", "about": about})

        assert list(form.errors) == ["about"]

    def test_a_row_as_a_dictionary_holds_plain_data(self):
        assert model_to_dict(make.OrganisationFactory.build(about=PUMPS))["about"] == PUMPS_AS_DATA


class TestDumpsAndMigrations:
    @pytest.mark.django_db
    @pytest.mark.parametrize("form", ["json", "jsonl", "python"])
    def test_a_dump_is_loaded_again(self, form):
        row = make.OrganisationFactory(about=PUMPS)

        dump = serializers.serialize(form, [row])
        [loaded] = serializers.deserialize(form, dump)

        assert loaded.object.about == PUMPS

    def test_a_dump_shows_plain_data(self):
        [row] = serializers.serialize("python", [make.OrganisationFactory.build(about=PUMPS)])

        assert row["fields"]["about"] == PUMPS_AS_DATA

    def test_a_migration_writes_the_field_with_its_default_by_name(self):
        code, imports = MigrationWriter.serialize(TranslatedField(help_text="What for."))

        assert code == (
            "handschlag.foundation.fields.TranslatedField("
            "blank=True, default=handschlag.engine.language.text.Text, help_text='What for.')"
        )
        assert imports == {"import handschlag.engine.language.text", "import handschlag.foundation.fields"}

    def test_rows_that_are_there_get_an_empty_text_when_the_field_is_added(self):
        assert Organisation._meta.get_field("about").get_default() == Text()
