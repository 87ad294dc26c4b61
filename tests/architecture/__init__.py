"""What has to hold in the whole project, whatever is added to it."""
