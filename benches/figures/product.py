"""The product's doors: how it is started, told to import, signed in to, and walked through. Nothing else here knows."""

import http.client
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

EMAIL = "bench@example.test"
PASSWORD = "orchard-lantern-copper-42"


class Store:
    """A data folder and a database of its own, with one administrator."""

    def __init__(self, program, folder, engine):
        self.program, self.folder, self.engine = program, folder, engine
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        secret = folder / "secret"
        secret.touch(mode=0o600)
        secret.write_text(os.urandom(32).hex())
        self.environment = {
            "PATH": os.environ["PATH"],
            "CUSTOMARY_DATA_DIR": str(folder / "data"),
            "CUSTOMARY_DATABASE_URL": self._database_url(),
            "CUSTOMARY_SECRET_FILE": str(secret),
            "CUSTOMARY_BOOTSTRAP_ADMIN_EMAIL": EMAIL,
            "CUSTOMARY_BOOTSTRAP_ADMIN_PASSWORD": PASSWORD,
            "CUSTOMARY_LOG": "warn",
            # What is measured is the server, not its limit on one session.
            "CUSTOMARY_SESSION_REQUESTS_PER_MINUTE": "100000000",
        }

    def _database_url(self):
        if self.engine == "sqlite":
            return f"sqlite://{self.folder / 'customary.db'}"
        self.schema = "bench_" + re.sub(r"\W", "_", self.folder.name)
        url = os.environ["TEST_DATABASE_URL"]
        psql(url, f"drop schema if exists {self.schema} cascade; create schema {self.schema}")
        return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{self.schema}"

    def size(self):
        """Bytes of the database, its indexes included."""
        if self.engine == "sqlite":
            return sum(file.stat().st_size for file in self.folder.glob("customary.db*"))
        tables = f"select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relnamespace = '{self.schema}'::regnamespace"
        return int(psql(os.environ["TEST_DATABASE_URL"], tables))

    def import_file(self, file, expected=0):
        """Imports a file from the command line; answers its time in seconds and its highest memory in MB."""
        command = [self.program, "import", file, "--match", "email"]
        start = time.monotonic()
        process = subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = []
        reader = threading.Thread(target=lambda: said.append(process.stdout.read()))
        reader.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        reader.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != expected:
            raise SystemExit(f"the import ended with {process.returncode}, not {expected}:\n{said[0]}")
        return seconds, usage.ru_maxrss / 1024

    def serve(self):
        return Server(self)


class Server:
    """The running program, signed in to."""

    def __init__(self, store):
        port = free_port()
        environment = store.environment | {"CUSTOMARY_LISTEN": f"127.0.0.1:{port}"}
        self.address = f"127.0.0.1:{port}"
        log = open(store.folder / "server.log", "a")
        start = time.monotonic()
        self.process = subprocess.Popen([store.program, "serve"], env=environment, cwd=store.folder, stdout=log, stderr=log)
        wait_until_ready(self.address, self.process, store.folder / "server.log")
        self.start_seconds = time.monotonic() - start
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    @property
    def pid(self):
        return self.process.pid

    def sign_in(self):
        page = Page(self.get("/login"))
        fields = {"email": EMAIL, "password": PASSWORD, "csrf_token": page.token}
        headers = {"origin": f"http://{self.address}"}
        request = urllib.request.Request(self.url("/login"), urllib.parse.urlencode(fields).encode(), headers)
        landed = self.opener.open(request).geturl()
        if landed.split("?")[0].endswith("/login"):
            raise SystemExit("signing in failed")

    def cookie(self):
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

    def get(self, path):
        return self.opener.open(self.url(path)).read().decode()

    def page(self, path):
        return Page(self.get(path))

    def url(self, path):
        return f"http://{self.address}{path}"

    def make_filterable(self, name, kind, choices):
        """Defines an attribute that customers have already, and waits for its filter; answers its id and the seconds."""
        path = "/settings/attributes"
        fields = {"label": name, "kind": kind, "choices": "\n".join(choices), "filterable": "yes", "csrf_token": self.page(path).token}
        request = urllib.request.Request(self.url(path), urllib.parse.urlencode(fields).encode(), {"origin": f"http://{self.address}"})
        start = time.monotonic()
        self.opener.open(request)
        while "is being prepared" in self.get(path):
            time.sleep(0.1)
        seconds = time.monotonic() - start
        links = (link["href"] for link in self.page(path).links if link.get("aria-label") == f"Edit {name}")
        return next(links).rsplit("/", 1)[1], seconds

    def last_tenth(self, rows):
        """The path of a list page nine tenths down: back from the end, which is nearer than forward from the start."""
        path = self.page("/customers?limit=100").rel("last")
        for _ in range(rows // 10 // 100):
            path = self.page(path).rel("prev")
        return path

    def memory(self):
        """What the process holds at rest, in MB: proportional set size, once what its start took is given back."""
        time.sleep(3)
        with open(f"/proc/{self.pid}/smaps_rollup") as file:
            line = next(line for line in file if line.startswith("Pss:"))
        return int(line.split()[1]) / 1024


class Page(HTMLParser):
    """The links and the form's token of a page."""

    def __init__(self, html):
        super().__init__()
        self.html, self.links, self.token = html, [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes)
        if tag == "input" and attributes.get("name") == "csrf_token":
            self.token = attributes["value"]

    def rel(self, kind):
        for link in self.links:
            if kind in (link.get("rel") or "").split():
                return link["href"]
        raise SystemExit(f"no link with rel={kind} among {len(self.links)} on the page")

    def customers(self):
        """Paths of the customers on a list page."""
        paths = (link["href"].split("?")[0] for link in self.links)
        return list(dict.fromkeys(path for path in paths if re.fullmatch(r"/customers/[0-9a-f-]{36}", path)))


def wait_until_ready(address, process, log):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode}:\n{Path(log).read_text()}")
        try:
            connection = http.client.HTTPConnection(address, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.002)
    raise SystemExit("the server was not ready within a minute")


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def psql(url, statement):
    command = ["psql", "--quiet", "--no-psqlrc", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", url, "--command", statement]
    environment = os.environ | {"PGOPTIONS": "-c client_min_messages=warning"}
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
