"""Tags of the templates; load them with ``{% load ui %}``."""
