//! Prints how fast leaves are appended, items are hashed, proofs are made and a log is verified,
//! each beside the bare SHA-256 of the same bytes.
//!
//!     cargo run --release -p obhut-tlog --example speed [LEAVES]

#![expect(clippy::print_stdout, reason = "it is there to print")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use obhut_kernel::{Random as _, SeededRandom};
use obhut_tlog::{
    Checkpoint, Commitment, Hash, Item, ItemSecret, ItemTree, Leaf, MemoryTiles, Origin,
    SignedCheckpoint, SigningKey, TreeState, Verifier, leaf_hash, prove_consistency,
    prove_inclusion,
};
use sha2::{Digest as _, Sha256};

const BATCH: usize = 1000;

fn main() -> obhut_kernel::Result<()> {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let random = SeededRandom::new(1);
    let origin: Origin = "obhut.example/speed".parse()?;
    let key = SigningKey::generate(&random, origin.clone());

    let (leaves, took) = timed(|| (0..count).map(|_| leaf(&random, &origin)).collect::<Vec<_>>());
    let leaves: Vec<_> = leaves.into_iter().collect::<obhut_kernel::Result<_>>()?;
    let bytes: usize = leaves.iter().map(Vec::len).sum();
    say("write leaves as JSON", count, took);
    println!("  {} bytes a leaf", bytes / count.max(1));

    let ((), bare) = timed(|| {
        for leaf in &leaves {
            black_box(Sha256::digest(leaf));
        }
    });
    say("bare SHA-256 of each leaf", count, bare);
    let (_, stream) = timed(|| leaves.iter().fold(Sha256::new(), Sha256::chain_update));
    say("bare SHA-256 of all bytes in one", count, stream);

    let (mut state, mut tiles) = (TreeState::new(), MemoryTiles::default());
    let (done, took) = timed(|| {
        leaves.chunks(BATCH).try_for_each(|batch| {
            tiles.extend(state.append(batch.iter().map(|leaf| leaf_hash(leaf)))?);
            Ok(())
        })
    });
    done?;
    say("append in batches of 1,000", count, took);

    let head = Checkpoint::new(origin, state.size(), state.root())?;
    let signed = SignedCheckpoint::sign(head, &[&key])?.to_string();
    let (report, took) = timed(|| {
        let keys = [key.verify_key()];
        let mut verifier = Verifier::new(tiles.clone(), state.size(), &keys, [signed.as_str()])?;
        for (index, leaf) in (0..).zip(&leaves) {
            verifier.leaf(index, leaf)?;
        }
        Ok(verifier.finish())
    });
    let report: obhut_tlog::Report = report?;
    say("verify with tiles and checkpoint", count, took);
    println!("  {:.2} x each, {:.2} x all in one", ratio(took, bare), ratio(took, stream));
    println!("  in order: {}", report.is_ok());

    let proofs = 1000;
    let size = state.size();
    let (done, took) = timed(|| {
        (0..proofs).try_for_each(|n| {
            black_box(prove_inclusion(&mut tiles, n * 7919 % size, size)?);
            Ok(())
        })
    });
    done?;
    println!("{:<36} {:>9.1} µs each", "inclusion proof", took.as_secs_f64() * 1e6 / 1000.0);
    let (done, took) = timed(|| {
        (0..proofs).try_for_each(|n| {
            black_box(prove_consistency(&mut tiles, n * 7919 % size, size)?);
            Ok(())
        })
    });
    done?;
    println!("{:<36} {:>9.1} µs each", "consistency proof", took.as_secs_f64() * 1e6 / 1000.0);

    let record_keys: Vec<_> = (0..count).map(|number| number.to_string()).collect();
    let (root, took) = timed(|| item_root(&random, &record_keys));
    say("item tree", count, took);
    println!("item root {root}");
    Ok(())
}

fn item_root(random: &SeededRandom, record_keys: &[String]) -> Hash {
    let mut tree = ItemTree::new(&ItemSecret::generate(random));
    for key in record_keys {
        tree.push(&Item { record_type: "contract", key, action: "anonymise", outcome: "done" });
    }
    tree.root()
}

/// A leaf with one data subject.
fn leaf(random: &SeededRandom, origin: &Origin) -> obhut_kernel::Result<Vec<u8>> {
    Leaf {
        id: uuid::Uuid::from_bytes(random.array()),
        time: jiff::Timestamp::UNIX_EPOCH,
        log: origin.clone(),
        system: "register".parse()?,
        action: "contract.anonymise".parse()?,
        actor: Commitment(Hash(random.array())),
        subjects: vec![Commitment(Hash(random.array()))],
        items: None,
        fields: Vec::new(),
        previous: None,
    }
    .to_bytes()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (work(), start.elapsed())
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn say(what: &str, count: usize, took: Duration) {
    let rate = u32::try_from(count).map_or(f64::NAN, f64::from) / took.as_secs_f64() / 1000.0;
    println!("{what:<36} {rate:>9.0} thousand/s");
}
