"""A certificate authority of this machine alone, for the demonstration's mail and for phones on the same network."""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

AUTHORITY_DAYS = 730
# Phones refuse a server certificate that is valid for longer than this.
SERVER_DAYS = 397
RENEW_BEFORE_DAYS = 30
# What a phone that trusts this authority can be shown by it: the addresses of a home or an office, nothing public.
PERMITTED_NETWORKS = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
PERMITTED_NAMES = ("localhost", "local")


class Authority:
    """The authority's certificate and key, made once and kept in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.certificate_file = folder / "authority.pem"
        self._key_file = folder / "authority-key.pem"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_usable(self.certificate_file, self._key_file):
            self._make()

    def _make(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Daybook demonstration, this machine only")])
        certificate = (
            _builder(name, name, key.public_key(), AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.NameConstraints(permitted_subtrees=_permitted(), excluded_subtrees=None), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        _write(self.certificate_file, certificate, self._key_file, key)

    @property
    def certificate(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate_file.read_bytes())

    def fingerprint(self) -> str:
        """As a phone shows it, to be compared by eye."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    def issue(self, name: str, hosts: Sequence[str]) -> tuple[Path, Path]:
        """Certificate and key for a server that is reached under `hosts`; the same files until they run out."""
        certificate_file, key_file = self.folder / f"{name}.pem", self.folder / f"{name}-key.pem"
        if _is_usable(certificate_file, key_file) and _covers(certificate_file, hosts, self.certificate):
            return certificate_file, key_file
        issuer_key = serialization.load_pem_private_key(self._key_file.read_bytes(), None)
        assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)  # noqa: S101 - the one kind that _make writes
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
        certificate = (
            _builder(subject, self.certificate.subject, key.public_key(), SERVER_DAYS)
            .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
            )
            .sign(issuer_key, hashes.SHA256())
        )
        _write(certificate_file, certificate, key_file, key)
        return certificate_file, key_file


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # a phone's clock may be a little behind
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _permitted() -> list[x509.GeneralName]:
    networks = [x509.IPAddress(ipaddress.ip_network(network)) for network in PERMITTED_NETWORKS]
    return [*networks, *(x509.DNSName(name) for name in PERMITTED_NAMES)]


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _is_usable(certificate_file: Path, key_file: Path) -> bool:
    if not (certificate_file.is_file() and key_file.is_file()):
        return False
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    return certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=RENEW_BEFORE_DAYS)


def _covers(certificate_file: Path, hosts: Sequence[str], authority: x509.Certificate) -> bool:
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:  # of an authority made anew since: whatever is wrong, issue another
        return False
    return set(names) == {_general_name(host) for host in hosts}


def _write(certificate_file: Path, certificate: x509.Certificate, key_file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
