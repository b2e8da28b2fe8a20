"""When a command says no."""


class InputError(Exception):
    """What was typed is at fault; one sentence says how, for whoever typed it."""
