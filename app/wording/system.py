"""What the system refused, as a sentence: which file, and what to do about it."""

from __future__ import annotations

import errno
from typing import Final

from app.wording.quoting import isolate

_MISSING = "There is no such file or folder: {path}. Check the name, or make the folder first."
_DENIED = "{path} may not be read or written here. Allow it, or choose another folder."
_FULL = "The disk is full: {path} was not written. Make some room, then try again."
_SENTENCES: Final = {
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: "{path} is not in a folder. Check the name.",
    errno.EISDIR: "{path} is a folder. Name a file in it.",
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: _DENIED,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENAMETOOLONG: "The name is too long for this disk: {path}.",
}


def system_sentence(error: OSError, path: object) -> str:
    """What happened to the error's file, else to `path`."""
    where = isolate(str(error.filename or path))
    words = _SENTENCES.get(error.errno or 0)
    if words is None:
        return f"{where} could not be used: {error.strerror or type(error).__name__}."
    return words.format(path=where)
