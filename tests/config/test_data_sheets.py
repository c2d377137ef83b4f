"""What training reports as a share of the peak is a share of the peak that people choose a machine by."""

from config.catalogs.data_sheets import SHEETS
from text_classifier.chips import PEAKS, peak

NOT_RENTED_BY_AWS = {"H100 PCIe", "H100 NVL"}
OF_NEURON = {"Inferentia", "Inferentia2", "Trainium", "Trainium2"}
"""They do not give the driver's name."""


def test_training_and_catalog_have_one_peak_for_a_chip() -> None:
    training = {name: most / 1e12 for name, most, _ in PEAKS if name not in NOT_RENTED_BY_AWS}
    assert training == {name: SHEETS[name].tflops for name in training}


def test_training_knows_every_gpu_that_has_a_peak() -> None:
    known = {name for name, sheet in SHEETS.items() if sheet.tflops and peak(name)}
    assert {name for name, sheet in SHEETS.items() if sheet.tflops} - known == OF_NEURON
