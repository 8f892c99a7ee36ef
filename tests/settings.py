"""Django's settings for tests: the Office's own, in a data folder of this process."""

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="kogge-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

os.environ["KOGGE_HOME"] = HOME
for name in ("KOGGE_CLOUD_URL", "KOGGE_SPAPI_URL", "KOGGE_LWA_URL", "KOGGE_SQS_QUEUE_ARN", "KOGGE_DEBUG"):
    os.environ.pop(name, None)

from kogge.site.settings import *  # noqa: E402, F403 - the environment comes first
