"""Rows become a folder, byte for byte as the portal writes files."""

import shutil
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content import files
from portal.content.load import companions
from portal.kernel.errors import NotValid
from portal.model import LIVE


def dump(session: Session, folder: Path, companions_from: Path) -> int:
    """Write every published document into an empty or new folder and copy the companion files beside them.

    Returns the number of documents. Raises NotValid when the folder has something in it: nothing is ever overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotValid(f"{folder} is not empty; name a new folder", field="FOLDER", given=str(folder))
    count = 0
    for kind, table in LIVE.items():
        for row in session.scalars(select(table).where(table.withdrawn.is_(None))):
            document = row.as_document()
            path = folder / files.path_of(kind, row.key, document)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files.write(document).encode())
            count += 1
    for source in companions(companions_from):
        target = folder / source.relative_to(companions_from)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return count
