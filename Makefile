# Everything a newcomer needs: `make demo` and `make check`. Both set up what is missing first.
.PHONY: all setup demo check bench accuracy accuracy-quick tidy format clean

all: setup
	@[ -f build/build.ninja ] || meson setup build >/dev/null
	@ninja -C build --quiet

setup:
	@tools/setup

demo: all
	@tools/demo

check: setup
	@tools/check

# 200 runners: hours. Landmarks are kept: after a change in gait alone it takes a minute.
accuracy: all
	@bench/accuracy.py --first 700 --runners 200 --out docs/accuracy

# Twelve runners, always the same, to look at after a change; prints, writes nothing.
accuracy-quick: all
	@bench/accuracy.py --runners 12

bench: setup
	@bench/run

tidy: all
	@ninja -C build clang-tidy

format:
	@find src tests bench -name '*.[ch]' | xargs clang-format -i

clean:
	rm -rf build build-* out
