"""What can be done with applications: each a verb that refuses, writes and tells, in one transaction."""
