"""Addresses of static files: put together once, and anew when files have been collected again."""

from handschlag.site.storage import StaticFiles


def test_an_address_is_that_of_the_last_collection(tmp_path):
    files = StaticFiles(location=tmp_path, base_url="/static/")
    found = []
    for collection in ("1", "2"):
        files.hashed_files, files.manifest_hash = {"hs.css": f"hs.{collection}.css"}, collection
        found.append(files.url("hs.css"))

    assert found == ["/static/hs.1.css", "/static/hs.2.css"]
