"""Files of a list as a version keeps them, and as they were again."""

import pytest

from handschlag.engine.language import Text
from handschlag.foundation import listed_files
from handschlag.foundation.listed_files import Listed
from handschlag.foundation.models import StoredFile
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make.EventFactory()


def attach(event, name, number):
    stored = StoredFile.objects.create(name=name, kind="pdf", size=1)
    return event.documents.create(file=stored, label=Text.of(de=name), number=number)


def test_what_is_listed_can_be_written_down_and_read(event):
    attach(event, "a.pdf", 1)

    [one] = listed_files.listed(event.documents)

    assert Listed.of(one.as_data()) == one
    assert (one.name, one.label) == ("a.pdf", Text.of(de="a.pdf"))


def test_order_labels_and_ids_are_as_they_were(event):
    for number, name in enumerate(("a.pdf", "b.pdf", "c.pdf"), start=1):
        attach(event, name, number)
    before = listed_files.listed(event.documents)
    event.documents.update(label=Text.of(de="anders"), number=7)

    gone = listed_files.arrange(event.documents, before[::-1])

    assert (gone, listed_files.listed(event.documents)) == ([], before[::-1])


def test_what_is_gone_is_left_out_and_what_nobody_names_is_deleted(event):
    gone, stays = attach(event, "a.pdf", 1), attach(event, "b.pdf", 2)
    wanted = listed_files.listed(event.documents)[:1]
    gone.file.delete()

    left_out = listed_files.arrange(event.documents, wanted)

    assert (left_out, event.documents.count()) == (wanted, 0)
    assert not StoredFile.objects.filter(pk=stays.file_id).exists()
