"""Pages and files of this flat."""
