"""Mail comes in by these doors: mail servers hand it over, mail services post it. Kept first, read by the worker."""
