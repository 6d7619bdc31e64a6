"""Where do the bytes of files live? Behind one protocol; their rows are the business of ``records``.

Order of a new file: part files (written by push), ``assemble`` (checksum, flush, rename), then the row, then
``parts.forget``. What lies here without a row a day later is swept.
"""

from amiabil.gateways.files.folder import FolderFiles, files_folder, open_files, parts_of
from amiabil.gateways.files.parts import PartDiffers, Parts, PartWriter, UploadIncomplete
from amiabil.gateways.files.protocol import FileKey, FileKind, Files, StorageFull, StoredBytes, Swept, Variant

__all__ = [
    "FileKey",
    "FileKind",
    "Files",
    "FolderFiles",
    "PartDiffers",
    "PartWriter",
    "Parts",
    "StorageFull",
    "StoredBytes",
    "Swept",
    "UploadIncomplete",
    "Variant",
    "files_folder",
    "open_files",
    "parts_of",
]
