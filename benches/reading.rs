//! How fast messages are read: `cargo bench --bench reading`. The corpus of `tests/mail`, message by message.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jenjang::mail::inbox::reading::{OwnAddresses, read};

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail");
    let mut messages = Vec::new();
    match std::fs::read_dir(&folder) {
        Ok(entries) => {
            for path in entries.flatten().map(|entry| entry.path()) {
                if path.extension().is_some_and(|ending| ending == "eml") {
                    messages.extend(std::fs::read(path));
                }
            }
        }
        Err(error) => panic!("{}: {error}", folder.display()),
    }
    messages
}

fn reading(criterion: &mut Criterion) {
    let own = OwnAddresses {
        addresses: vec!["layanan@parigi.test".into()],
        domain: "parigi.test".into(),
        trusted: vec!["mx.parigi.test".into()],
    };
    let messages = corpus();
    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("the corpus", |bencher| {
        bencher.iter(|| {
            for message in &messages {
                black_box(read(black_box(message), &own));
            }
        });
    });
    group.finish();
    let mut large = b"From: siti@dinkes.demo.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nTerlampir.\r\n--b\r\n\
        Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        .to_vec();
    for _ in 0..180_000 {
        large.extend_from_slice(
            b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWkFC\r\n",
        );
    }
    large.extend_from_slice(b"--b--\r\n");
    let mut group = criterion.benchmark_group("reading a large one");
    group.throughput(Throughput::Bytes(large.len() as u64));
    group.sample_size(10);
    group.bench_function("13 MB with one file", |bencher| {
        bencher.iter(|| black_box(read(black_box(&large), &own)))
    });
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
