"""The look that all printed documents share: fonts, colours, and what the PDF writer may do."""

from pathlib import Path

from reportlab import rl_config
from reportlab.graphics import shapes
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

DISPLAY = "NotoSerifDisplay-Bold"
SERIF = "NotoSerif-Regular"
SERIF_BOLD = "NotoSerif-Bold"
SERIF_ITALIC = "NotoSerif-Italic"
SANS = "NotoSans-Regular"
SANS_BOLD = "NotoSans-Bold"
SYMBOLS = "NotoSansMath-Regular"

INK = "#1d2733"
QUIET_INK = "#52606d"
RULE = "#c9d1d9"
TINT = "#f2f5f8"
ACCENT = "#12507b"

# Okabe and Ito's palette: told apart by people with any kind of colour blindness.
UNIT_COLOUR = "#0072b2"
MIDDLE_COLOUR = "#d55e00"
LAST_COLOUR = "#00805c"


class Refused(ValueError):
    """A document that would not show what was typed; the message says whose and why."""


def _register_fonts() -> None:
    folder = Path(__file__).parent / "fonts"
    for name in (DISPLAY, SERIF, SERIF_BOLD, SERIF_ITALIC, SANS, SANS_BOLD, SYMBOLS):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def _restrict_writer() -> None:
    """Let the PDF writer fetch nothing, and never fall back on a font that is not embedded."""
    rl_config.trustedHosts = []
    rl_config.trustedSchemes = []
    rl_config.useA85 = 0  # text armour would make every file a quarter larger
    rl_config.canvas_basefontname = SANS
    shapes.STATE_DEFAULTS["fontName"] = SANS


_restrict_writer()
_register_fonts()
