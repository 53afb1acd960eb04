"""``python -m indexer``."""

import sys

if __name__ == "__main__":
    # Here, because the processes that read articles import this module too.
    try:
        from indexer.cli import main
    except KeyboardInterrupt:
        sys.exit(130)  # nothing has begun
    main()
