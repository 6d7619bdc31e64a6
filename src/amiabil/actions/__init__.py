"""What a person or a timer does: one function, one transaction."""
