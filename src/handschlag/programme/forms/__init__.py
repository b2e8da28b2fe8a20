"""What editors send about a programme."""

from handschlag.programme.forms.around import CopyForm, MoveForm
from handschlag.programme.forms.talk import TalkForm

__all__ = ["CopyForm", "MoveForm", "TalkForm"]
