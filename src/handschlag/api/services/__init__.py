"""What can be done about tokens, and how nothing is created twice."""
