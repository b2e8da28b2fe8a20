import numpy as np
import pytest

from handschlag.engine.matching.embedding import EmbeddingBackend, WordVectors


@pytest.fixture
def folder(tmp_path):
    """A tiny model: turning and Drehen point the same way, milk another."""
    (tmp_path / "words.txt").write_text("turning\nDrehen\nмолоко\nmilk\nshaf\n", encoding="utf-8")
    np.save(tmp_path / "vectors.npy", np.float32([[1, 0, 0], [2, 0, 0], [0, 1, 0], [0, 3, 0], [0, 0, 1]]))
    return tmp_path


def test_texts_of_two_languages_meet_in_one_space(folder):
    model: EmbeddingBackend = WordVectors(folder)
    german, english, russian = (
        model.encode([text], language=language)[0]
        for text, language in (("Drehen!", "de"), ("Turning", "en"), ("Молоко", "ru"))
    )
    assert german @ english == pytest.approx(1)
    assert german @ russian == 0


def test_vectors_have_length_one_or_say_nothing(folder):
    model = WordVectors(folder)
    found = model.encode(["turning and milk", "", "🙂"], language="en")
    assert found.shape == (3, model.dim)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1).tolist() == pytest.approx([1, 0, 0])


def test_an_unknown_word_counts_by_its_beginning(folder):
    assert WordVectors(folder).encode(["shafts", "sha"], language="en").tolist() == [[0, 0, 1], [0, 0, 0]]


def test_the_fingerprint_tells_one_model_from_another(folder):
    before = WordVectors(folder).fingerprint
    assert WordVectors(folder).fingerprint == before
    np.save(folder / "vectors.npy", np.ones((5, 3), dtype=np.float32))
    assert WordVectors(folder).fingerprint != before


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda folder: (folder / "words.txt").unlink(), "words.txt: cannot be read"),
        (lambda folder: (folder / "vectors.npy").unlink(), "vectors.npy: expected an array of numpy"),
        (lambda folder: (folder / "vectors.npy").write_bytes(b"no"), "vectors.npy: expected an array of numpy"),
        (lambda folder: np.save(folder / "vectors.npy", np.ones(5, dtype=np.float32)), "with two dimensions"),
        (lambda folder: np.save(folder / "vectors.npy", np.ones((4, 3), dtype=np.float32)), "do not belong together"),
        (lambda folder: np.save(folder / "vectors.npy", np.full((5, 3), np.nan)), "not finite"),
        (lambda folder: np.save(folder / "vectors.npy", np.array([{}] * 5), allow_pickle=True), "an array of numpy"),
    ],
)
def test_a_folder_without_a_model_is_refused_with_a_sentence(folder, break_it, sentence):
    break_it(folder)
    with pytest.raises(ValueError, match=sentence):
        WordVectors(folder)
