"""What is installed is what is on disk."""

import importlib.util

import pytest

from tests.architecture.sources import (
    FEATURES,
    INSTALLED,
    ROOT,
    listed_packages,
    packages_on_disk,
    setup_configuration,
)


def test_every_package_on_disk_is_listed_and_every_listed_one_is_there() -> None:
    # A mapped folder that is not listed vanishes from the wheel without a warning.
    assert listed_packages() == packages_on_disk()


def test_the_folders_are_mapped_as_the_tests_assume() -> None:
    mapping = setup_configuration()["options"]["package_dir"].strip().splitlines()
    assert dict(line.split(" = ")[::-1] for line in mapping) == INSTALLED


@pytest.mark.parametrize("package", sorted(listed_packages()))
def test_every_package_can_be_found_where_it_is_installed(package: str) -> None:
    assert importlib.util.find_spec(package) is not None


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_tells_what_it_is(feature: str) -> None:
    text = (ROOT / "intranet_qms" / feature / "__init__.py").read_text(encoding="utf-8")
    assert text.lstrip().startswith('"""')
