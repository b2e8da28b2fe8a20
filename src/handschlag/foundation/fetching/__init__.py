"""The only way to fetch an address that somebody typed, or that stands in what was fetched.

Whoever may type an address could otherwise let this machine ask its neighbours: its database, its router, the
interface of its cloud. So names are looked up once, every address found must be a public one, and the connection goes
to exactly the address that was checked. Redirects are followed by hand through the same checks, and nothing is waited
for or read longer than was said.
"""

from handschlag.foundation.fetching.asking import Fetched, fetch
from handschlag.foundation.fetching.internet import Internet
from handschlag.foundation.fetching.refusals import Refused
from handschlag.foundation.fetching.targets import check

__all__ = ["Fetched", "Internet", "Refused", "check", "fetch"]
