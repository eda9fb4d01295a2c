"""A certificate for `localhost` that nobody has heard of, and servers that show it."""

from __future__ import annotations

import select
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.faulty import CuttingProxy, SayingServer


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate with its key."""

    file: Path
    key_file: Path

    def server_context(self) -> ssl.SSLContext:
        """The server's side of TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key_file)
        return context


def make_certificate(folder: Path) -> Certificate:
    """Make a certificate for localhost and 127.0.0.1, good for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    made.file.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    made.key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made


class TlsSayingServer(SayingServer):
    """A SayingServer over HTTPS."""

    certificate: Certificate

    @property
    def url(self) -> str:
        """The base URL."""
        return f"https://localhost:{self.port}"

    def serve(self, client: socket.socket) -> None:
        """Answer one request; a client that refuses the certificate hangs up."""
        with self.certificate.server_context().wrap_socket(client, server_side=True) as tls:
            super().serve(tls)


class TlsPostgres(CuttingProxy):
    """Stands in front of a PostgreSQL on a Unix socket and speaks TLS for it."""

    certificate: Certificate

    def serve(self, client: socket.socket) -> None:
        """Grant the request for TLS, then pass bytes on in both directions."""
        client.recv(8)
        client.sendall(b"S")
        with (
            self.certificate.server_context().wrap_socket(client, server_side=True) as tls,
            self._connect() as server,
        ):
            while True:
                ready = [tls] if tls.pending() else select.select([tls, server], [], [])[0]
                for source in ready:
                    data = source.recv(65536)
                    if not data:
                        return
                    (server if source is tls else tls).sendall(data)
