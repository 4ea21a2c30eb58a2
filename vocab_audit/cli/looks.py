"""Options for how what is written looks, and what they come to."""

import os
import sys
from dataclasses import dataclass
from typing import Final, TypedDict

import click

from vocab_audit.cli.options import stacked
from vocab_audit.report.languages import LANGUAGES
from vocab_audit.report.pictures import DPI, FORMATS, LEAST_DPI, MOST_DPI, Pictures

MASKABLE: Final = (None, "text", "markdown", "html")
"""Formats for people; None is the report directory."""

NO_CHARTS: Final = "none"


color = click.option(
    "--color/--no-color",
    default=None,
    help="Colours in text; by default on a terminal, unless NO_COLOR is set.",
)


def _picture_formats(
    context: click.Context, parameter: click.Parameter, value: str
) -> tuple[str, ...]:
    """Take apart a list of formats, each once, in the order of all of them."""
    named = {name.strip().lower() for name in value.split(",")}
    if named == {NO_CHARTS}:
        return ()
    if not named.issubset(FORMATS):
        message = f"{value!r} is not one of png, svg, png,svg and none"
        raise click.BadParameter(message, context, parameter)
    return tuple(name for name in FORMATS if name in named)


pictures = stacked(
    click.option(
        "--charts",
        "picture_formats",
        metavar="FORMATS",
        default="png",
        show_default=True,
        callback=_picture_formats,
        help="The files of each chart: png, svg, png,svg, or none, which leaves them "
        "out of the page too.",
    ),
    click.option(
        "--dpi",
        type=click.IntRange(LEAST_DPI, MOST_DPI),
        metavar="N",
        default=DPI,
        show_default=True,
        help="Dots to the inch of the PNG files "
        f"({LEAST_DPI} to {MOST_DPI}); a chart is 8.6 inches wide.",
    ),
    click.option(
        "--mask/--no-mask",
        default=None,
        help="Hide explicit strings in text and markdown, or show them in charts "
        "[default: hidden in charts only; JSON and CSV always hold them].",
    ),
)


class PictureOptions(TypedDict):
    """What :data:`pictures` hands to a command."""

    picture_formats: tuple[str, ...]
    dpi: int
    mask: bool | None


@dataclass(frozen=True, slots=True)
class Look:
    """How what is written looks.

    Attributes:
        color: Whether to colour text; None to decide by the terminal.
        mask: Whether texts for people hide explicit strings.
        pictures: How charts are drawn.
        opens_in: The language in which the page of an audit opens.
    """

    color: bool | None
    mask: bool
    pictures: Pictures
    opens_in: str = LANGUAGES[0]


def chosen_look(
    chosen: PictureOptions,
    color: bool | None,  # noqa: FBT001 - click's flag
    format_name: str | None,
) -> Look:
    """The look that the options come to; charts are masked unless --no-mask is given.

    Args:
        chosen: The options.
        color: What --color and --no-color say.
        format_name: What is written; None is the report directory.

    Raises:
        click.UsageError: --mask asks to hide what a format for programs must hold.
    """
    if chosen["mask"] and format_name not in MASKABLE:
        message = (
            f"--mask: {format_name} holds every string whole, for programs; "
            "text, markdown, html and the charts can hide them"
        )
        raise click.UsageError(message)
    mask = chosen["mask"]
    charts = Pictures(chosen["picture_formats"], chosen["dpi"], mask=mask is not False)
    return Look(color, mask is True, charts)


def wants_color(choice: bool | None) -> bool:  # noqa: FBT001 - click's flag
    """Whether to colour text on standard output.

    ``--color`` and ``--no-color`` decide; then NO_COLOR (https://no-color.org);
    then whether standard output is a terminal.
    """
    if choice is not None:
        return choice
    return not os.environ.get("NO_COLOR") and sys.stdout.isatty()
