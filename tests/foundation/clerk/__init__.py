"""A small app whose jobs do nothing but leave traces, and whose workers are processes that may be killed."""
