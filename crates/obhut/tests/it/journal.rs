//! The journal taken out and verified by somebody else.

use std::{fs, path::Path};

use obhut_tlog::{TlogProof, VerifyKey, verify_export};

use crate::harness::{CONCEPT, contracts, on_each_engine};

#[test]
fn an_exported_log_is_verified_without_the_store() {
    on_each_engine(|place| {
        place.init();
        let file = place.write("contracts.csv", &contracts(1..300));
        place.ok(&["import", &file, "--type", "contract"]);
        let early = place.folder.path().join("early");
        place.ok(&["journal", "export", early.to_str().unwrap()]);
        let concept = place.write("concept.toml", CONCEPT);
        place.ok(&["concept", "apply", &concept]);
        place.ok(&["run"]);
        let out = place.folder.path().join("log");
        let export = ["journal", "export", out.to_str().unwrap(), "--entry", "0", "--entry", "2"];
        let size = place.json(&export)[0]["size"].as_u64().unwrap();

        let key: VerifyKey =
            fs::read_to_string(out.join("log.vkey")).unwrap().trim().parse().unwrap();
        let known = fs::read_to_string(early.join("checkpoint")).unwrap();
        let verify = |folder: &Path| {
            let read = |path: &str| Ok(fs::read(folder.join(path)).ok());
            verify_export(read, std::slice::from_ref(&key), &[&known]).unwrap()
        };
        let report = verify(&out);
        assert!(report.is_ok() && report.size == size, "{:?}", report.problems);
        for entry in [0, 2] {
            let proof = fs::read_to_string(out.join(format!("entry-{entry}.tlog-proof"))).unwrap();
            proof.parse::<TlogProof>().unwrap();
        }
        assert!(!out.join("entry-1.leaf").exists(), "only what was asked for");
        // The checkpoint that was kept outside is accepted by the store, a foreign one is not.
        let kept = early.join("checkpoint");
        let verify_kept = ["journal", "verify", "--checkpoint", kept.to_str().unwrap()];
        assert_eq!(place.json(&verify_kept)[0]["ok"], true);
        let other = crate::harness::Place::new(None);
        other.init();
        let folder = other.folder.path().join("log");
        other.ok(&["journal", "export", folder.to_str().unwrap()]);
        let foreign = folder.join("checkpoint");
        let output = place.call(&["journal", "verify", "--checkpoint", foreign.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8(output.stdout).unwrap().contains("no log of this store"));

        let entries = out.join("tile/entries");
        let tile = fs::read_dir(&entries).unwrap().next().unwrap().unwrap().path();
        let tile = if tile.is_dir() {
            fs::read_dir(tile).unwrap().next().unwrap().unwrap().path()
        } else {
            tile
        };
        let mut bytes = fs::read(&tile).unwrap();
        bytes[20] ^= 1;
        fs::write(&tile, bytes).unwrap();
        assert!(!verify(&out).is_ok(), "a changed entry is found");
    });
}
