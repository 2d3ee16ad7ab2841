"""Small copies of pictures that people hand in: pages show these, never the bytes that were sent."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageOps

from core.common.errors import Refused

MEGAPIXEL = 1_000_000
SIDE = 640
_QUALITY = 85
# What Pillow says of bytes that are no whole picture.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


def small_copy(name: str, data: bytes, *, most_megapixels: int) -> bytes:
    """A JPEG of at most 640 × 640 pixels of the PNG or JPEG `data`, upright and without what was written
    beside the picture. Raises `Refused`, before any pixel is read, for a picture larger than that, and for
    one that is broken; `name` is the file's for the sentence."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > most_megapixels * MEGAPIXEL:
                raise Refused("picture_too_large", name=name, limit=most_megapixels)
            # A JPEG is read at the smallest scale that will do.
            picture.draft("RGB", (SIDE, SIDE))
            return _encoded(picture)
    except Image.DecompressionBombError:
        raise Refused("picture_too_large", name=name, limit=most_megapixels) from None
    except _BROKEN:
        raise Refused("picture_broken", name=name) from None


def _encoded(picture: Image.Image) -> bytes:
    picture.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    on_white = Image.new("RGB", upright.size, "white")
    on_white.paste(upright, mask=upright.getchannel("A"))
    buffer = BytesIO()
    on_white.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
