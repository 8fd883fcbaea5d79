"""On which machine, and when, was it measured?"""

import datetime
import os
import platform


def stated() -> str:
    """Day, cores, load and Python, in one line: a load near or above the cores says that others used the machine."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return f"{datetime.date.today()}, {os.cpu_count()} cores of {platform.machine()}, load {load}, Python {platform.python_version()}"
