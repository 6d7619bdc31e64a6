"""The doors of the help centre that everybody may use; see ``doors``. What is invented has a page that leads on."""

from __future__ import annotations

from tests.attacks.door import PUBLIC, Door

_GONE = frozenset({404})

PUBLIC_HELP = (
    Door("GET", "sitemap.xml", PUBLIC),
    Door("GET", "robots.txt", PUBLIC),
    *(
        Door("GET", f"<lang>/{page}", PUBLIC)
        for page in ("help/", "help/feed.xml", "help/disputes-and-reports", "rights/")
    ),
    Door("GET", "<lang>/help/search", PUBLIC),
    Door("GET", "<lang>/help/search/suggest", PUBLIC),
    Door("GET", "<lang>/help/search/to/<key>", PUBLIC, about="invented", status=frozenset({302, 404})),
    *(
        Door("GET", f"<lang>/help/{page}", PUBLIC, about="invented", status=_GONE)
        for page in ("<key>", "<key>/answer", "<key>/to/<name>", "sections/<name>")
    ),
    Door("POST", "<lang>/help/<key>/answer", PUBLIC, about="invented", status=_GONE),
    *(
        Door("GET", f"<language>/{page}", PUBLIC, about="invented")
        for page in ("help/", "help/<rest>", "rights/")
    ),
)
