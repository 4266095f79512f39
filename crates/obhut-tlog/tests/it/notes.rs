//! Signed checkpoints, checked against the `signed_note` crate and the published examples.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use obhut_kernel::SeededRandom;
use obhut_tlog::{
    Checkpoint, Cosignature, Hash, KeyKind, Origin, SignedCheckpoint, SigningKey, VerifyKey,
};
use proptest::prelude::*;
use signed_note::{Note, Signature, Signer as _, StandardSigner, StandardVerifier, VerifierList};

use crate::support::{ORIGIN, key, keys, origin};

const SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

fn signed(size: u64) -> SignedCheckpoint {
    let head = Checkpoint::new(origin(), size, Hash([5; 32])).unwrap();
    SignedCheckpoint::sign(head, &[&key()]).unwrap()
}

/// A witness: the key as the reference crate holds it, and as we do.
fn witness(name: &str, seed: u64) -> (StandardSigner, VerifyKey) {
    let own = SigningKey::generate(&SeededRandom::new(seed), name.parse().unwrap());
    let public = own.verify_key().to_string();
    let data = public.splitn(3, '+').nth(2).unwrap();
    let mut data = BASE64_STANDARD.decode(data).unwrap();
    data[0] = 4;
    let id = signed_note::key_id(name, &data);
    let vkey = format!("{name}+{id:08x}+{}", BASE64_STANDARD.encode(&data));
    (StandardSigner::new(&own.to_text()).unwrap(), vkey.parse().unwrap())
}

/// A witness's signature line for a checkpoint (C2SP tlog-cosignature).
fn cosign(text: &str, (signer, public): &(StandardSigner, VerifyKey), seconds: u64) -> String {
    let (body, _) = text.split_once("\n\n").unwrap();
    let message = format!("cosignature/v1\ntime {seconds}\n{body}\n");
    let mut bytes = seconds.to_be_bytes().to_vec();
    bytes.extend(signer.sign(message.as_bytes()).unwrap());
    let line = Signature::new(public.name().to_owned(), public.id(), bytes).unwrap().to_bytes();
    String::from_utf8(line).unwrap()
}

#[test]
fn keys_of_the_published_example() {
    let key = SigningKey::from_text(SECRET).unwrap();
    assert_eq!(key.verify_key().to_string(), PUBLIC);
    assert_eq!(key.to_text().as_str(), SECRET);
    let public: VerifyKey = format!(" {PUBLIC}\n").parse().unwrap();
    assert_eq!(public, key.verify_key());
    assert_eq!((public.name(), public.id()), ("PeterNeumann", 0xc74f_20a3));
    assert_eq!(public.kind(), KeyKind::Log);
    assert_eq!(format!("{key:?}"), "SigningKey(PeterNeumann)");
}

#[test]
fn the_reference_crate_reads_our_keys_and_checkpoints() {
    let key = key();
    let public = StandardVerifier::new(&key.verify_key().to_string()).unwrap();
    StandardSigner::new(&key.to_text()).unwrap();
    let text = signed(12).to_string();
    let note = Note::from_bytes(text.as_bytes()).unwrap();
    let (verified, unknown) = note.verify(&VerifierList::new(vec![Box::new(public)])).unwrap();
    assert_eq!((verified.len(), unknown.len()), (1, 0));
    let root = "BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=";
    assert_eq!(note.text(), format!("{ORIGIN}\n12\n{root}\n").as_bytes());
}

#[test]
fn we_read_checkpoints_of_the_reference_crate() {
    let text = format!("PeterNeumann\n7\n{}\nan extension\n", Hash([1; 32]));
    let mut note = Note::new(text.as_bytes(), &[]).unwrap();
    note.add_sigs(&[&StandardSigner::new(SECRET).unwrap()]).unwrap();
    let text = String::from_utf8(note.to_bytes()).unwrap();
    let opened = SignedCheckpoint::open(&text, &[PUBLIC.parse().unwrap()]).unwrap();
    assert_eq!(opened.checkpoint().origin().as_str(), "PeterNeumann");
    assert_eq!(opened.checkpoint().size(), 7);
    assert_eq!(*opened.checkpoint().root(), Hash([1; 32]));
    assert_eq!(opened.checkpoint().extension(), "an extension\n");
    assert_eq!(opened.to_string(), text);
}

#[test]
fn the_specifications_cosigned_example_is_parsed() {
    // The specification publishes no keys, so only the form can be shown to be understood: with
    // an unknown key there is no signature to trust.
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let error = SignedCheckpoint::open(text, &keys()).unwrap_err();
    assert_eq!(error.outside().key(), "error-journal-signature");
}

#[test]
fn signatures_of_unknown_keys_are_ignored() {
    let stranger =
        SigningKey::generate(&SeededRandom::new(99), "stranger.example".parse().unwrap());
    let line = Signature::new("stranger.example".to_owned(), 1, vec![0; 64]).unwrap().to_bytes();
    let line = String::from_utf8(line).unwrap();
    let text = signed(3).to_string();
    let (body, ours) = text.split_once("\n\n").unwrap();
    for mixed in [format!("{text}{line}"), format!("{body}\n\n{line}{ours}")] {
        let opened = SignedCheckpoint::open(&mixed, &keys()).unwrap();
        assert_eq!(opened.checkpoint(), signed(3).checkpoint());
    }
    let only_stranger = SignedCheckpoint::open(&text, &[stranger.verify_key()]).unwrap_err();
    assert_eq!(only_stranger.outside().key(), "error-journal-signature");
    assert!(SignedCheckpoint::open(&text, &[]).is_err());
}

#[test]
fn a_key_of_another_name_cannot_speak_for_the_log() {
    let other = SigningKey::generate(&SeededRandom::new(8), "other.example".parse().unwrap());
    let head = Checkpoint::new(origin(), 3, Hash([5; 32])).unwrap();
    let error = SignedCheckpoint::sign(head.clone(), &[&other]).unwrap_err();
    assert_eq!(error.outside().key(), "error-journal-key-origin");
    assert!(SignedCheckpoint::sign(head.clone(), &[]).is_err());

    let mut note = Note::new(head.to_string().as_bytes(), &[]).unwrap();
    note.add_sigs(&[&StandardSigner::new(&other.to_text()).unwrap()]).unwrap();
    let text = String::from_utf8(note.to_bytes()).unwrap();
    let keys = [other.verify_key(), key().verify_key()];
    let error = SignedCheckpoint::open(&text, &keys).unwrap_err();
    assert_eq!(error.outside().key(), "error-journal-signature");
}

#[test]
fn keys_can_be_rotated() {
    let next = SigningKey::generate(&SeededRandom::new(8), origin());
    let head = Checkpoint::new(origin(), 3, Hash([5; 32])).unwrap();
    let text = SignedCheckpoint::sign(head, &[&key(), &next]).unwrap().to_string();
    for known in [key().verify_key(), next.verify_key()] {
        SignedCheckpoint::open(&text, &[known]).unwrap();
    }
    // A wrong signature of a known key spoils the note, whatever the others say.
    let (body, signatures) = text.split_once("\n\n").unwrap();
    let (first, second) = signatures.split_once('\n').unwrap();
    let (start, data) = first.rsplit_once(' ').unwrap();
    let mut data = BASE64_STANDARD.decode(data).unwrap();
    data[20] ^= 1;
    let spoilt = format!("{body}\n\n{start} {}\n{second}", BASE64_STANDARD.encode(data));
    assert!(SignedCheckpoint::open(&spoilt, &[next.verify_key()]).is_ok());
    assert!(SignedCheckpoint::open(&spoilt, &[next.verify_key(), key().verify_key()]).is_err());
}

#[test]
fn witnesses_cosign() {
    let witness = witness("witness.example/w1", 21);
    assert_eq!(witness.1.kind(), KeyKind::Witness);
    let mut checkpoint = signed(40);
    let line = cosign(&checkpoint.to_string(), &witness, 1_679_315_147);
    checkpoint.add_cosignature(&line, &witness.1).unwrap();
    let expected = [Cosignature {
        witness: "witness.example/w1".to_owned(),
        time: "2023-03-20T12:25:47Z".parse().unwrap(),
    }];
    assert_eq!(checkpoint.cosignatures(), expected);

    let text = checkpoint.to_string();
    let both = [key().verify_key(), witness.1.clone()];
    let opened = SignedCheckpoint::open(&text, &both).unwrap();
    assert_eq!(opened, checkpoint);
    assert_eq!(SignedCheckpoint::open(&text, &keys()).unwrap().cosignatures(), []);
    // A witness alone does not make a checkpoint.
    assert!(SignedCheckpoint::open(&text, &[witness.1]).is_err());
}

#[test]
fn wrong_cosignatures_are_refused() {
    let (one, other) = (witness("witness.example/w1", 21), witness("witness.example/w2", 22));
    let mut checkpoint = signed(40);
    let text = checkpoint.to_string();
    let elsewhere = cosign(&signed(41).to_string(), &one, 5);
    let bad = [
        cosign(&text, &other, 5),
        elsewhere,
        cosign(&text, &one, u64::MAX),
        "— witness.example/w1 AAAA\n".to_owned(),
        String::new(),
    ];
    for line in bad {
        assert!(checkpoint.add_cosignature(&line, &one.1).is_err(), "{line}");
        assert_eq!(checkpoint.to_string(), text);
    }
    // The log's own signature is no cosignature.
    let (_, line) = text.split_once("\n\n").unwrap();
    assert!(checkpoint.add_cosignature(line, &key().verify_key()).is_err());
}

#[test]
fn malformed_keys_are_refused() {
    for bad in [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
        "PeterNeumann+c74f20a3+AhpcAA",
    ] {
        let error = bad.parse::<VerifyKey>().unwrap_err();
        assert_eq!(error.outside().key(), "error-journal-vkey", "{bad}");
    }
    for bad in ["", PUBLIC, &SECRET[..70], &SECRET.replace("c74f", "c74e"), "PRIVATE+KEY+x+y+z"] {
        let error = SigningKey::from_text(bad).unwrap_err();
        assert_eq!(error.outside().key(), "error-journal-signing-key", "{bad}");
        assert!(!format!("{error:?}").contains("AYEKFALV"));
    }
}

#[test]
fn malformed_checkpoints_are_refused() {
    let signer = StandardSigner::new(SECRET).unwrap();
    let root = Hash([1; 32]);
    for body in [
        "PeterNeumann\n".to_owned(),
        "PeterNeumann\n7\n".to_owned(),
        format!("PeterNeumann\n07\n{root}\n"),
        format!("PeterNeumann\n+7\n{root}\n"),
        format!("PeterNeumann\n-1\n{root}\n"),
        format!("PeterNeumann\n99999999999999999999\n{root}\n"),
        format!("PeterNeumann\n7\n{root}=\n"),
        format!("PeterNeumann\n7\n{root}\n\n"),
        format!("PeterNeumann\n7\n{root}\n\nextension\n"),
        format!("\nPeterNeumann\n7\n{root}\n"),
        "PeterNeumann\n7\nAAAA\n".to_owned(),
    ] {
        let mut note = Note::new(body.as_bytes(), &[]).unwrap();
        note.add_sigs(&[&signer]).unwrap();
        let text = String::from_utf8(note.to_bytes()).unwrap();
        let error = SignedCheckpoint::open(&text, &[PUBLIC.parse().unwrap()]).unwrap_err();
        assert_eq!(error.outside().key(), "error-journal-checkpoint", "{body:?}");
    }
    assert!(Checkpoint::new(origin(), u64::MAX, root).is_err());
}

proptest! {
    #[test]
    fn a_single_bit_breaks_a_checkpoint(
        size in 0_u64..1_000_000,
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let mut bytes = signed(size).to_string().into_bytes();
        let place = at.index(bytes.len());
        bytes[place] ^= 1_u8 << bit;
        let opened = String::from_utf8(bytes).ok().map(|text| SignedCheckpoint::open(&text, &keys()));
        prop_assert!(!matches!(opened, Some(Ok(_))));
    }

    #[test]
    fn our_keys_round_trip(seed in any::<u64>(), name in "[a-z]{1,9}\\.example(/[a-zäöü0-9]{1,9})?") {
        let name: Origin = name.parse().unwrap();
        let key = SigningKey::generate(&SeededRandom::new(seed), name);
        let again = SigningKey::from_text(&key.to_text()).unwrap();
        prop_assert_eq!(again.to_text(), key.to_text());
        let public = key.verify_key();
        prop_assert_eq!(public.to_string().parse::<VerifyKey>().unwrap(), public);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(?s).{0,300}") {
        prop_assert!(SignedCheckpoint::open(&text, &keys()).is_err());
        prop_assert!(text.parse::<VerifyKey>().is_err());
        prop_assert!(SigningKey::from_text(&text).is_err());
    }
}
