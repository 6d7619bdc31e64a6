"""The commands of ``amiabil``: each module adds some, and imports what they need only when they run."""

from __future__ import annotations

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What a module of commands adds its own to."""
