"""A real SMTP server for the tests: keeps each letter as a file, and says which port it got.

usage: mail_server.py FOLDER plain|starttls|wrapper CERTIFICATE KEY [USER PASSWORD]
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Keep:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        draft = self.folder / f"{self.count:04}.part"
        draft.write_bytes(envelope.original_content)
        draft.rename(self.folder / f"{self.count:04}.eml")
        return "250 2.0.0 kept"


def accounts(user, password):
    def check(server, session, envelope, mechanism, data):
        right = data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=right, handled=True)

    return check


async def serve(folder, privacy, certificate, key, user=None, password=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    settings = {"hostname": "localhost"}
    if privacy == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}
    if user is not None:
        settings |= {
            "authenticator": accounts(user, password),
            "auth_required": True,
            "auth_require_tls": privacy == "starttls",
        }
    keep = Keep(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(keep, **settings),
        "127.0.0.1",
        0,
        ssl=context if privacy == "wrapper" else None,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(*sys.argv[1:]))
