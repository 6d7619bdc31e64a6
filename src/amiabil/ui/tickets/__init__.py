"""How a request for help is shown: to whoever asked, and to whoever answers."""
