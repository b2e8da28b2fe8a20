"""``python -m handschlag.site.command`` is the command ``handschlag``."""

import sys

from handschlag.site.command import main

sys.exit(main())
