"""The desk of editors for questions that were not answered: in groups, each change measured before it is made."""
