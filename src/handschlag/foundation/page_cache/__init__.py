"""Keeps ready pages for visitors who are not signed in, in front of everything else.

A view says with ``answer`` what a page shows, by which revision, and until when it is true. ``keeping`` stores the
whole answer, headers and all, once it has gone through every middleware and holds nothing of anybody's. ``front``
finds it again: before Django, if the number of the revision is still the same. A change raises the number, so it
is seen on the next request; nothing ever has to be thrown away.
"""

from handschlag.foundation.page_cache.pages import HTML, Page, answer, number

__all__ = ["HTML", "Page", "answer", "number"]
