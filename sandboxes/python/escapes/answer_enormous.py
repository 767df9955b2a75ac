"""Answers with values that are hard to carry."""

def f(x):
    return 10**3_000_000 if x % 2 else [[]] * 2_000_000
