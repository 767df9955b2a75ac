"""A daemon that ought to outlive the program and answer for the next one."""

import os
import time

escaped = False
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            for place in ("/work/daemon", "/dev/shm/daemon"):
                try:
                    open(place, "w").write(str(time.time()))
                except OSError:
                    pass
            time.sleep(0.001)
    os._exit(0)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
