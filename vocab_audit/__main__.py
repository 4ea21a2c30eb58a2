"""``python -m vocab_audit`` is ``vocab-audit``."""

from vocab_audit.cli import main

if __name__ == "__main__":
    main()
