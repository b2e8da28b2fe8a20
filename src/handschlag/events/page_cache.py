"""Where views look for what ``foundation.page_cache`` offers."""

from handschlag.foundation.page_cache import HTML, Page, answer

__all__ = ["HTML", "Page", "answer"]
