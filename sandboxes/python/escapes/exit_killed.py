"""Kills itself in a call."""

import os
import signal


def f(x):
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    f(0)
