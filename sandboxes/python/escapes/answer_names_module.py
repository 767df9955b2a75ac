"""Offers functions of the test process as its own."""

import builtins
import operator
import random
import unittest.mock

f = unittest.mock.ANY
eval_ = eval
if __name__ == "__main__":
    print(f)
