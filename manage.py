#!/usr/bin/env python3
"""Set up and daily work: python3 manage.py run | serve | test | check | lint | fmt | bench | soak | bundle.

Standard library only, and readable for an old Python, so that the wrong one learns what is needed."""

import sys

OLDEST = (3, 11)
SENTENCE = """需要 Python {0}.{1} 或更新版本，当前是 {2}.{3}。请安装后改用它运行：python{0}.{1} manage.py run
Python {0}.{1} or newer is needed, this is {2}.{3}. Install it and run: python{0}.{1} manage.py run"""

if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(SENTENCE.format(*(OLDEST + tuple(sys.version_info[:2]))))
    from tools.commands import main

    sys.exit(main())
