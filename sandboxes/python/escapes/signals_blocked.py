"""Blocks every signal and swallows every exception."""

import signal

escaped = False
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True:
    try:
        while True:
            pass
    except BaseException:
        pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
