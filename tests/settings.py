"""The product's settings as the tests use them: a state folder of their own, nothing from the caller's environment."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

STATE = "TESTS_STATE"
"""Names the state folder of this run to the processes of pytest-xdist, which inherit the environment."""

for name in [name for name in os.environ if name.startswith("AMIABIL_")]:
    del os.environ[name]

if STATE not in os.environ:
    made = Path(tempfile.mkdtemp(prefix="amiabil-tests-"))
    made.chmod(0o711 if os.geteuid() == 0 else 0o700)  # the embedded server of root is not root's
    os.environ[STATE] = str(made)
    os.environ["TESTS_STATE_OF"] = str(os.getpid())
    atexit.register(shutil.rmtree, made, ignore_errors=True)  # also when the run ends before its tests begin

os.environ["AMIABIL_HOME"] = os.environ[STATE]
os.environ["AMIABIL_SECRET_KEY"] = "only the tests use this key, it opens nothing"
os.environ["AMIABIL_LOG_LEVEL"] = "error"

from amiabil.server.settings import *  # noqa: E402, F403
from amiabil.server.settings import DATABASES, LANGUAGES, STORAGES  # noqa: E402

LANGUAGES += [("en-xa", "Long"), ("ar-xb", "Mirrored")]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

AMIABIL_ASSISTANT = False  # people answer from the start, unless a test wants the assistant

# One connection for each test, so that a test's transaction is all it sees; tests/server try the pool.
DATABASES["default"]["OPTIONS"].pop("pool")

WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests, and the folder need not exist
