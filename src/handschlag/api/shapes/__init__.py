"""What requests say and what answers tell, by subject."""
