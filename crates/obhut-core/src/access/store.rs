use obhut_db::{
    AccountId,
    sql::{KeySet, Keyed, batch::lock, row_struct},
};
use obhut_kernel::{Error, Result, new_uuid};

use crate::{
    access::{Account, Actor, ActorKind, Grant, Rights},
    context::Op,
    journal::erasure::store::{LedgerRow, OWN, insert_ledger},
};

row_struct! {
    /// A row of `account`.
    struct AccountRow {
        id: AccountId,
        login: String,
        name: String,
        kind: String,
        team: Option<String>,
        state: String,
    }
}

impl AccountRow {
    fn kind(&self) -> Result<ActorKind> {
        ActorKind::from_key(&self.kind).ok_or_else(|| Error::internal("account kind"))
    }
}

/// The active account with this login, as an actor with all its rights.
pub(crate) fn actor(tx: &mut obhut_db::sql::Tx<'_>, login: &str) -> Result<Option<Actor>> {
    let found = tx.query_as::<AccountRow>(
        "SELECT id, login, name, kind, team, state FROM account WHERE login = ? AND state = 'active'",
        &[login.into()],
    )?;
    let Some(row) = found.into_iter().next() else { return Ok(None) };
    let kind = row.kind()?;
    let rights = match kind {
        ActorKind::System => Rights::all(),
        _ => Rights::new(grants_of(tx, row.id)?),
    };
    Ok(Some(Actor { id: row.id, login: row.login, kind, team: row.team, rights }))
}

fn grants_of(tx: &mut obhut_db::sql::Tx<'_>, account: AccountId) -> Result<Vec<Grant>> {
    tx.query(
        "SELECT g.role, g.granted, g.record_type, g.field_class FROM role_grant g \
         JOIN account_role r ON r.role = g.role WHERE r.account_id = ?",
        &[account.into()],
    )?
    .iter()
    .map(|row| {
        Ok(Grant {
            role: row.get("role")?,
            granted: row.get("granted")?,
            record_type: row.get("record_type")?,
            field_class: row.get("field_class")?,
        })
    })
    .collect()
}

pub(crate) fn insert_account(
    op: &mut Op<'_, '_>,
    login: &str,
    name: &str,
    kind: ActorKind,
    team: Option<&str>,
) -> Result<AccountId> {
    let now = op.now;
    let row = op.tx.query_one(
        "INSERT INTO account (login, name, kind, team, state, created_at) \
         VALUES (?, ?, ?, ?, 'active', ?) RETURNING id",
        &[login.into(), name.into(), kind.key().into(), team.map(str::to_owned).into(), now.into()],
    )?;
    row.ok_or_else(|| Error::internal("account id"))?.get("id")
}

/// An account that is to be changed.
pub(crate) struct Found {
    pub(crate) id: AccountId,
    pub(crate) active: bool,
}

/// The account with this login, unless it is Obhut's own.
pub(crate) fn changeable(op: &mut Op<'_, '_>, login: &str) -> Result<Option<Found>> {
    op.tx
        .query_one(
            "SELECT id, state FROM account WHERE login = ? AND kind <> 'system'",
            &[login.into()],
        )?
        .map(|row| {
            let state: String = row.get("state")?;
            Ok(Found { id: row.get("id")?, active: state == "active" })
        })
        .transpose()
}

/// The active accounts of staff with these logins.
pub(crate) fn open_of_staff(op: &mut Op<'_, '_>, logins: &[String]) -> Result<Vec<AccountId>> {
    let mut found = Vec::new();
    for login in logins {
        let row = op.tx.query_one(
            "SELECT id FROM account WHERE login = ? AND state = 'active' AND kind = 'user'",
            &[login.as_str().into()],
        )?;
        if let Some(row) = row {
            found.push(row.get("id")?);
        }
    }
    Ok(found)
}

/// The active accounts with the role of administrator. Nobody else changes one of them until the
/// transaction ends, so that two who close two of them do not leave none.
pub(crate) fn administrators(op: &mut Op<'_, '_>) -> Result<Vec<AccountId>> {
    const ACTIVE: &str = "SELECT a.id FROM account a JOIN account_role r ON r.account_id = a.id \
         WHERE r.role = 'administrator' AND a.state = 'active' ORDER BY a.id";
    let rows = op.tx.query(ACTIVE, &[])?;
    let keys = rows.iter().map(|row| row.values().to_vec()).collect();
    lock(op.tx, &Keyed::new("account", ["id"]), &KeySet::List(keys))?;
    op.tx.query(ACTIVE, &[])?.iter().map(|row| row.get("id")).collect()
}

/// Closes or reopens accounts, and notes it in the ledger: a restored backup must not open the
/// account of somebody who left.
pub(crate) fn set_active(op: &mut Op<'_, '_>, ids: &[AccountId], active: bool) -> Result<u64> {
    let keys: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    let row = LedgerRow {
        uuid: new_uuid(op.now, op.random()).to_string(),
        system: OWN,
        type_key: "",
        act: if active { ACCOUNT_REOPEN } else { ACCOUNT_CLOSE },
        rule_key: None,
        plan: "{}".to_owned(),
        record_keys: serde_json::to_string(&keys).map_err(Error::internal)?,
    };
    insert_ledger(op, &row)?;
    set_active_again(op, &keys, active)
}

/// The act under which the ledger has accounts that were closed.
pub(crate) const ACCOUNT_CLOSE: &str = "account.close";
/// The act under which the ledger has accounts that were opened again.
pub(crate) const ACCOUNT_REOPEN: &str = "account.reopen";

/// Closes or reopens the accounts with these numbers; how many were not so already.
pub(crate) fn set_active_again(op: &mut Op<'_, '_>, ids: &[String], active: bool) -> Result<u64> {
    let (from, to) = if active { ("closed", "active") } else { ("active", "closed") };
    let mut changed = 0;
    for id in ids {
        let id: i64 = id.parse().map_err(|_| Error::internal("account in the ledger"))?;
        changed += op.tx.execute(
            "UPDATE account SET state = ? WHERE id = ? AND state = ? AND kind <> 'system'",
            &[to.into(), id.into(), from.into()],
        )?;
    }
    Ok(changed)
}

/// Gives an account another login and, where one is given, another name.
pub(crate) fn rename(
    op: &mut Op<'_, '_>,
    id: AccountId,
    login: &str,
    name: Option<&str>,
) -> Result<u64> {
    op.tx.execute(
        "UPDATE account SET login = ?, name = coalesce(?, name) WHERE id = ?",
        &[login.into(), name.map(str::to_owned).into(), id.into()],
    )
}

pub(crate) fn account(op: &mut Op<'_, '_>, login: &str) -> Result<Option<AccountId>> {
    op.tx
        .query_one("SELECT id FROM account WHERE login = ?", &[login.into()])?
        .map(|row| row.get("id"))
        .transpose()
}

pub(crate) fn accounts(op: &mut Op<'_, '_>) -> Result<Vec<Account>> {
    let rows = op.tx.query_as::<AccountRow>(
        "SELECT id, login, name, kind, team, state FROM account ORDER BY login",
        &[],
    )?;
    rows.into_iter()
        .map(|row| {
            let roles = op.tx.query(
                "SELECT role FROM account_role WHERE account_id = ? ORDER BY role",
                &[row.id.into()],
            )?;
            Ok(Account {
                id: row.id,
                kind: row.kind()?,
                active: row.state == "active",
                login: row.login,
                name: row.name,
                team: row.team,
                roles: roles.iter().map(|role| role.get("role")).collect::<Result<_>>()?,
            })
        })
        .collect()
}

pub(crate) fn add_role(op: &mut Op<'_, '_>, id: AccountId, role: &str) -> Result<u64> {
    op.tx.execute(
        "INSERT INTO account_role (account_id, role) VALUES (?, ?) \
         ON CONFLICT (account_id, role) DO NOTHING",
        &[id.into(), role.into()],
    )
}

pub(crate) fn remove_role(op: &mut Op<'_, '_>, id: AccountId, role: &str) -> Result<u64> {
    op.tx.execute(
        "DELETE FROM account_role WHERE account_id = ? AND role = ?",
        &[id.into(), role.into()],
    )
}

pub(crate) fn insert_grants(op: &mut Op<'_, '_>, grants: &[Grant]) -> Result<()> {
    for grant in grants {
        op.tx.execute(
            "INSERT INTO role_grant (role, granted, record_type, field_class) \
             VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            &[
                grant.role.as_str().into(),
                grant.granted.as_str().into(),
                grant.record_type.as_str().into(),
                grant.field_class.as_str().into(),
            ],
        )?;
    }
    Ok(())
}
