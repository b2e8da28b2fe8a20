"""Workers of the planning queue as processes that may be killed, and the planners that they start."""
