"""What everything stands on: money, working time, errors, ids, folded text, documents."""
