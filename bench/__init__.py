"""What does an operation cost, beside the least it can cost? ``make bench`` prints a table and writes JSON."""
