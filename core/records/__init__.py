"""Records of the year that no checker can see: rules in writing, drills, surveys, visits, scores."""
