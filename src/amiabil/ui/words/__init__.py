"""What does the product say? Every sentence about a state, a turn, an event, once; no page writes its own.

``names`` has the words for closed sets, ``turn`` who acts until when and what silence does, ``events`` the lines of
the history, ``stages`` the rail, ``rows`` the rows of lists. All speak the active language; facts come formatted by a
``Reader``. The four parts of every sentence: what happened, who acts next, until when, what happens otherwise.
"""
