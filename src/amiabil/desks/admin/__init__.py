"""The desk of those who run the site: what comes in from the marketplace."""
