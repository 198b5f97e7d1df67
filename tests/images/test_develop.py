"""An upload is decoded, stripped, turned upright and kept in sizes; what is no honest picture leaves nothing behind."""

import io
import os
import sys
import time
import zipfile

import pictures as made
import pytest
from PIL import Image
from PIL.ExifTags import Base

from portal.images import store
from portal.images.develop import MOST_BYTES, STALE_SECONDS, developed
from portal.kernel.errors import NotValid


@pytest.fixture
def media(tmp_path):
    return tmp_path / "media"


@pytest.fixture
def keep(media):
    """A function that uploads and keeps: what was developed, and its files by name."""

    def take(data):
        with developed(media, data) as picture:
            picture.keep()
        return picture, {path.name: path for path in store.folder_of(media, picture.key).iterdir()}

    return take


def refusal(media, data):
    with pytest.raises(NotValid) as refused, developed(media, data):
        pytest.fail("it was taken")
    assert list(media.glob("*")) == []
    assert refused.value.field == "file"
    return str(refused.value), refused.value.given


@pytest.mark.parametrize("name", made.FORMATS)
def test_each_format_becomes_every_width_in_every_format(keep, name):
    picture, files = keep(made.saved(made.picture((2000, 1000)), name))

    assert (picture.width, picture.height) == (2000, 1000)
    assert set(files) == {f"{width}.{suffix}" for width in (480, 960, 1600) for suffix in ("avif", "webp", "jpg")}
    for file in files.values():
        with Image.open(file) as one:
            assert one.size == (int(file.stem), int(file.stem) // 2)
            assert one.format == {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[file.suffix[1:]]


def test_the_darkroom_knows_none_of_the_portals_secrets(keep, monkeypatch, tmp_path):
    """It imports `os` on its way to decoders, so what it was told lies before whoever breaks one."""
    seen = tmp_path / "environment"
    monkeypatch.setenv("PORTAL_SECRET_KEY", "s" * 40)
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nenv > {seen}\nexec {sys.executable} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))

    keep(made.jpeg(size=(300, 200)))

    assert "PORTAL_SECRET_KEY" not in seen.read_text()


@pytest.mark.parametrize(("width", "widths"), [(300, {300}), (480, {480}), (700, {480, 700}), (1600, {480, 960, 1600})])
def test_a_picture_is_never_enlarged(keep, width, widths):
    _, files = keep(made.jpeg(size=(width, 200)))

    assert {int(file.stem) for file in files.values()} == widths


def test_nothing_that_a_file_says_about_people_is_kept(keep):
    upload = made.telling()
    assert upload.count(b"SECRET") == 3

    _, files = keep(upload)

    for file in files.values():
        data = file.read_bytes()
        assert b"SECRET" not in data
        with Image.open(file) as one:
            assert not one.getexif()
            assert not one.getexif().get_ifd(Base.GPSInfo)
            assert {"exif", "xmp", "icc_profile", "comment"} & set(one.info) == set()


def test_a_picture_that_lies_on_its_side_is_put_upright(keep):
    picture, files = keep(made.telling())

    assert (picture.width, picture.height) == (600, 900)
    with Image.open(files["480.jpg"]) as one:
        above, below = (one.getpixel((240, y)) for y in (100, 620))
    assert above[0] > 200 > above[2]  # the left half was red, and left is above after a turn to the right
    assert below[2] > 200 > below[0]


def test_colours_of_another_space_become_ours(keep):
    """The file's profile says that its first number is the blue: so it is, afterwards, for everybody."""
    _, files = keep(made.saved(made.picture(colour="#c81e14"), "PNG", icc_profile=made.swapped_profile()))

    with Image.open(files["480.jpg"]) as one:
        red, _green, blue = one.getpixel((9, 9))
    assert abs(red - 0x14) < 12
    assert abs(blue - 0xC8) < 12


def test_a_profile_that_is_none_changes_nothing(keep):
    _, files = keep(made.saved(made.picture(colour="#c81e14"), "PNG", icc_profile=b"no profile"))

    with Image.open(files["480.jpg"]) as one:
        assert abs(one.getpixel((9, 9))[0] - 0xC8) < 6


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16", "1"])
def test_every_kind_of_pixel_is_read_and_what_was_clear_is_white(keep, mode):
    size = (64, 48)
    clear = Image.new("RGBA", size, (0, 0, 0, 0))
    grey = Image.new("I;16", size, 65_535) if mode == "I;16" else Image.new("L", size, 255).convert(mode)
    _, files = keep(made.saved(clear if mode == "RGBA" else grey, "PNG"))

    with Image.open(files["64.jpg"]) as one:
        assert min(one.getpixel((9, 9))) > 250


def test_of_a_moving_picture_the_first_frame_is_kept(keep):
    frames = [made.picture((90, 60), colour) for colour in ("#f00", "#00f")]
    _, files = keep(made.saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100))

    with Image.open(files["90.webp"]) as one:
        assert getattr(one, "n_frames", 1) == 1
        assert one.convert("RGB").getpixel((9, 9))[0] > 200


def test_the_same_picture_twice_is_one(keep, media):
    (first, _), (second, _) = keep(made.jpeg()), keep(made.jpeg())

    assert first.key == second.key
    assert [path.name for path in media.iterdir()] == [first.key]


def test_a_picture_that_is_not_kept_leaves_nothing(media):
    with developed(media, made.jpeg()) as picture:
        assert picture.folder.is_dir()

    assert list(media.iterdir()) == []


def test_what_a_killed_server_left_is_swept_up_and_what_another_works_at_is_not(keep, media):
    old, new = media / "developing-old", media / "developing-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "480.jpg").write_bytes(b"half a")
    os.utime(old, (0, time.time() - 2 * STALE_SECONDS))

    keep(made.jpeg())

    assert not old.exists()
    assert new.exists()


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("payload.class", b"PAYLOAD" * 9)
    return out.getvalue()


@pytest.mark.parametrize("payload", [zipped(), b"<script>alert('PAYLOAD')</script>", b"<?php PAYLOAD ?>"])
@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_of_a_file_that_is_two_things_the_pixels_alone_are_kept(keep, name, payload):
    picture = made.saved(made.picture(), name)
    _, files = keep(picture + payload)

    for file in files.values():
        data = file.read_bytes()
        assert b"PAYLOAD" not in data
        assert b"PK\x03\x04" not in data
        assert not zipfile.is_zipfile(file)


def test_a_script_in_a_text_of_a_png_is_gone(keep):
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415  of this test alone

    note = PngInfo()
    note.add_text("Comment", "<script>PAYLOAD</script>")
    _, files = keep(made.saved(made.picture(), "PNG", pnginfo=note))

    assert all(b"PAYLOAD" not in file.read_bytes() for file in files.values())


def test_decompression_bombs_are_refused_before_they_are_unpacked(media):
    bomb = made.bomb()
    assert len(bomb) < 1_000_000

    began = time.monotonic()
    assert refusal(media, bomb)[0] == "too many pixels"
    assert refusal(media, made.lying(side=70_000))[0] == "too many pixels"
    assert time.monotonic() - began < 60


GIF = made.saved(made.picture((9, 9)), "GIF")
TIFF = made.saved(made.picture((9, 9)), "TIFF")
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "is_what"),
    [
        (GIF, "GIF"),
        (TIFF, "TIFF"),
        (SVG, "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
        (b"\xef\xbb\xbf\n<html>", "HTML"),
        (b"MZ\x90\x00" + bytes(400), "EXE"),
        (b"\x7fELF" + bytes(400), "EXE"),
        (b"%PDF-1.7\n", "PDF"),
        (zipped(), "ZIP"),
        (zipped() + made.jpeg(), "ZIP"),
        (b"hello, I am a picture", ""),
        (b"\xff\xd8\xff\xe0", ""),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", ""),
    ],
)
def test_a_file_of_another_type_is_refused_by_what_it_is(media, data, is_what):
    assert refusal(media, data) == ("not a picture", is_what)


@pytest.mark.parametrize("name", made.FORMATS)
def test_a_file_that_is_cut_off_is_refused(media, name):
    noise = Image.effect_noise((600, 400), 90).convert("RGB")
    whole = made.saved(noise, name)

    assert refusal(media, whole[: len(whole) // 2])[0] in ("broken", "not a picture")


def test_a_damaged_heic_is_refused(media):
    whole = bytearray(made.saved(Image.effect_noise((600, 400), 90).convert("RGB"), "HEIF"))
    middle = len(whole) // 2
    whole[200:middle] = bytes(middle - 200)

    assert refusal(media, bytes(whole))[0] in ("broken", "not a picture")


def test_a_header_without_its_pixels_is_refused(media):
    assert refusal(media, made.lying(side=300))[0] == "broken"


def test_an_empty_file_and_one_that_is_too_large_are_refused(media):
    assert refusal(media, b"")[0] == "empty"
    with pytest.raises(NotValid, match="too large"), developed(media, bytes(MOST_BYTES + 1)):
        pytest.fail("it was taken")
    assert not media.exists() or list(media.iterdir()) == []
