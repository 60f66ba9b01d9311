"""Seal, open, fingerprint, sign-check and rotate: the only code that sees stored secrets in the clear (Tink).

The key-encryption key (KEK) lies in a file and encrypts three keysets; the keysets do the work:

    KEK (`kek.py`) ── `sealing`      AES256-GCM, one value at a time (`sealing.py`)
                   ├─ `fingerprint`  HMAC-SHA256 as a PRF, equal for equal keys of one user
                   └─ `audit`        HMAC-SHA256, the chain of the audit trail
"""

from tink import aead, mac, prf

aead.register()
mac.register()
prf.register()
