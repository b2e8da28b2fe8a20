"""The programme: talks of an event, who speaks, in which languages; as a page, a calendar and a schedule file."""
