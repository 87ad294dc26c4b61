"""What people do to programmes. Plain functions that take who acts and never commit."""

from .accepting import accept as accept
from .approving import approve as approve
from .approving import send_back as send_back
from .approving import submit as submit
from .areas import AreaChoice as AreaChoice
from .areas import add_closed_time as add_closed_time
from .areas import remove_closed_time as remove_closed_time
from .areas import save_area as save_area
from .auditing import make_audit as make_audit
from .entries import EntryChoice as EntryChoice
from .entries import judge as judge
from .entries import remove_entry as remove_entry
from .entries import save_entry as save_entry
from .installing import bring_in_entry as bring_in_entry
from .installing import bring_in_weight as bring_in_weight
from .installing import bring_in_words as bring_in_words
from .programmes import Settings as Settings
from .programmes import begin as begin
from .programmes import discard_draft as discard_draft
from .programmes import next_version as next_version
from .programmes import save_settings as save_settings
from .running import cancel as cancel
from .running import free_running as free_running
from .running import request_plan as request_plan
