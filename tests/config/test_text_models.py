"""A model of texts is served like any other; what works on columns of a table is refused for it."""

from tests.config.changed import broken

REVIEWS = {"starter": "model_code/starter/reviews"}


def test_it_stands_beside_a_model_of_tables() -> None:
    models = {"breast-cancer": {"starter": "model_code/starter/breast-cancer"}, "reviews": REVIEWS}
    assert broken("dev", models=models) == []


def test_the_pipeline_of_tables_does_not_train_it() -> None:
    (line,) = broken("dev", models={"reviews": REVIEWS}, training__model="reviews")
    assert line.startswith("training.model: reviews reads texts")
    assert "[text_training]" in line
