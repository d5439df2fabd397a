"""Files as phones and offices send them, made small."""

import io
import struct
import wave
import zipfile
import zlib

from PIL import Image

RED, BLUE = (220, 30, 30), (30, 30, 220)
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def picture(
    form: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object
) -> bytes:
    """A picture whose upper half is red and lower half blue, so that it can be seen which way up it is."""
    made = Image.new("RGB", size, RED)
    made.paste(BLUE, (0, size[1] // 2, size[0], size[1]))
    out = io.BytesIO()
    made.convert(mode).save(out, form, **options)
    return out.getvalue()


def from_a_phone() -> bytes:
    """Lying on its side, as a phone stores it, and saying where it was taken and with what."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn by 90° clockwise to see it upright
    exif[MAKE] = "SECRETPHONE"
    exif.get_ifd(GPS).update({1: "N", 2: (41.0, 16.0, 5.5), 3: "E", 4: (123.0, 10.0, 24.0)})
    upright = Image.open(io.BytesIO(picture(size=(40, 60))))
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    out = io.BytesIO()
    lying.save(out, "JPEG", exif=exif, comment=b"SECRETCOMMENT", xmp=b"<x:xmpmeta>SECRETXMP</x:xmpmeta>")
    return out.getvalue()


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 800)
    return out.getvalue()


def office(part: str) -> bytes:
    """A Word (`word/document.xml`) or Excel (`xl/workbook.xml`) file as those programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types/>' + " " * 500)
        packed.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships/>')
        packed.writestr(part, '<?xml version="1.0"?><w/>')
    return out.getvalue()


def packed() -> bytes:
    """A plain zip: not a document anybody asked for."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.exe", b"MZ")
    return out.getvalue()


def png_declaring(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that unpacks to width × height pixels, were it read."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 5000))
        + chunk(b"IEND", b"")
    )


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64" + b"\0" * 413
AMR = b"#!AMR\n" + b"\x3c" + b"\0" * 31
OGG = b"OggS\0\x02" + b"\0" * 22
M4A = b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0"
WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
SCRIPT = b"#!/bin/sh\nrm -rf /\n"
WINDOWS = b"MZ\x90\x00" + b"\0" * 200
