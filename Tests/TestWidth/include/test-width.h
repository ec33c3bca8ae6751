// The tests import nothing of it: it only has to be there when they start.
