"""What data are used for, who sees them, how long they stay, and what everybody can ask about her own."""
