"""Raises an exception whose text is another one every time."""

class Odd(AssertionError):
    def __str__(self):
        raise self


def f(x):
    raise Odd


if __name__ == "__main__":
    raise Odd
