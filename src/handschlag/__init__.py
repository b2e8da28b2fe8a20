"""Handschlag: the platform on which a host runs an international cooperation forum."""
