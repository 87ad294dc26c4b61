"""Reads of programmes: versions and entries, areas with their risk, what became of entries, and the
problem that is given to the machine."""

from .areas import Area as Area
from .areas import area_key as area_key
from .areas import areas as areas
from .areas import closed_times as closed_times
from .areas import priorities as priorities
from .following import Followed as Followed
from .following import counts as counts
from .following import coverage as coverage
from .following import follow as follow
from .planning import Planning as Planning
from .planning import planning as planning
from .programmes import Change as Change
from .programmes import auditor_choices as auditor_choices
from .programmes import changes_between as changes_between
from .programmes import check_seal as check_seal
from .programmes import entry_of as entry_of
from .programmes import latest_run as latest_run
from .programmes import run_by_uuid as run_by_uuid
from .programmes import version as version
from .programmes import versions as versions
from .programmes import years as years
