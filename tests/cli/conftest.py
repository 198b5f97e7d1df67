"""A folder into which the good content was loaded, once for each worker; every test gets a copy that it may spoil."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Said
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.settings import Settings


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "loaded"


@pytest.fixture
def loaded(portal: Callable[..., Said], settings: Settings, kept: Path) -> None:
    """`portal content load` has been run."""
    if not kept.exists():
        assert portal("content", "load").code == 0
        shutil.copytree(settings.data_dir, kept / "var")
        shutil.copytree(settings.search_dir, kept / "index")
    else:
        shutil.copytree(kept / "var", settings.data_dir)
        shutil.copytree(kept / "index", settings.search_dir)


@pytest.fixture
def database(settings: Settings) -> Iterator[Session]:
    """What the program wrote."""
    engine = create_engine(settings.database)
    with Session(engine) as session:
        yield session
    engine.dispose()
