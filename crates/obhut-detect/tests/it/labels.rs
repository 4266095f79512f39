fn run(cols: &[(&str, &str)]) -> Vec<(obhut_kernel::Category, f32, String, String)> {
    let c: Vec<_> = cols.iter().map(|(t, n)| obhut_detect::detect::ColumnSample { name: n, table: Some(t), ..Default::default() }).collect();
    obhut_detect::detect::detect_columns(&c).into_iter().map(|p| (p.category, p.confidence, format!("{:?}", p.reasons), String::new())).collect()
}
#[test]
fn tmp() {
    let files = std::env::var("LF").unwrap_or("civicrm,northwind,chinook".into());
    let quiet = std::env::var("LQ").is_ok();
    for f in files.split(',') {
        let text = std::fs::read_to_string(format!("/work/shared/data/labels/{f}.tsv")).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split('\t').collect()).collect();
        let cols: Vec<(&str, &str)> = rows.iter().map(|r| (r[0], r[1])).collect();
        let got = run(&cols);
        let (mut tp, mut fp, mut fnn, mut exact, mut tn) = (0, 0, 0, 0, 0);
        for (r, g) in rows.iter().zip(&got) {
            if r.get(3).is_some_and(|d| !d.is_empty()) { continue; }
            let (want, have) = (r[2] != "none", g.0.key() != "none");
            match (want, have) { (true, true) => tp += 1, (true, false) => fnn += 1, (false, true) => fp += 1, _ => tn += 1 }
            if want && g.0.key() == r[2] { exact += 1; }
            if r[2] != g.0.key() && !quiet { println!("{}.{} want {} got {} {:.2} [{}] {}", r[0], r[1], r[2], g.0.key(), g.1, g.2, g.3); }
        }
        println!("== {f}: tp {tp} fp {fp} fn {fnn} tn {tn} recall {:.3} precision {:.3} exact {:.3}", tp as f64 / (tp + fnn) as f64, tp as f64 / (tp + fp) as f64, exact as f64 / (tp + fnn) as f64);
    }
}
#[test]
fn dump() {
    let Ok(f) = std::env::var("DF") else { return };
    let text = std::fs::read_to_string(format!("/tmp/{f}.tsv")).unwrap();
    let cols: Vec<(&str, &str)> = text.lines().map(|l| l.split_once('\t').unwrap()).collect();
    let got = run(&cols);
    let mut by: std::collections::BTreeMap<(String, String), Vec<String>> = Default::default();
    for (c, g) in cols.iter().zip(&got) {
        let v = by.entry((c.0.to_string(), g.3.clone())).or_default();
        if g.0.key() != "none" { v.push(format!("{}:{}", c.1, g.0.key().chars().take(8).collect::<String>())); }
    }
    for ((t, k), v) in by { println!("DD {t} <{k}> {}", v.join(" ")); }
}
#[test]
fn saas() {
    if std::env::var("SAAS").is_err() { return; }
    let text = std::fs::read_to_string("/work/shared/data/labels/saas_fields.tsv").unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split('\t').collect()).filter(|r: &Vec<&str>| r[3] != "data_categories").collect();
    let keys: Vec<String> = rows.iter().map(|r| format!("{}|{}", r[0].trim_end_matches("_dataset.yml"), r[1])).collect();
    let tabs: Vec<&str> = keys.iter().map(|k| k.split('|').nth(1).unwrap()).collect();
    let cols: Vec<(&str, &str)> = rows.iter().zip(&tabs).map(|(r, t)| (*t, r[2])).collect();
    let got = run(&cols);
    let (mut tp, mut fp, mut fnn) = (0, 0, 0);
    for (r, g) in rows.iter().zip(&got) {
        let want = r[3].starts_with("user"); let have = g.0.key() != "none";
        if want && have { tp += 1 } else if want { fnn += 1; println!("FN {} {} {} [{}] {}", r[1], r[2], r[3], g.2, g.3) } else if have { fp += 1; println!("FP {} {} {} [{}] {}", r[1], r[2], g.0.key(), g.2, g.3) }
    }
    println!("== saas tp {tp} fp {fp} fn {fnn} recall {:.3} precision {:.3}", tp as f64 / (tp + fnn) as f64, tp as f64 / (tp + fp) as f64);
}
