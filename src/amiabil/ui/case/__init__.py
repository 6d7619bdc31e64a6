"""The page of a case, for buyer, seller and staff alike: one source, three doors."""
