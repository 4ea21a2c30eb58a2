"""How the charts of a report are asked for: which files, how fine, masked or not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

FORMATS: Final = ("png", "svg")
"""Every kind of file that a chart can be written as."""

DPI: Final = 150
"""Dots to the inch of a PNG, unless another number is asked for."""

LEAST_DPI, MOST_DPI = 50, 600

Render = Callable[[str, int], Mapping[str, bytes]]
"""Draws all charts as a format, with so many dots to the inch: files by name."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is asked for.

    Attributes:
        formats: Those of :data:`FORMATS` that are written beside the page; with none
            of them, the page has no charts either.
        dpi: Dots to the inch of the PNG files; a chart is 8.6 inches wide.
        mask: Whether charts hide explicit strings.
    """

    formats: tuple[str, ...] = ("png",)
    dpi: int = DPI
    mask: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """The charts of a report.

    Attributes:
        inline: The charts of the page, PNG at the usual resolution, by name.
        files: The charts as files, by format and then by name.
    """

    inline: Mapping[str, bytes]
    files: Mapping[str, Mapping[str, bytes]]

    def named(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each file."""
        for suffix, charts in self.files.items():
            for name, content in charts.items():
                yield f"charts/{name}.{suffix}", content


def draw(render: Render, pictures: Pictures) -> Drawn:
    """Draw what is asked for, and what the page needs, nothing twice.

    Args:
        render: Draws them.
        pictures: What is asked for.
    """
    files = {suffix: render(suffix, pictures.dpi) for suffix in pictures.formats}
    if not files:
        return Drawn({}, {})
    if "png" in files and pictures.dpi == DPI:
        return Drawn(files["png"], files)
    return Drawn(render("png", DPI), files)
