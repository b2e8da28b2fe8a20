"""Pages, one file per audience: whoever comes in, and whoever looks after her account."""
