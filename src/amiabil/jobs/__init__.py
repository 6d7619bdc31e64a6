"""What runs without a person: relay, deadlines, mail, refunds."""
