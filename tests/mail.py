"""A small mail server on this machine: what it is handed over can be read, and it can refuse."""

import socketserver
import ssl
import threading
from email import message_from_bytes, policy
from pathlib import Path

PAPERS = Path(__file__).parent / "mail_host.pem"
"""Key and self-signed certificate of "localhost", for tests alone."""


class MailHost:
    """A mail server in a thread: `with MailHost() as host: …`.

    letters : the messages taken, as (recipient, parsed message)
    refuse : recipient -> the answer given in place of taking it, such as "550 no such user"
    tls : whether STARTTLS is offered
    """

    def __init__(self, *, tls=False, refuse=None, hang_up_after=None):
        self.letters, self.refuse, self.tls = [], refuse or {}, tls
        self.signed_in, self.encrypted = [], []
        self.hang_up_after = hang_up_after
        self.before_taking = lambda: None
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                _Talk(outer, self.connection).run()

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class _Talk:
    def __init__(self, host, connection):
        self.host, self.connection = host, connection
        self.lines = connection.makefile("rb")
        self.recipient = ""

    def run(self):
        self.say("220 ready")
        for line in iter(self.lines.readline, b""):
            words = line.decode().strip()
            if not self.answer(words.split(" ")[0].upper(), words):
                return

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def answer(self, verb, words):
        if verb == "EHLO":
            self.say(
                "250-host\r\n250-AUTH PLAIN\r\n" + ("250 STARTTLS" if self.host.tls else "250 OK")
            )
        elif verb == "STARTTLS" and self.host.tls:
            self.encrypt()
        elif verb == "AUTH":
            self.host.signed_in.append(words)
            self.say("235 welcome" if "geheim" not in words else "535 no")
        elif verb == "RCPT":
            self.recipient = words.partition("<")[2].partition(">")[0]
            self.say(self.host.refuse.get(self.recipient, "250 OK"))
        elif verb == "DATA":
            self.say("354 go on")
            return self.take()
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 OK")
        return True

    def encrypt(self):
        self.say("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PAPERS)
        try:
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except ssl.SSLError:
            self.lines = iter_nothing()
            return
        self.host.encrypted.append(True)
        self.lines = self.connection.makefile("rb")
        self.run_on()

    def run_on(self):
        for line in iter(self.lines.readline, b""):
            words = line.decode().strip()
            if not self.answer(words.split(" ")[0].upper(), words):
                return

    def take(self):
        self.host.before_taking()
        content = b""
        for line in iter(self.lines.readline, b".\r\n"):
            if not line:
                return False
            content += line[1:] if line.startswith(b"..") else line
        if (
            self.host.hang_up_after is not None
            and len(self.host.letters) >= self.host.hang_up_after
        ):
            self.connection.close()
            return False
        message = message_from_bytes(content, policy=policy.default)
        self.host.letters.append((self.recipient, message))
        self.say("250 taken")
        return True


class iter_nothing:
    """The lines of a conversation that ended."""

    def readline(self):
        return b""
