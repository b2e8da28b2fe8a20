"""What editors send about a programme."""

from handschlag.programme.forms.around import CopyForm, MoveForm, NewTalkForm

__all__ = ["CopyForm", "MoveForm", "NewTalkForm"]
