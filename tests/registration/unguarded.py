"""The site with the guard of capacity switched off, which production refuses: for the red control of a rush."""

from handschlag.site.settings import *  # noqa: F403

DEBUG = True
CAPACITY_IS_GUARDED = False
