import pytest

from tools.names import core_of, fold, initials_of, keys_of, words_of


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Sjøberg", "sjoberg"),
        ("Þórshamar", "thorshamar"),
        ("CAFÉ ZOË", "cafe zoe"),
        ("D’Angelo’s", "dangelos"),
        ("Ｆｕｌｌ", "full"),
        ("STRASSE", "straße"),
        ("النُور", "النور"),
    ],
)
def test_spellings_of_one_name_fold_to_the_same(typed: str, same: str) -> None:
    """Case, accents, ligatures, apostrophes and width do not tell names apart."""
    assert fold(typed) == fold(same)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Norrland Timber AB", "norrland timber"),
        ("The Cable Guys", "cable guys"),
        ("Øresund Logistics A/S", "oresund logistics"),
        ("株式会社さくら商事", "さ く ら 商 事"),
        ("ООО Ромашка", "ромашка"),
        ("B&R Haulage Ltd.", "b and r haulage"),
        ("Company", "company"),
    ],
)
def test_the_core_of_a_name_has_no_legal_form_and_is_never_empty(name: str, core: str) -> None:
    """What people leave off when they type is set aside, at either end."""
    assert " ".join(core_of(keys_of(name))) == core


def test_words_stand_where_they_were_typed() -> None:
    """Each word's place gives back the typed text, a possessive included."""
    text = "Zoë's  x-ray—Ｂ&R"
    assert [text[word.start : word.end] for word in words_of(text)] == ["Zoë's", "x", "ray", "Ｂ", "&", "R"]
    assert words_of(text)[0].stem == "zoe"


def test_initials_leave_small_words_out() -> None:
    """ "Bank of Norway" is BN; one word has no initials."""
    assert initials_of(("bank", "of", "norway")) == "bn"
    assert initials_of(("bank",)) == ""
