"""What can be done about hosts and the people who work with them."""
