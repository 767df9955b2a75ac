"""Never comes back to the interpreter."""

import re

escaped = False
re.match("(a*)*b", "a" * 60)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
