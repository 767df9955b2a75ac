"""Starts threads without end."""

import threading
import time

escaped = False
while True:
    try:
        threading.Thread(target=time.sleep, args=(1000,)).start()
    except RuntimeError:
        pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
