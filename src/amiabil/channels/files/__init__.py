"""The door through which bytes of files leave, and through which people announce what they send."""
