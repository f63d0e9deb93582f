# Everything a newcomer needs: `make demo` and `make check`. Both set up what is missing first.
.PHONY: all setup demo check bench accuracy tidy format clean

all: setup
	@[ -f build/build.ninja ] || meson setup build >/dev/null
	@ninja -C build --quiet

setup:
	@tools/setup

demo: all
	@tools/demo

check: setup
	@tools/check

accuracy: all
	@bench/accuracy.py --out docs/accuracy.md

bench: setup
	@bench/run

tidy: all
	@ninja -C build clang-tidy

format:
	@find src tests bench -name '*.[ch]' | xargs clang-format -i

clean:
	rm -rf build build-* out
