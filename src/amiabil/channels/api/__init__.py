"""The door for programs: JSON over HTTP under ``/api/v1``; it translates and nothing more."""
