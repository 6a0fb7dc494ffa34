"""`python -m collectdesk` is the same as `collectdesk`."""

import sys

from collectdesk.cli.main import main

sys.exit(main())
