"""An intranet that is not ours, with the module in it."""
