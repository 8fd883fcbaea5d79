"""How does a report read for a program? The same head and arguments give the same bytes."""

import json
from collections.abc import Mapping
from typing import Any


def text(document: Mapping[str, Any]) -> str:
    """A document as JSON, keys in the order of the contract."""
    return json.dumps(document, allow_nan=False, indent=1)
