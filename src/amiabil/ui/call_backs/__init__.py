"""A booked call as its customer sees it: its secret address, its calendar entry, its mails."""
