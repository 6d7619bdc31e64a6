"""The door by which readers ask for translations beside the messages of a conversation."""
