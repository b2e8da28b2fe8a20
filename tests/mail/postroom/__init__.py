"""Workers of the mail queue as processes that may be killed, and a mailing for them."""
