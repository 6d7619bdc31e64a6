"""``python -m amiabil.server`` is the command ``amiabil``, where the script is not on the path."""

import sys

from amiabil.server.cli import main

sys.exit(main())
