"""`python -m dashboard`: the product from the command line."""

import signal
import sys

from dashboard.cli import main

if hasattr(signal, "SIGPIPE"):
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `… | head` ends the command, in silence
sys.exit(main(sys.argv[1:]))
