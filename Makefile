# Only an alias: everything is in manage.py, which also works where make is absent.
.PHONY: run serve test check fmt bench soak
run serve test check fmt bench soak:
	python3 manage.py $@
