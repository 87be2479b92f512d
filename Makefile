.PHONY: demo test
demo:
	python3 run demo
test:
	python3 run test
