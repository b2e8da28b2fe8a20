"""What can happen to wishes, runs and plans."""
