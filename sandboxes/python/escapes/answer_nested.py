"""Answers with a list in a list in a list."""

def f(x):
    nest = []
    for _ in range(100_000):
        nest = [nest]
    return nest
