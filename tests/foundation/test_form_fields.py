"""A name in a form: cleaned, or refused with a sentence."""

import pytest
from django import forms
from django.utils.translation import override

from handschlag.foundation import form_fields


class NameForm(forms.Form):
    name = form_fields.NameField()
    nickname = form_fields.NameField(required=False, max_length=5)


def typed(**given):
    return NameForm({"name": "Anna", "nickname": "", **given})


def test_a_name_is_kept_as_it_is_seen():
    form = typed(name="  Anna \u202e Mu\u0308ller ", nickname="\u200b")

    assert form.is_valid()
    assert form.cleaned_data == {"name": "Anna Müller", "nickname": ""}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": ""}, "required"),
        ({"name": " "}, "required"),
        ({"name": "\u200b"}, "empty"),
        ({"name": "Anna\r\nBcc: all@example.org"}, "line_break"),
        ({"name": "Anna\x07"}, "control"),
        ({"name": "x" * 201}, "max_length"),
        ({"nickname": "x" * 6}, "max_length"),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(given, code):
    form = typed(**given)

    assert not form.is_valid()
    (errors,) = form.errors.as_data().values()
    assert [error.code for error in errors] in ([code], ["null_characters_not_allowed", code])
    assert errors[0].messages[0]


def test_mixed_alphabets_are_warned_of_and_not_refused():
    with override("en"):
        assert "PIONЕ" in form_fields.mixed_script_warning("PIONЕ GmbH")
    assert form_fields.mixed_script_warning("PIONE GmbH, ООО «Пион»") == ""
    assert typed(name="PIONЕ GmbH").is_valid()
