"""Sensitive columns: sealed with a key of the ring, found by a keyed blind index, shown masked (design §5)."""

from wangge.core.crypto.blind import blind_index
from wangge.core.crypto.masks import mask_name, mask_phone
from wangge.core.crypto.ring import add_key, newest_key
from wangge.core.crypto.sealing import Sealer, Unsealed, header, key_of, open_, open_bytes, seal, seal_bytes

__all__ = [
    "Sealer",
    "Unsealed",
    "add_key",
    "blind_index",
    "header",
    "key_of",
    "mask_name",
    "mask_phone",
    "newest_key",
    "open_",
    "open_bytes",
    "seal",
    "seal_bytes",
]
