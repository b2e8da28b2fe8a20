"""Applications: from the first step of a form to a participant, never one more than there are places."""
