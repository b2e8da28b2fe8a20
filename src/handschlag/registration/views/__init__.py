"""Pages, one file per audience and subject."""
