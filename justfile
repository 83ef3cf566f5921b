# What one does here every day. `just` without a name lists it.

default:
    @just --list

# The demo office on http://127.0.0.1:8080 (password of every account: jenjang-demo)
run *ARGS:
    cargo run --release -- serve --demo {{ARGS}}

# The same, compiled quickly and in a data directory of its own
dev *ARGS:
    cargo run -- serve --demo --data target/dev-data {{ARGS}}

# Every test, on both databases and in the browser; with words: only the tests that contain them
test *ARGS:
    tests/run.sh {{ARGS}}

# Anything else that wants the test ground around it: `just with cargo nextest run escalation`
with +COMMAND:
    tests/run.sh --with {{COMMAND}}

# Compile and lint, quickly
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# Put the code in shape
fmt:
    cargo fmt

# The documentation of the code, in the browser
doc:
    cargo doc --no-deps --open

# The load run at 100,000 tickets, on both databases
bench *ARGS:
    JENJANG_TEST_DURABLE=1 tests/run.sh --with cargo bench --bench load -- {{ARGS}}

# What each page weighs and costs at 100,000 tickets: bytes, time in the server, sentences to the database
pages *ARGS:
    tests/run.sh --with cargo bench --bench pages -- {{ARGS}}

# How fast messages come in and letters go out, between two real mail servers on this machine
post *ARGS:
    JENJANG_TEST_DURABLE=1 tests/run.sh --with cargo bench --bench post -- {{ARGS}}

# Messages harmed in every way, read for so many seconds with every overflow noticed
fuzz seconds="600":
    JENJANG_TEST_FUZZ_SECONDS={{seconds}} cargo test --test suite reads_for_minutes -- --ignored --nocapture

# How well tickets are found: the judged queries of tests/search, on both databases
search-quality:
    tests/run.sh --with cargo nextest run --no-capture judged_queries_find

# How fast messages are read
reading *ARGS:
    cargo bench --bench reading -- {{ARGS}}

# All that must be green before a change lands
ci:
    .ci/run
