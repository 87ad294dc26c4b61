"""What people register with themselves: members and units below follow a reorganisation."""

from . import following as following
