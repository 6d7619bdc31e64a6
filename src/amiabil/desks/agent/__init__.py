"""The agent's desk: find a case, read it, write to its people."""
