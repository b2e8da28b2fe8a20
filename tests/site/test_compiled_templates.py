"""Templates in compiled form: read by the next process, made anew when the source or our code is another one."""

import shutil

import pytest
from jinja2 import DictLoader

from handschlag.site import compiled_templates
from handschlag.site.jinja import environment

ONCE = {"page.html": "Good {{ 'day' }}"}


class Forgetful(Exception):
    """What was compiled before is compiled again."""


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.PACKAGE = tmp_path / "code"
    settings.PACKAGE.mkdir()
    compiled_templates.what_compiles.cache_clear()
    yield
    compiled_templates.what_compiles.cache_clear()


def pages(templates, *, compiles=True):
    """A process that has these templates; one that may not compile any says when it would have to."""
    env = environment(loader=DictLoader(templates))
    if not compiles:
        env.compile = _refuse
    return env


def _refuse(*_arguments, **_options):
    raise Forgetful


def test_another_process_reads_what_was_compiled():
    pages(ONCE).get_template("page.html")

    assert pages(ONCE, compiles=False).get_template("page.html").render() == "Good day"


def test_another_source_is_compiled_anew():
    pages(ONCE).get_template("page.html")

    assert pages({"page.html": "Good night"}).get_template("page.html").render() == "Good night"


def test_other_code_compiles_anew(settings):
    pages(ONCE).get_template("page.html")
    (settings.PACKAGE / "filters.py").write_text("# a filter says something else now\n", encoding="utf-8")
    compiled_templates.what_compiles.cache_clear()

    with pytest.raises(Forgetful):
        pages(ONCE, compiles=False).get_template("page.html")


def test_it_says_how_many_had_to_be_compiled():
    cache = pages(ONCE).bytecode_cache
    before = cache.compiled
    for templates in (ONCE, ONCE, {"page.html": "Good night"}):
        env = environment(loader=DictLoader(templates))
        env.bytecode_cache = cache
        env.get_template("page.html")

    assert cache.compiled - before == 2


def test_without_a_folder_pages_are_made_all_the_same(settings):
    env = pages(ONCE)
    shutil.rmtree(settings.DATA / "templates")

    assert env.get_template("page.html").render() == "Good day"
