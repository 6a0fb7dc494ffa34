"""The gallery, for the tests of the frame and of the widgets."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def gallery() -> ModuleType:
    """The gallery as a module."""
    name = "collectdesk_gallery"
    if name not in sys.modules:
        path = Path(__file__).with_name("gallery.py")
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
