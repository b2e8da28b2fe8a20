"""How notices and events are edited: what the two have in common, and what each does in its own way.

``desks`` knows the rows, their forms and their pages; ``conflicts`` what two editors have changed at once; ``standing``
how far the texts are in each language; ``preview`` what the public will see.
"""
