"""Pages of the portal: a door, a form, a service, an answer."""
