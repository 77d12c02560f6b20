"""`python -m dashboard`: the product from the command line."""

import sys

from dashboard.cli import main

sys.exit(main(sys.argv[1:]))
