"""What people type, as data, one file per audience."""
