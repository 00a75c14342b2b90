"""The site under test: an app over a small home, a client, a browser beside it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

# Tests are no package (importmode importlib); the browser's helper is found beside this file.
_HERE = Path(__file__).parent


def _beside(name: str) -> None:
    if f"site_{name}" in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(f"site_{name}", _HERE / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"site_{name}"] = module
    spec.loader.exec_module(module)


_beside("browser")
