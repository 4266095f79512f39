use obhut_kernel::{Result, Value};

use super::{
    Check, Column, ForeignKey, Index, IndexPart, Kind, Referential, Table, TableKind, Trigger,
    assemble::{Assembly, flag, names, optional, text},
};
use crate::{Dialect, Row, TableName, Tx};

const TABLES: &str = "
SELECT c.oid::bigint, c.relname, c.relkind, c.reltuples::bigint, c.relispartition, pn.nspname,
       p.relname, obj_description(c.oid, 'pg_class')
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_class p ON p.oid = i.inhparent
LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE n.nspname = coalesce(?, current_schema()) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = 'pg_class'::regclass
                  AND x.objid = c.oid AND x.deptype = 'e')";

/// Of a domain the type below it and its own rules.
const COLUMNS: &str = "
SELECT a.attrelid::bigint, a.attname, format_type(a.atttypid, a.atttypmod),
       coalesce(b.typname, t.typname), coalesce(b.typtype, t.typtype),
       coalesce(b.typcategory, t.typcategory), a.attnotnull OR t.typnotnull,
       CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END,
       pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '', a.attidentity <> '',
       CASE WHEN a.attcollation <> t.typcollation THEN o.collname END,
       col_description(a.attrelid, a.attnum),
       (SELECT string_agg(e.enumlabel::text, chr(31) ORDER BY e.enumsortorder) FROM pg_enum e
        WHERE e.enumtypid = coalesce(b.oid, t.oid)),
       (SELECT string_agg(pg_get_expr(r.conbin, 0), chr(31)) FROM pg_constraint r
        WHERE r.contypid = t.oid)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation o ON o.oid = a.attcollation
WHERE n.nspname = coalesce(?, current_schema()) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum";

const CONSTRAINTS: &str = "
SELECT k.conrelid::bigint, k.conname, k.contype,
       (SELECT string_agg(a.attname::text, chr(31) ORDER BY u.n)
        FROM unnest(k.conkey) WITH ORDINALITY AS u(attnum, n)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum),
       fn.nspname, f.relname,
       (SELECT string_agg(a.attname::text, chr(31) ORDER BY u.n)
        FROM unnest(k.confkey) WITH ORDINALITY AS u(attnum, n)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum),
       k.confdeltype, k.confupdtype, pg_get_expr(k.conbin, k.conrelid),
       fn.nspname = coalesce(?, current_schema())
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = k.confrelid AND k.contype = 'f'
LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE n.nspname = coalesce(?, current_schema()) AND k.contype IN ('p', 'f', 'c')
ORDER BY k.conrelid, k.conname";

const INDEXES: &str = "
SELECT i.indrelid::bigint, x.relname, i.indisunique, i.indpred IS NOT NULL, a.attname,
       CASE WHEN a.attname IS NULL THEN pg_get_indexdef(i.indexrelid, s.n, true) END
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class x ON x.oid = i.indexrelid
CROSS JOIN LATERAL generate_series(1, i.indnkeyatts::int) AS s(n)
LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[s.n - 1]
  AND a.attnum > 0
WHERE n.nspname = coalesce(?, current_schema())
ORDER BY i.indrelid, x.relname, s.n";

const TRIGGERS: &str = "
SELECT t.tgrelid::bigint, t.tgname, t.tgtype::int
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = coalesce(?, current_schema()) AND NOT t.tgisinternal
ORDER BY t.tgrelid, t.tgname";

pub(super) fn read(tx: &mut Tx<'_>, schema: Option<&str>) -> Result<Vec<Table>> {
    let of = [Value::from(schema.map(str::to_owned))];
    let own = schema.map(str::to_owned);
    let mut all = Assembly::new(Dialect::Postgres);
    for row in tx.query(TABLES, &of)? {
        let name = TableName { schema: own.clone(), name: text(&row, 1) };
        let kind = table_kind(&row, own.as_ref());
        let table = all.add(text(&row, 0), name, kind);
        // Minus one: never analysed.
        table.rows = row.at::<i64>(3)?.try_into().ok();
        table.comment = optional(&row, 7);
    }
    for row in tx.query(COLUMNS, &of)? {
        let column = column(&row)?;
        for expression in names(&row, 14) {
            let columns = vec![column.name.clone()];
            let expression = expression.replace("VALUE", &column.name);
            all.check(&text(&row, 0), Check { name: None, expression, columns });
        }
        all.column(&text(&row, 0), column);
    }
    for row in tx.query(CONSTRAINTS, &[of[0].clone(), of[0].clone()])? {
        constraint(&mut all, &row, own.as_ref())?;
    }
    for row in tx.query(INDEXES, &of)? {
        let index = Index {
            name: text(&row, 1),
            parts: Vec::new(),
            is_unique: flag(&row, 2)?,
            is_partial: flag(&row, 3)?,
        };
        let part = match optional(&row, 4) {
            Some(column) => IndexPart::Column(column),
            None => IndexPart::Expression(text(&row, 5)),
        };
        all.index_part(&text(&row, 0), index, part);
    }
    for row in tx.query(TRIGGERS, &of)? {
        let event = event(row.at(2)?);
        all.trigger(&text(&row, 0), Trigger { name: text(&row, 1), event });
    }
    Ok(all.finish())
}

fn table_kind(row: &Row, own: Option<&String>) -> TableKind {
    if let Some(parent) = optional(row, 6) {
        let schema = own.cloned().and(optional(row, 5));
        return TableKind::Partition { of: TableName { schema, name: parent } };
    }
    match text(row, 2).as_str() {
        "p" => TableKind::Partitioned,
        "v" => TableKind::View,
        "m" => TableKind::MaterializedView,
        "f" => TableKind::Foreign,
        _ => TableKind::Base,
    }
}

fn column(row: &Row) -> Result<Column> {
    let default = optional(row, 8);
    let base = text(row, 3);
    let modifier: i64 = row.at(7)?;
    let has_length = matches!(base.as_str(), "varchar" | "bpchar") && modifier > 4;
    let counts = default.as_ref().is_some_and(|text| text.starts_with("nextval("));
    Ok(Column {
        name: text(row, 1),
        declared: text(row, 2),
        kind: kind(&base, &text(row, 4), &text(row, 5)),
        nullable: !flag(row, 6)?,
        length: if has_length { u64::try_from(modifier - 4).ok() } else { None },
        is_generated: flag(row, 9)?,
        is_identity: flag(row, 10)? || counts,
        enum_values: names(row, 13),
        collation: optional(row, 11),
        comment: optional(row, 12),
        default,
    })
}

fn kind(name: &str, typtype: &str, category: &str) -> Kind {
    match name {
        _ if typtype == "e" => Kind::Enum,
        "int2" | "int4" | "int8" | "oid" => Kind::Int,
        "float4" | "float8" => Kind::Float,
        "numeric" => Kind::Decimal,
        "bytea" => Kind::Bytes,
        "date" => Kind::Date,
        "timestamp" => Kind::DateTime,
        "timestamptz" => Kind::Instant,
        "time" | "timetz" => Kind::Time,
        "bool" => Kind::Bool,
        "json" | "jsonb" => Kind::Json,
        "uuid" => Kind::Uuid,
        // Text, varchar, char, name, citext.
        _ if category == "S" => Kind::Text,
        _ => Kind::Other,
    }
}

fn constraint(all: &mut Assembly, row: &Row, own: Option<&String>) -> Result<()> {
    let (id, name, columns) = (text(row, 0), optional(row, 1), names(row, 3));
    match text(row, 2).as_str() {
        "p" => {
            if let Some(table) = all.table(&id) {
                table.primary_key = columns;
            }
        }
        "c" => {
            // Rules that name the table only are no rules on values (`NO INHERIT` markers).
            let expression = text(row, 9);
            all.check(&id, Check { name, expression, columns });
        }
        _ => {
            let schema = if flag(row, 10)? { own.cloned() } else { optional(row, 4) };
            let key = ForeignKey {
                name,
                columns,
                to: TableName { schema, name: text(row, 5) },
                to_columns: names(row, 6),
                on_delete: action(&text(row, 7)),
                on_update: action(&text(row, 8)),
            };
            all.foreign_key(&id, key);
        }
    }
    Ok(())
}

fn action(letter: &str) -> Referential {
    match letter {
        "c" => Referential::Cascade,
        "n" => Referential::SetNull,
        "d" => Referential::SetDefault,
        _ => Referential::Refuse,
    }
}

/// The bits of `pg_trigger.tgtype`.
fn event(bits: i64) -> String {
    let timing = match bits {
        _ if bits & 2 != 0 => "BEFORE",
        _ if bits & 64 != 0 => "INSTEAD OF",
        _ => "AFTER",
    };
    let events = [(4, "INSERT"), (8, "DELETE"), (16, "UPDATE"), (32, "TRUNCATE")];
    let events: Vec<&str> =
        events.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, word)| *word).collect();
    format!("{timing} {}", events.join(" OR "))
}
