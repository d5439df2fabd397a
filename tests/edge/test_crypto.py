"""Sealing, blind indexes and masks."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from wangge.core import crypto
from wangge.core.crypto import Unsealed, blind


@pytest.fixture(autouse=True)
def keys(tmp_path, monkeypatch):
    monkeypatch.setenv("WANGGE_SECRETS", str(tmp_path))
    return tmp_path


def test_it_works():
    sealed = crypto.seal("13900000000", "event.contact:1")
    assert b"13900000000" not in sealed
    assert crypto.open_(sealed, "event.contact:1") == "13900000000"
    assert crypto.open_(memoryview(sealed), "event.contact:1") == "13900000000"  # as a driver hands it over


def test_the_same_text_seals_differently():
    assert crypto.seal("a", "c") != crypto.seal("a", "c")


def test_the_key_is_for_its_owner_alone(keys):
    crypto.seal("a", "c")
    assert (keys / "seal-1").stat().st_mode & 0o777 == 0o600


def test_another_context_does_not_open():
    sealed = crypto.seal("a", "event.contact:1")
    with pytest.raises(Unsealed):
        crypto.open_(sealed, "event.contact:2")


@pytest.mark.parametrize("at", range(5 + 12 + 1 + 16))
def test_no_altered_byte_opens(at):
    sealed = bytearray(crypto.seal("a", "c"))
    sealed[at] ^= 1
    with pytest.raises(Unsealed):
        crypto.open_(bytes(sealed), "c")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"plain text that nobody sealed"])
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(Unsealed):
        crypto.open_(sealed, "c")


def test_a_new_key_seals_and_the_old_one_still_opens():
    old = crypto.seal("old", "c")
    assert crypto.add_key() == 2
    new = crypto.seal("new", "c")
    assert (crypto.key_of(old), crypto.key_of(new)) == (1, 2)
    assert (crypto.open_(old, "c"), crypto.open_(new, "c")) == ("old", "new")


def test_a_missing_key_is_named(keys, tmp_path_factory, monkeypatch):
    crypto.add_key()
    sealed = crypto.seal("a", "c")
    elsewhere = tmp_path_factory.mktemp("restored")
    (elsewhere / "seal-1").write_text((keys / "seal-1").read_text())
    monkeypatch.setenv("WANGGE_SECRETS", str(elsewhere))
    with pytest.raises(Unsealed, match="key 2"):
        crypto.open_(sealed, "c")


@given(st.text(), st.text())
def test_any_text_comes_back(plain, context):
    plain, context = (text.encode("utf-8", "ignore").decode() for text in (plain, context))
    assert crypto.open_(crypto.seal(plain, context), context) == plain


def test_a_blind_index_finds_equal_values_of_one_context():
    index = crypto.blind_index("13900000000", "event.contact")
    assert len(index) == 32
    assert index == crypto.blind_index("13900000000", "event.contact")
    assert index != crypto.blind_index("13900000001", "event.contact")
    assert index != crypto.blind_index("13900000000", "login")


@pytest.fixture
def sm4(settings):
    settings.CIPHER = "sm4"


def test_sm4_seals_where_it_is_set(sm4):
    sealed = crypto.seal("13900000000", "event.contact:1")
    assert sealed[0] == 2
    assert b"13900000000" not in sealed
    assert crypto.open_(sealed, "event.contact:1") == "13900000000"
    with pytest.raises(Unsealed):
        crypto.open_(sealed, "event.contact:2")
    with pytest.raises(Unsealed):
        crypto.open_(b"\x01" + sealed[1:], "event.contact:1")
    for at in range(len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises(Unsealed):
            crypto.open_(bytes(altered), "event.contact:1")


def test_what_one_algorithm_sealed_opens_under_the_other(settings):
    for mine, other in (("aes", "sm4"), ("sm4", "aes")):
        settings.CIPHER = mine
        sealed = crypto.seal("old", "c")
        settings.CIPHER = other
        assert crypto.open_(sealed, "c") == "old"
        assert sealed[:5] != crypto.header()


def test_sm4_and_sm3_are_the_published_algorithms():
    """GB/T 32905 appendix A; RFC 8998 appendix A.2 for SM4-GCM."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex(
        "aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8
    )
    cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(bound)
    assert (cipher.update(plain) + cipher.finalize()).hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d")
    assert cipher.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_the_hash_of_the_index_stays_what_it_was_begun_with(keys, settings, tmp_path_factory, monkeypatch):
    begun = crypto.blind_index("a", "c")
    settings.CIPHER = "sm4"
    assert crypto.blind_index("a", "c") == begun
    monkeypatch.setenv("WANGGE_SECRETS", str(tmp_path_factory.mktemp("other")))
    chinese = crypto.blind_index("a", "c")
    assert (len(chinese), chinese != begun) == (32, True)
    assert blind.index_hash() == "HMAC-SM3"
    settings.CIPHER = "aes"
    assert crypto.blind_index("a", "c") == chinese


def test_a_blind_index_has_a_key_of_its_own(keys):
    before = crypto.blind_index("a", "c")
    crypto.add_key()
    assert crypto.blind_index("a", "c") == before
    assert (keys / "blind-index").read_text() != (keys / "seal-2").read_text()


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("欧阳娜娜", "欧**"), ("李", "李*"), ("", ""), (" 王小二 ", "王**")],
)
def test_names_are_masked(name, masked):
    assert crypto.mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13912345678", "139****5678"),
        ("0419-2123456", "041*****3456"),
        ("2123456", "*****56"),
        ("12345", "****5"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_phones_are_masked(phone, masked):
    assert crypto.mask_phone(phone) == masked
