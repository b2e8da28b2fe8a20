"""The components, the page that shows them, and the pages for when something is missing or broken."""

import re
from pathlib import Path

import pytest
from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.db import OperationalError, connection
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from handschlag.engine.language import Origin, Text, Version
from handschlag.foundation import views
from handschlag.foundation.samples import SampleForm
from tests.factories import UserFactory

LANGUAGES = ["de", "en", "ru"]
STATIC = Path(views.__file__).parent / "static" / "foundation"


def render(source, **context):
    return engines["jinja2"].from_string(source).render(context)


class KeptMessages(BaseStorage):
    """Messages of one request, without a session."""

    def _get(self, *_args, **_kwargs):
        return [], True

    def _store(self, *_args, **_kwargs):
        return []


class TestComponentsPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_shows_itself_in_each_language(self, client, settings, language):
        settings.DEMO = True
        answer = client.get(f"/{language}/components/")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()

    def test_is_not_there_on_a_real_site(self, client, settings):
        settings.DEMO = settings.DEBUG = False
        assert client.get("/de/components/").status_code == 404

    def test_has_nothing_that_the_security_policy_forbids(self, client, settings):
        settings.DEMO = True
        answer = client.get("/de/components/")
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.content.decode()) == []

    def test_gives_every_id_once(self, client, settings):
        settings.DEMO = True
        ids = re.findall(r'\sid="([^"]*)"', client.get("/de/components/").content.decode())
        assert sorted(ids) == sorted(set(ids))

    def test_links_to_itself_in_the_other_languages_and_keeps_the_query(self, client, settings):
        settings.DEMO = True
        page = client.get("/de/components/?day=2&by=table").content.decode()
        links = re.findall(r'<a href="([^"]*)" hreflang="(\w+)"', page)
        assert links == [("/en/components/?day=2&amp;by=table", "en"), ("/ru/components/?day=2&amp;by=table", "ru")]


class TestLayout:
    @pytest.mark.django_db
    def test_offers_the_way_out_to_somebody_signed_in(self, client, settings):
        settings.DEMO = True
        client.force_login(UserFactory(name="Katrin Lehmann (fiktiv)"))
        page = client.get("/de/components/").content.decode()
        assert "Katrin Lehmann (fiktiv)" in page
        assert re.search(r'<form[^>]*method="post" action="/de/sign-out/">\s*<input[^>]*csrfmiddlewaretoken', page)

    def test_shows_where_the_reader_is(self):
        page = self.page(nav=[("my", "My forum", "/a/"), ("plan", "Planning", "/b/")], active="plan")
        assert '<a href="/b/" aria-current="page">Planning</a>' in page
        assert '<a href="/a/">My forum</a>' in page

    def test_shows_what_the_last_step_said(self):
        request = self.request()
        messages.error(request, "Somebody else was faster.")
        page = self.page(request)
        assert 'class="note bad" role="alert"' in page
        assert "Somebody else was faster." in page

    @staticmethod
    def request():
        request = RequestFactory().get("/en/components/")
        request.user = AnonymousUser()
        request._messages = KeptMessages(request)
        return request

    def page(self, request=None, **context):
        with translation.override("en"):
            return render('{% extends "layout/desk.html" %}', request=request or self.request(), **context)


class TestHealth:
    @pytest.mark.django_db
    def test_is_ok_when_the_database_answers(self, client):
        answer = client.get("/healthz")
        assert (answer.status_code, answer.content) == (200, b"ok")

    @pytest.mark.django_db
    def test_is_503_when_the_database_does_not_answer(self, client, monkeypatch):
        def fail():
            raise OperationalError

        monkeypatch.setattr(connection, "cursor", fail)
        assert client.get("/healthz").status_code == 503


class TestMissingAndBroken:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_missing_page_says_what_still_works(self, client, language):
        answer = client.get(f"/{language}/there-is-no-such-page/")
        page = answer.content.decode()
        assert answer.status_code == 404
        assert f'<html lang="{language}">' in page
        assert f'href="/{language}/"' in page
        assert f'href="/{language}/sign-in/"' in page

    def test_a_missing_page_offers_the_home_page_in_other_languages(self, client):
        page = client.get("/de/there-is-no-such-page/").content.decode()
        assert re.findall(r'<a href="([^"]*)" hreflang="ru"', page) == ["/ru/"]

    @pytest.mark.django_db
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_page_for_errors_asks_nothing_of_the_database(self, rf, language, django_assert_num_queries):
        with translation.override(language), django_assert_num_queries(0):
            answer = views.broken(rf.get("/"))
        assert answer.status_code == 500
        assert f'<html lang="{language}">' in answer.content.decode()

    def test_the_page_for_errors_speaks_even_when_templates_fail(self, rf, settings, caplog):
        settings.TEMPLATES = []
        answer = views.broken(rf.get("/"))
        assert answer.status_code == 500
        assert answer.content.decode() == views.LAST_WORDS
        assert "itself broken" in caplog.text


class TestField:
    def test_ties_what_is_wrong_to_its_input(self):
        page = self.field("name", {"name": ""})
        assert re.search(r'<input[^>]*aria-invalid="true"[^>]*aria-describedby="id_name_helptext id_name_error"', page)
        assert 'class="hint" id="id_name_helptext"' in page
        assert 'class="error" id="id_name_error"' in page

    def test_says_which_field_may_stay_empty(self):
        with translation.override("en"):
            assert "(optional)" in self.field("message")
            assert "(optional)" not in self.field("name")

    def test_puts_choices_under_one_legend(self):
        page = self.field("level", {"level": "never"})
        assert re.search(r'<fieldset class="field bad" aria-describedby="id_level_error">\s*<legend>', page)
        assert page.count('type="radio"') == 4

    def test_writes_a_tick_before_its_words(self):
        assert re.search(r'<label class="one" for="id_agreed"><input type="checkbox"', self.field("agreed"))

    def test_the_summary_leads_to_each_field_that_is_wrong(self):
        form = SampleForm({"email": "nobody", "size": "s", "name": "Elbe (fiktiv)"})
        page = render('{% from "ui/field.html" import error_summary %}{{ error_summary(form) }}', form=form)
        assert re.findall(r'href="#(\w+)"', page) == ["id_email", "id_level_0"]

    def test_the_summary_names_what_concerns_no_field(self):
        class Wrong(forms.Form):
            def clean(self):
                raise forms.ValidationError("Too late.")

        page = render('{% from "ui/field.html" import error_summary %}{{ error_summary(form) }}', form=Wrong({}))
        assert "<li>Too late.</li>" in page

    def test_there_is_no_summary_without_errors(self):
        page = render('{% from "ui/field.html" import error_summary %}{{ error_summary(form) }}', form=SampleForm())
        assert page.strip() == ""

    @staticmethod
    def field(name, data=None):
        return render('{% from "ui/field.html" import field %}{{ field(bound) }}', bound=SampleForm(data)[name])


class TestText:
    def test_is_plain_in_the_language_of_the_reader(self):
        assert self.text(Text.of(de="Meldung", en="Notice"), "de") == "Meldung"

    def test_carries_its_language_and_a_mark_when_it_is_another(self):
        page = self.text(Text.of(ru="Станки"), "de")
        assert '<span lang="ru">Станки</span>' in page
        assert '<span class="vh">(Russisch)</span>' in page

    def test_says_that_a_machine_wrote_it(self):
        text = Text({"en": Version("Machine tools", Origin.MACHINE)})
        assert "machine translation" in self.text(text, "en")

    def test_is_escaped(self):
        assert self.text(Text.of(en="<b>"), "en") == "&lt;b&gt;"

    def test_is_nothing_when_nothing_is_written(self):
        assert self.text(Text(), "de") == ""

    @staticmethod
    def text(value, language):
        with translation.override(language):
            return render('{% from "ui/text.html" import text %}{{ text(value) }}', value=value).strip()


class TestPieces:
    def test_a_bar_is_as_long_as_its_share(self):
        page = render('{% from "ui/meter.html" import meter %}{{ meter(79, 120, "79 of 120") }}')
        assert 'class="meter w-66" role="img" aria-label="79 of 120"' in page

    def test_the_circles_of_a_better_fit_overlap_more(self):
        page = render('{% from "ui/brand.html" import mark %}{{ mark(4.5) }}{{ mark(10) }}')
        heights = [float(height) for height in re.findall(r"a12 12 0 0 1 0 ([\d.]+)", page)]
        assert heights[0] > heights[1] > 0

    def test_circles_that_do_not_meet_have_no_lens(self):
        assert "lens" not in render('{% from "ui/brand.html" import mark %}{{ mark(13) }}')

    def test_a_button_that_changes_something_is_a_form(self):
        call = '{{ post_button("Stop", "/stop/", token, fields={"n": 1}) }}'
        page = render('{% from "ui/button.html" import post_button %}' + call, token="TOKEN")
        assert re.search(
            r'<form[^>]* method="post" action="/stop/">TOKEN\s*<input type="hidden" name="n" value="1">', page
        )


class TestStyle:
    def test_has_a_class_for_every_percent(self):
        style = (STATIC / "hs.css").read_text()
        assert re.findall(r"\.w-(\d+) \{ --v: (\d+)%; \}", style) == [(str(n), str(n)) for n in range(101)]

    @pytest.mark.parametrize("name", ["hs.css", "work.css"])
    def test_names_only_files_that_exist(self, name):
        named = re.findall(r"url\(([^)]*)\)", (STATIC / name).read_text())
        assert [file for file in named if not (STATIC / file).is_file()] == []
