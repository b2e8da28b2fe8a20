"""The portal: notices, calendar, pages of events, search and feeds; what everybody sees before signing in."""
