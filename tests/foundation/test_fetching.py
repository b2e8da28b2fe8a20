"""Fetching what somebody typed: never from a private network, never for too long, never too much."""

import gzip
import io
import socket
import ssl
import threading
import time
import tracemalloc
from contextlib import contextmanager
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core import checks
from django.utils import timezone

from handschlag.foundation import fetching
from handschlag.foundation.fetching import Fetched, Internet, Refused
from tests.serving import END, OK, PUBLIC, endless, leads_to, partner, text

ADDRESS = "http://partner.example/feed"
OTHER_PUBLIC = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


def fetch(one, address=ADDRESS, *, most_bytes=1000, seconds=2.0, **more):
    return fetching.fetch(address, most_bytes=most_bytes, seconds=seconds, internet=one.internet, **more)


def refusal(one, address=ADDRESS, **more):
    with pytest.raises(Refused) as refused:
        fetch(one, address, **more)
    return refused.value.code


def test_an_answer_comes_with_what_the_server_calls_this_version():
    answer = text(
        b"Guten Tag", b"Content-Type: text/plain", b'ETag: "7"', b"Last-Modified: Mon, 04 Feb 2019 09:00:00 GMT"
    )
    with partner(answer) as one:
        got = fetch(one, "HTTP://Partner.example/feed?day=1#top")

    expected = Fetched(
        address="http://partner.example/feed?day=1",
        status=200,
        body=b"Guten Tag",
        content_type="text/plain",
        etag='"7"',
        modified="Mon, 04 Feb 2019 09:00:00 GMT",
    )
    assert (got, one.dialled, one.looked_up) == (expected, [(PUBLIC, 80)], ["partner.example"])


def test_the_request_names_the_product_and_what_is_known_already_but_sends_no_cookie(settings):
    with partner(b"HTTP/1.1 304 Not Modified" + END) as one:
        got = fetch(one, accept="application/atom+xml", etag='"7"', modified="Mon, 04 Feb 2019 09:00:00 GMT")

    assert (got.status, one.asked[0].decode().strip().splitlines()) == (
        304,
        [
            "GET /feed HTTP/1.1",
            "Host: partner.example",
            f"User-Agent: Handschlag (+{settings.BASE_URL})",
            "Accept-Encoding: gzip",
            "Connection: close",
            "Accept: application/atom+xml",
            'If-None-Match: "7"',
            "If-Modified-Since: Mon, 04 Feb 2019 09:00:00 GMT",
        ],
    )


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("http://Partner.example", "http://partner.example/"),
        ("  http://partner.example/ä?q=ß ", "http://partner.example/%C3%A4?q=%C3%9F"),
        ("http://förderung.example/", "http://xn--frderung-n4a.example/"),
        ("http://partner.example:80/", "http://partner.example/"),
        ("https://partner.example:443/", "https://partner.example/"),
    ],
)
def test_addresses_are_written_as_the_network_writes_them(written, asked):
    assert fetching.check(written) == asked


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "address"),
        ("partner.example", "address"),
        ("http://", "address"),
        ("http:///feed", "address"),
        ("http://partner.example\\@other.example/", "address"),
        ("http://partner.example/\r\nX: 1", "address"),
        ("http://partner.example/ x", "address"),
        ("http://[::1", "address"),
        ("http://partner.example:99999/", "address"),
        ("http://" + "a" * 2000, "address"),
        ("http://127。0。0。1/", "address"),
        ("http://①27.0.0.1/", "address"),
        ("javascript:alert(1)", "address"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://partner.example/", "scheme"),
        ("gopher://partner.example/", "scheme"),
        ("http://partner.example:22/", "port"),
        ("http://partner.example:443/", "port"),
        ("https://partner.example:8443/", "port"),
        ("http://anna:secret@partner.example/", "password"),
        ("http://partner.example@127.0.0.1/", "password"),
    ],
)
def test_an_address_of_another_form_is_refused_before_anything_is_asked(address, code):
    with partner(text(b"")) as one:
        assert (refusal(one, address), one.looked_up, one.dialled) == (code, [], [])


NOT_PUBLIC = [
    "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1.", "0",
    "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[fe80::1]", "[fc00::1]", "[fec0::1]",
    "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]",
    "[100::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", NOT_PUBLIC)
def test_no_spelling_of_a_machine_that_is_not_public_is_asked(host):
    with partner(text(b"secret")) as one:
        assert (refusal(one, f"http://{host}/"), one.dialled) in [("private", []), ("unknown", [])]


@pytest.mark.parametrize(("first", "second", "third"), [(10, 0, 0), (172, 16, 5), (172, 31, 255), (192, 168, 1)])
def test_private_networks_are_not_asked_behind_whatever_name(first, second, third):
    with partner(text(b"secret"), inside_example=[f"{first}.{second}.{third}.7"]) as one:
        assert (refusal(one, "http://inside.example/"), one.dialled) == ("private", [])


@pytest.mark.parametrize("machine", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1%1", "64:ff9b::a00:1"])
def test_a_name_with_one_address_that_is_not_public_is_not_asked_at_all(machine):
    with partner(text(b"secret"), mixed_example=[PUBLIC, machine]) as one:
        assert (refusal(one, "http://mixed.example/"), one.dialled) == ("private", [])


@pytest.mark.parametrize("machine", [PUBLIC, OTHER_PUBLIC, "64:ff9b::5db8:d70e"])
def test_machines_of_the_public_internet_are_asked(machine):
    with partner(text(b"Guten Tag"), open_example=[machine]) as one:
        assert (fetch(one, "http://open.example/").body, one.dialled) == (b"Guten Tag", [(machine, 80)])


def test_a_name_that_changes_its_mind_is_asked_where_it_was_checked():
    """Were the name looked up again to connect, the second answer would lead inside."""
    with partner(text(b"Guten Tag"), rebinding_example=[[PUBLIC], ["127.0.0.1"]]) as one:
        fetch(one, "http://rebinding.example/")

        assert (one.dialled, one.looked_up) == ([(PUBLIC, 80)], ["rebinding.example"])
        assert refusal(one, "http://rebinding.example/") == "private"


@pytest.mark.parametrize(
    "inside",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "//127.0.0.1/", "http://2130706433/",
        "http://[::ffff:127.0.0.1]/", "http://inside.example/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_into_a_private_network_is_not_followed(inside, status):
    with partner(leads_to(inside, status), text(b"secret"), inside_example=["127.0.0.1"]) as one:
        assert (refusal(one), len(one.dialled)) == ("private", 1)


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("file:///etc/passwd", "scheme"),
        ("http://partner.example:6379/", "port"),
        ("http://a:b@partner.example/", "password"),
        ("javascript:alert(1)", "address"),
    ],
)
def test_a_redirect_to_what_is_not_fetched_is_not_followed(where, code):
    with partner(leads_to(where)) as one:
        assert (refusal(one), len(one.asked)) == (code, 1)


def test_three_redirects_are_followed_each_looked_up_anew_and_no_fourth():
    steps = [leads_to("/a"), leads_to("//other.example/b", 301), leads_to("c?d=e", 307)]
    with partner(*steps, text(b"Guten Tag"), other_example=[OTHER_PUBLIC]) as one:
        assert fetch(one).address == "http://other.example/c?d=e"
        assert one.looked_up == ["partner.example", "partner.example", "other.example", "other.example"]

    with partner(leads_to("/again")) as one:
        assert (refusal(one), len(one.asked)) == ("redirects", 4)


def test_what_was_known_goes_along_redirects_and_a_failure_is_an_answer_like_any_other():
    with partner(leads_to("/moved"), b"HTTP/1.1 410 Gone\r\nContent-Length: 4" + END + b"gone") as one:
        got = fetch(one, etag='"7"')

    assert (got.status, got.is_ok, got.body) == (410, False, b"gone")
    assert [b'If-None-Match: "7"' in asked for asked in one.asked] == [True, True]


@pytest.mark.parametrize("length", [b"", b"Content-Length: 10000000000\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_an_answer_without_an_end_is_given_up_at_its_limit(length):
    part = b"4000\r\n" + b"a" * 0x4000 + b"\r\n" if b"chunked" in length else b"a" * 0x4000
    with partner(endless(part, OK + length + b"\r\n")) as one:
        assert refusal(one, most_bytes=100_000) == "large"


def test_an_answer_at_the_limit_is_taken_and_one_byte_more_is_not():
    with partner(text(b"a" * 1000)) as one:
        assert len(fetch(one, most_bytes=1000).body) == 1000
        assert refusal(one, most_bytes=999) == "large"


@pytest.mark.slow
@pytest.mark.parametrize("head", [OK + b"\r\n", OK + b"X-Slow: ", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 ", b""])
def test_a_server_that_says_a_byte_now_and_then_is_left_at_the_deadline(head):
    with partner(endless(b"1", head, pause=0.02)) as one:
        began = time.monotonic()
        assert refusal(one, seconds=0.15) == "slow"
        assert time.monotonic() - began < 1.5


def test_a_name_that_nobody_answers_for_is_left_at_the_deadline():
    waiting = threading.Event()
    internet = Internet(look_up=lambda name, port: [str(waiting.wait(5))])

    with pytest.raises(Refused) as refused:
        fetching.fetch(ADDRESS, most_bytes=10, seconds=0.05, internet=internet)
    waiting.set()

    assert refused.value.code == "slow"


@pytest.mark.slow
def test_redirects_share_one_deadline():
    def slowly():
        time.sleep(0.1)
        yield leads_to("/on")

    with partner(slowly) as one:
        assert refusal(one, seconds=0.15) == "slow"


@pytest.mark.slow
def test_headers_without_an_end_are_given_up():
    with partner(endless(b"X-More: 1\r\n", OK)) as one:
        assert refusal(one) == "broken"
    with partner(endless(b"a" * 5000, OK + b"X-Long: ")) as one:
        assert refusal(one) == "broken"
    with partner(endless(b"HTTP/1.1 100 Continue\r\n\r\n", b"")) as one:
        assert refusal(one) == "large"


def packed(size):
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as file:
        for _ in range(size // 100_000):
            file.write(bytes(100_000))
    return text(stream.getvalue(), b"Content-Encoding: gzip")


def test_a_packed_answer_is_unpacked_and_counts_as_unpacked():
    with partner(packed(100_000)) as one:
        assert fetch(one, most_bytes=100_000).body == bytes(100_000)
        assert refusal(one, most_bytes=99_999) == "large"


def test_of_a_packed_bomb_no_more_than_the_limit_is_ever_unpacked():
    with partner(packed(20_000_000)) as one:
        tracemalloc.start()
        code = refusal(one, most_bytes=10_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert (code, peak < 5_000_000) == ("large", True)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\x01\x02",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        OK + b"Content-Length: 100" + END + b"too short",
        OK + b"Transfer-Encoding: chunked" + END + b"zz\r\n",
        OK + b"Transfer-Encoding: chunked" + END + b"10\r\nshort",
        text(b"not packed", b"Content-Encoding: gzip"),
        text(gzip.compress(b"cut off" * 100, mtime=0)[:-9], b"Content-Encoding: gzip"),
        text(b"?", b"Content-Encoding: br"),
        leads_to("http://[::1").replace(b"[::1", b"\xff\xfe["),
    ],
)
def test_nonsense_is_refused_in_a_sentence(answer):
    with partner(answer) as one:
        assert refusal(one) in ("broken", "address")


def test_the_second_machine_of_a_name_is_asked_when_the_first_is_not_there():
    with partner(text(b"Guten Tag"), two_example=[OTHER_PUBLIC, PUBLIC]) as one:

        def dial(address, port, seconds):
            if address == OTHER_PUBLIC:
                raise ConnectionRefusedError
            return one.dial(address, port, seconds)

        internet = Internet(look_up=one.internet.look_up, dial=dial)
        assert fetching.fetch("http://two.example/", most_bytes=10, seconds=2, internet=internet).body == b"Guten Tag"


def test_servers_that_are_not_there_and_names_that_nobody_has_are_told_apart():
    def refuse(address, port, seconds):
        raise ConnectionRefusedError

    def unknown(name, port):
        raise socket.gaierror

    codes = []
    for internet in (Internet(lambda name, port: [PUBLIC], refuse), Internet(unknown), Internet(lambda name, port: [])):
        with pytest.raises(Refused) as refused:
            fetching.fetch(ADDRESS, most_bytes=10, seconds=2, internet=internet)
        codes.append(refused.value.code)

    assert codes == ["unreachable", "unknown", "unknown"]


def test_without_the_body_nothing_of_it_is_read():
    with partner(endless(b"a" * 1000)) as one:
        assert fetch(one, wants_body=False) == Fetched(ADDRESS, 200)


def test_marks_that_are_too_long_or_folded_are_made_harmless():
    with partner(text(b"", b"ETag: " + b"7" * 300, b"Last-Modified: Mon,\r\n 04 Feb 2019")) as one:
        got = fetch(one)

    assert (got.etag, got.modified) == ("", "Mon, 04 Feb 2019")


@pytest.fixture(scope="module")
def certificates():
    """Makes a certificate for a name that proves itself; returns it with its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())

    def make(name):
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        day = timedelta(days=1)
        made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        made = made.not_valid_before(timezone.now() - day).not_valid_after(timezone.now() + day)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM) + secret

    return make


@pytest.fixture
def encrypted(tmp_path, monkeypatch, certificates):
    """An encrypted server with a certificate for a name, which this machine trusts."""

    @contextmanager
    def serve(name):
        path = tmp_path / "certificate.pem"
        path.write_bytes(certificates(name))
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(path)
        with partner(text(b"Guten Tag"), context=context) as one:
            yield one.internet

    return serve


def test_an_encrypted_server_that_cannot_prove_its_name_is_refused(encrypted):
    with encrypted("other.example") as internet, pytest.raises(Refused) as refused:
        fetching.fetch("https://partner.example/", most_bytes=10, seconds=5, internet=internet)

    assert refused.value.code == "certificate"


def test_an_encrypted_server_is_asked_by_the_name_in_the_address(encrypted):
    with encrypted("partner.example") as internet:
        got = fetching.fetch("https://partner.example/", most_bytes=10, seconds=5, internet=internet)

    assert got.body == b"Guten Tag"


def test_an_encrypted_address_at_a_plain_server_is_unreachable():
    with partner(text(b"")) as one:
        assert refusal(one, "https://partner.example/", seconds=2) == "unreachable"


def test_the_settings_of_a_site_keep_the_machine_itself_closed(settings):
    with partner(text(b"secret")) as one, pytest.raises(Refused):
        fetching.fetch(f"http://127.0.0.1:{one.port}/", most_bytes=10, seconds=2)

    settings.FETCHES_FROM_LOOPBACK = True
    with partner(text(b"mine")) as one:
        assert fetching.fetch(f"http://127.0.0.1:{one.port}/", most_bytes=10, seconds=2).body == b"mine"


def test_open_loopback_is_for_tests_and_the_deployment_check_says_so(settings):
    def found():
        return [
            message.id for message in checks.run_checks(include_deployment_checks=True, tags=[checks.Tags.security])
        ]

    settings.FETCHES_FROM_LOOPBACK = False
    before = found()
    settings.FETCHES_FROM_LOOPBACK = True

    assert [one for one in found() if one not in before] == ["foundation.E001"]
