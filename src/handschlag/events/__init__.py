"""Hosts, fairs and events: who invites, where, when, with which rooms, tables and interpreters."""
