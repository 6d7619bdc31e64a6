"""Everything held about one person, to be taken away."""

from __future__ import annotations

from django.http import FileResponse

from amiabil.gateways.files import FileKey, FileKind
from amiabil.records import sql
from amiabil.records.data_copies import Copy
from amiabil.ui.intake import file_store

NAME = "my-data.zip"


def opened(copy: Copy) -> FileResponse:
    """The bytes of a copy whose fetching was decided, to save. Raises ``NotFound``."""
    content = file_store().open(FileKey(FileKind.EXPORT, copy.customer_id, copy.id))
    sql.let_go()
    response = FileResponse(content, as_attachment=True, filename=NAME, content_type="application/zip")
    response.block_size = 1 << 16
    response["Content-Length"] = str(copy.size)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
