"""Write reports/index.html: a page that links every reference report.

Run ``python tools/make_gallery.py [FOLDER]``; the folder is reports/ by default.
"""

import sys
from pathlib import Path

from vocab_audit.files import replace_file
from vocab_audit.report import gallery

FOLDER = Path(__file__).parents[1] / "reports"


def main(arguments: list[str]) -> None:
    """Render the page of a folder's reports, and write it there."""
    folder = Path(arguments[0]) if arguments else FOLDER
    replace_file(folder / "index.html", gallery.render(folder).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
