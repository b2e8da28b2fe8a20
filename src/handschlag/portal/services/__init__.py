"""Verbs of the portal: refuse, write, tell, in one transaction."""
