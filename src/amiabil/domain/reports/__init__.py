"""What do the events of many cases say together? Counted by day, so that a period is a sum. Source: disputes.md 6."""
