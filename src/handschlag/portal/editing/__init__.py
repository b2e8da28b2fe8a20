"""How notices and events are edited: what the two have in common, and what each does in its own way.

``desks`` knows the rows, their forms and their pages; ``saving`` makes what everybody reads out of a form, ``copying``
an event out of another; ``conflicts`` shows what two editors have changed at once, ``history`` what differs between
versions, ``standing`` how far texts are in each language, ``steps`` where a row stands and what can be done with it,
``preview`` what the public will see.
"""
