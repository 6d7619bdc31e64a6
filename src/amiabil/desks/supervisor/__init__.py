"""The supervisor's desk: what the marketplace owes and has not done in time."""
