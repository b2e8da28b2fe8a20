"""The interface for programs: typed operations over the services and queries of the flats below."""
