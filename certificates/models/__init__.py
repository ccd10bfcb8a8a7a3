"""Certificates, their numbers, and the keys that others check them with."""

from certificates.models.certificates import Certificate
from certificates.models.keys import SigningKey
from certificates.models.numbers import CertificateSeries

__all__ = ["Certificate", "CertificateSeries", "SigningKey"]
