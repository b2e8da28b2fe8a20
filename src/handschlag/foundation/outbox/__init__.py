"""The outbox: mails are rows, written in the transaction of what they tell of, and sent by a worker.

``post`` puts a finished mail in; ``write`` composes a letter of a registered kind (``foundation.letters``) and posts
it; ``note`` gathers small news into one mail. Nobody is told of a change that was rolled back.

A worker hands each mail to the mail server at least once, and always under the same Message-ID: if it is killed between
the server's yes and the row that notes it, this one mail goes out a second time. What the server puts off is tried
again for two days; what it refuses has failed, with the server's words. Whatever is not urgent waits for the morning.
"""

from handschlag.foundation.outbox.address import Address, Attachment
from handschlag.foundation.outbox.hands import forget, stop, stop_about, stop_group, try_again
from handschlag.foundation.outbox.news import note
from handschlag.foundation.outbox.posting import post
from handschlag.foundation.outbox.writing import write

__all__ = ["Address", "Attachment", "forget", "note", "post", "stop", "stop_about", "stop_group", "try_again", "write"]
