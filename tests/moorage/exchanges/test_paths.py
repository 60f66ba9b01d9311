"""Values by path."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.exchanges.paths import UNREADABLE, PathReader, steps_of, walk


class TestPathReader:
    def test_reads_through_objects_and_lists(self):
        """A path is made of keys and list indexes."""
        reader = PathReader(["data.0.uid", "data.1.uid", "code", "a-b.c d"])
        body = b'{"code":0,"x":[1,{"y":2}],"data":[{"uid":"7"},{"uid":"8"}],"a-b":{"c d":true}}'
        assert reader.read(body) == {"data.0.uid": "7", "data.1.uid": "8", "code": 0, "a-b.c d": True}

    def test_finds_an_item_by_what_it_says(self):
        """The first item of a list in which a key is a text, wherever it stands; nothing where there is none."""
        reader = PathReader(["filters.kind=LOT.step", "filters.kind=PRICE.step", "filters.kind=NONE.step"])
        body = b'{"filters":[{"kind":"PRICE","step":"0.1"},{"kind":"LOT","step":"1"},{"kind":"LOT","step":"2"}]}'
        assert reader.read(body) == {"filters.kind=LOT.step": "1", "filters.kind=PRICE.step": "0.1"}

    @pytest.mark.parametrize("body", [b"{}", b'{"data":[]}', b'{"data":null}', b'{"data":[null]}', b'{"data":[{}]}'])
    def test_leaves_out_what_is_not_there(self, body):
        """What the venue does not tell is unknown, not false and not empty."""
        assert PathReader(["data.0.uid"]).read(body) == {}

    @pytest.mark.parametrize(
        "body",
        [b"", b"[]", b"null3", b"\xef\xbb\xbf{}", b'{"data":', b'{"data":NaN}', b'{"data":1}', b"<html>", b"\xff\xfe"],
    )
    def test_refuses_what_is_not_the_shape(self, body):
        """Anything but the JSON asked for is unreadable."""
        with pytest.raises(UNREADABLE):
            PathReader(["data.0.uid"]).read(body)

    @pytest.mark.parametrize("opening", [b"[", b'{"x":'])
    def test_refuses_depth_without_harm(self, opening):
        """A hundred thousand levels are unreadable, also in a part that nobody asked for."""
        with pytest.raises(UNREADABLE):
            PathReader(["uid"]).read(b'{"x":' + opening * 100_000)

    @given(st.binary(max_size=200))
    def test_never_raises_anything_else(self, body):
        """Any bytes are read or unreadable."""
        try:
            PathReader(["data.0.uid", "error.0"]).read(body)
        except UNREADABLE:
            return
        msgspec.json.decode(body)  # what was read was JSON


class TestWalk:
    @pytest.mark.parametrize(
        ("value", "found"),
        [({"a": [1, 2]}, 2), ({"a": [1]}, None), ({"a": {"1": 5}}, 5), (["a"], None), (None, None), ("text", None)],
    )
    def test_returns_none_where_nothing_is(self, value, found):
        """Nothing is guessed where an answer ends early."""
        assert walk(value, steps_of("a.1")) == found

    def test_the_empty_path_is_everything(self):
        """The whole answer is at the empty path."""
        assert walk([1], steps_of("")) == [1]
