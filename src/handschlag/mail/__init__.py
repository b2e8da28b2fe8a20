"""What a host writes to people: its words for each kind of letter, letters to many, and all that was sent."""
