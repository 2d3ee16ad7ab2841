"""What the key of a certificate may be used for; of the demo sites' and of a cluster's alike."""

from cryptography import x509


def key_usage(*, authority: bool) -> x509.KeyUsage:
    """An authority signs certificates and lists of withdrawn ones; anybody else signs only for himself."""
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
