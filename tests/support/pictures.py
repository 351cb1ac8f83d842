"""Small pictures made by hand."""

import struct
import zlib


def png(width: int, height: int) -> bytes:
    """A red PNG of this size."""
    rows = b"".join(b"\x00" + b"\xc0\x20\x20" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def svg(inside: str = '<path d="M0 0h40v20H0z" fill="#0b6e64"/>', attributes: str = "") -> bytes:
    """An SVG that holds this."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="40" height="20" {attributes}>{inside}</svg>'
    ).encode()
