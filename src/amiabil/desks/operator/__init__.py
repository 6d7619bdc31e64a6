"""The operator's desk: return labels, proceedings outside, insolvent sellers."""
