"""The door of the push process: live streams out, files in. No Django, no models, no database but the bus."""
