"""The mediator's desk: cases to take and to decide, with the file and the sheet of the decision."""
