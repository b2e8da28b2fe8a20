"""How notices, events and talks are edited: what they have in common, and what each does in its own way.

``edited`` knows the rows with their forms and services, ``desks`` their pages; ``parts`` what belongs to them beside
their forms, ``parts_shown`` how that reads; ``saving`` makes what everybody reads out of a form, ``copying``
an event out of another; ``conflicts`` shows what two editors have changed at once, ``history`` what differs between
versions, ``standing`` how far texts are in each language, ``steps`` where a row stands and what can be done with it,
``preview`` what the public will see.
"""
