"""Writes each artist of a figure as SVG text of its own, with what the text refers to."""

import base64
import functools
import hashlib
import re
from io import BytesIO, StringIO

from matplotlib import _path
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D
from PIL import Image

__all__ = ["Renderer"]

_POINTS = 72  # an inch
_SHARP = 144  # pixels an inch of images in the picture
_DECIMALS = 2  # of a point: what is finer no screen shows
_COMMANDS = [b"M", b"L", b"Q", b"C", b"z"]
_DEFINITIONS = re.compile(r"<defs>(.*?)</defs>\s*", re.S)
_DEFINITION = re.compile(r'(?=<\w+ (?:[^>]*? )?id=")')
_PNG = "data:image/png;base64,"
_LINE = "\n"
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


class Renderer(RendererSVG):
    """Writes every artist by itself, with the clips, markers and letters that it refers to; groups are left out.

    Equal pictures have equal text, and every image is an element of its own, whatever the settings of matplotlib.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig = plt.figure()
    >>> words = fig.text(0.5, 0.5, "aha")
    >>> text, letters = Renderer(fig).written(words)
    >>> text.count("<use"), len(letters)
    (3, 2)
    """

    def __init__(self, figure):
        super().__init__(*(_POINTS * figure.get_size_inches()), StringIO(), image_dpi=_SHARP, metadata=_NO_METADATA)
        self._figure = figure
        self._texts = []
        self._definitions = {}

    def written(self, artist):
        """The text of an artist, and the definitions it refers to."""
        self._text = StringIO()
        self._letters = {}
        self.writer = type(self.writer)(self._text)
        self._clipd, self._markers, self._hatchd = {}, {}, {}
        self._path_collection_id = 0
        if artist.get_rasterized():  # such as the colours of a colour bar
            pixels = MixedModeRenderer(self._figure, *self._figure.get_size_inches(), _SHARP, self)
            type(artist).draw(artist, pixels)
            pixels.stop_rasterizing()
        else:
            type(artist).draw(artist, self)
        self._write_clips()
        self._write_hatches()
        text = self._text.getvalue()
        blocks = _DEFINITIONS.findall(text)
        if blocks:
            text = _DEFINITIONS.sub("", text)
        definitions = [d.strip() for block in blocks for d in _DEFINITION.split(block) if d.strip()]
        return text, [*definitions, *self._letters]

    def add(self, text, definitions):
        """Take a text and its definitions into the picture."""
        self._texts.append(text)
        self._definitions.update(dict.fromkeys(definitions))

    def picture(self):
        """All that was added, as one SVG picture."""
        size = f'width="{self.width:g}pt" height="{self.height:g}pt" viewBox="0 0 {self.width:g} {self.height:g}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}>\n'
            "<style>*{stroke-linejoin: round; stroke-linecap: butt}</style>\n"
            f"<defs>\n{_LINE.join(self._definitions)}\n</defs>\n{''.join(self._texts)}</svg>\n"
        )

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Letters by reference. A text is laid out once, a letter outlined once: this is what takes longest."""
        features, language = (mtext.get_fontfeatures(), mtext.get_language()) if mtext else (None, None)
        letters, outlines = _laid_out(s, prop, bool(ismath), features, language)
        self._letters.update(dict.fromkeys(outlines))
        alpha = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
        look = f' fill="{rgb2hex(gc.get_rgb())}"' + (f' opacity="{alpha:g}"' if alpha != 1 else "")
        turn = f" rotate({-angle:g})" if angle else ""
        size = prop.get_size_in_points() / text_to_path.FONT_SCALE
        place = f"translate({x:.{_DECIMALS}f} {y:.{_DECIMALS}f}){turn} scale({size:g} {-size:g})"
        group = f'<g{look} transform="{place}">{letters}</g>\n'
        self._text.write(self._clipped(gc, group))

    def _clipped(self, gc, text):
        """Text inside a group that clips it: what is transformed itself cannot be clipped in the figure's measures."""
        clip = self._get_clip_attrs(gc)
        return f'<g clip-path="{clip["clip-path"]}">{text}</g>\n' if clip else text

    def draw_image(self, gc, x, y, im, transform=None):
        """An image inside the picture, packed in haste: it is packed once more with the page, or not kept at all."""
        height, width = im.shape[:2]
        if not im.size:
            return
        packed = BytesIO()
        Image.fromarray(im).save(packed, format="png", compress_level=1)
        look = "" if gc.get_alpha() in (None, 1) else f' opacity="{gc.get_alpha():g}"'
        if transform is None:  # drawn for this place, in pixels of the picture, the lowest row first
            pixel = _POINTS / self.image_dpi
            place = f"translate({x:g} {self.height - y:g}) scale({pixel:g} {-pixel:g})"
        else:  # its own pixels, stretched to their place
            stretched = Affine2D().scale(1 / width, 1 / height) + transform
            upright = stretched + Affine2D().translate(x, y).scale(1, -1).translate(0, self.height)
            place = f"matrix({' '.join(f'{number:g}' for number in upright.frozen().to_values())})"
            look += ' style="image-rendering:crisp-edges;image-rendering:pixelated"'
        data = base64.b64encode(packed.getvalue()).decode()
        image = f'<image width="{width}" height="{height}" transform="{place}"{look} xlink:href="{_PNG}{data}"/>\n'
        self._text.write(self._clipped(gc, image))

    def open_group(self, s, gid=None):
        """Write nothing."""

    def close_group(self, s):
        """Write nothing."""

    def option_image_nocomposite(self):
        """Each image is an element of its own."""
        return True

    def _get_clippath_id(self, path):  # by content, since a count would depend on what else is drawn
        return hashlib.sha256(path.vertices.tobytes()).hexdigest()

    def _make_id(self, kind, content):  # without the salt, which would differ from one time to the next
        return kind + hashlib.sha256(str(content).encode()).hexdigest()[:10]

    def _convert_path(self, path, transform=None, clip=None, simplify=None, sketch=None):
        window = (0.0, 0.0, self.width, self.height) if clip else None
        return _outline(path, transform, window, simplify, sketch)


def _outline(path, transform=None, window=None, simplify=False, sketch=None):
    """A path in SVG's words, on one line."""
    text = _path.convert_to_string(path, transform, window, simplify, sketch, _DECIMALS, _COMMANDS, False)
    return text.decode("ascii").replace("\n", " ")


_outlines = {}  # letter of a font: its vertices and codes, for all figures


@functools.lru_cache(maxsize=2048)
def _laid_out(text, font, is_math, features, language):
    """References to the letters of a text, each at its place, and the definitions that they refer to."""
    if is_math:
        letters, outlines, bars = text_to_path.get_glyphs_mathtext(font, text, _outlines)
        _outlines.update(outlines)  # does nothing where they are the same
    else:
        letters, _, bars = text_to_path.get_glyphs_with_font(
            text_to_path._get_font(font), text, _outlines, features=features, language=language
        )
    uses = [
        f'<use transform="translate({x:g} {y:g}) scale({scale:g})" xlink:href="#{_name(letter)}"/>'
        for letter, x, y, scale in letters
    ]
    uses += [f'<path d="{_outline(Path(vertices, codes))}"/>' for vertices, codes in bars]
    return "".join(uses), [_definition(letter) for letter in dict.fromkeys(letter for letter, *_ in letters)]


@functools.cache
def _definition(letter):
    vertices, codes = _outlines[letter]
    whole = _outline(Path(64 * vertices, codes))  # the font's own units are 64 times smaller
    return f'<path id="{_name(letter)}" transform="scale({1 / 64:g})" d="{whole}"/>'


def _name(letter):
    return letter.replace("%20", "_")
