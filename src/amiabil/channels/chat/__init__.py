"""Talking with us: the page that works without JavaScript, and the door of the widget."""
