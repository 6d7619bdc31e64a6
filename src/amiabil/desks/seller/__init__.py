"""The shop's pages: what waits for an answer, what silence costs, and each dispute."""
