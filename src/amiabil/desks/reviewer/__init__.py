"""The reviewer's desk: appeals, and requests to set a default aside, never of cases the reviewer has mediated."""
