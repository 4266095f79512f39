use obhut_db::{AccountId, sql::row_struct};
use obhut_kernel::{Error, Result};

use crate::{
    access::{Account, Actor, ActorKind, Grant, Rights},
    context::Op,
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
