"""What programs can ask for: a door, a typed input, a query or service, a typed answer."""
