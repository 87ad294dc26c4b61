"""What is done in the register of auditors."""

from .absences import enter_absence as enter_absence
from .absences import remove_absence as remove_absence
from .appointing import appoint as appoint
from .appointing import dismiss as dismiss
from .appointing import roles_follow_today as roles_follow_today
from .appointing import set_limit as set_limit
from .competence import CompetenceGiven as CompetenceGiven
from .competence import ProofFile as ProofFile
from .competence import add_competence as add_competence
from .competence import withdraw_competence as withdraw_competence
from .evaluating import EVALUATED_IN as EVALUATED_IN
from .evaluating import Said as Said
from .evaluating import evaluate as evaluate
from .evaluating import part_in as part_in
from .reminding import remind as remind
