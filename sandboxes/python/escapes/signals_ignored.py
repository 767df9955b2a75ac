"""Ignores every signal that can be ignored."""

import signal

escaped = False
for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
