"""Looking for what was said: the same for whoever takes part and for the staff, each with what they may read."""
