from vocab_audit.category import Category, Strength


def test_strengths_are_ordered_from_certain_to_suspect() -> None:
    assert [*Strength] == sorted(Strength, key=lambda strength: strength.order)
    assert [strength.order for strength in Strength] == [0, 1, 2]
    assert [str(strength) for strength in Strength] == ["certain", "likely", "suspect"]


def test_each_strength_lowers_to_the_next_and_the_weakest_to_none() -> None:
    assert Strength.CERTAIN.lowered is Strength.LIKELY
    assert Strength.LIKELY.lowered is Strength.SUSPECT
    assert Strength.SUSPECT.lowered is None


def test_categories_are_those_of_the_contract_in_order_of_ties() -> None:
    assert [str(category) for category in Category] == [
        "adult",
        "gambling",
        "games",
        "video",
        "spam",
        "boilerplate",
    ]
