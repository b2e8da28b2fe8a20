"""Pages of organisers about mails."""
