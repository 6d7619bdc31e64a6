"""What is a request for help, who answers it and by when? Tickets, topics and service levels."""
