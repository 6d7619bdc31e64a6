"""The virtual assistant's rules: what it hides, when it yields to a person, when it may answer at once."""
