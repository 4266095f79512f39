//! Operations on accounts and roles.

use crate::AccountId;
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    access::{Account, Actor, ActorKind, Role, store},
    context::{Op, Tenant},
    journal::{Entry, ops::record},
    operation::Operation,
    register::records::required_reason,
};

/// The login of the account under which Obhut's own jobs run.
pub const SYSTEM_LOGIN: &str = "obhut";

/// The actor behind a login; [`Kind::Forbidden`] when there is no such active account.
pub fn actor(tenant: &Tenant, login: &str) -> Result<Actor> {
    tenant.db.read(|tx| store::actor(tx, login))?.ok_or_else(|| {
        Error::new(Kind::Forbidden, Message::new("error-account").arg("login", login))
    })
}

/// Adds an account with its first roles.
pub fn add(
    op: &mut Op<'_, '_>,
    login: &str,
    name: &str,
    kind: ActorKind,
    team: Option<&str>,
    roles: &[Role],
) -> Result<AccountId> {
    op.authorise(Operation::AccountAdd, None)?;
    let login = checked_login(login)?;
    if store::account(op, login)?.is_some() {
        return Err(Error::new(
            Kind::Conflict,
            Message::new("error-account-exists").arg("login", login),
        ));
    }
    let id = store::insert_account(op, login, name.trim(), kind, team)?;
    for role in roles {
        store::add_role(op, id, role.key())?;
    }
    let roles: Vec<_> = roles.iter().map(|role| role.key()).collect();
    record(op, Entry::new("account.add").detail("account", id.0).detail("roles", roles))?;
    Ok(id)
}

/// Gives a role to an account, or takes it away. The last active administrator keeps the role.
pub fn set_role(op: &mut Op<'_, '_>, login: &str, role: Role, given: bool) -> Result<()> {
    op.authorise(Operation::AccountRole, None)?;
    let id = store::account(op, login)?.ok_or_else(|| {
        Error::not_found(Message::new("error-account-missing").arg("login", login))
    })?;
    let changed = if given {
        store::add_role(op, id, role.key())?
    } else {
        if role == Role::Administrator {
            refuse_last_administrator(op, &[id])?;
        }
        store::remove_role(op, id, role.key())?
    };
    if changed > 0 {
        let act = if given { "account.role.give" } else { "account.role.take" };
        record(op, Entry::new(act).detail("account", id.0).detail("role", role.key()))?;
    }
    Ok(())
}

/// Closes an account: nobody acts through it any more; what it did stays its. A conflict for the
/// last active administrator, and for one that is closed already.
pub fn close(op: &mut Op<'_, '_>, login: &str, reason: &str) -> Result<()> {
    op.authorise(Operation::AccountClose, None)?;
    let reason = required_reason(reason)?;
    let found = changeable(op, login)?;
    if !found.active {
        return Err(conflict("error-account-closed", login));
    }
    refuse_last_administrator(op, &[found.id])?;
    store::set_active(op, &[found.id], false)?;
    op.settle_after();
    record(op, Entry::new("account.close").detail("account", found.id.0).reason(reason))?;
    Ok(())
}

/// Opens a closed account again, with the roles it had.
pub fn reopen(op: &mut Op<'_, '_>, login: &str, reason: &str) -> Result<()> {
    op.authorise(Operation::AccountReopen, None)?;
    let reason = required_reason(reason)?;
    let found = changeable(op, login)?;
    if found.active {
        return Err(conflict("error-account-open", login));
    }
    store::set_active(op, &[found.id], true)?;
    op.settle_after();
    record(op, Entry::new("account.reopen").detail("account", found.id.0).reason(reason))?;
    Ok(())
}

/// Gives an account another login, and another name where one is given: after a marriage, or so that
/// the account of somebody who left no longer names them. The journal has its number only.
pub fn rename(op: &mut Op<'_, '_>, login: &str, new_login: &str, name: Option<&str>) -> Result<()> {
    op.authorise(Operation::AccountRename, None)?;
    let new_login = checked_login(new_login)?;
    let found = changeable(op, login)?;
    if new_login != login && store::account(op, new_login)?.is_some() {
        return Err(conflict("error-account-exists", new_login));
    }
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    store::rename(op, found.id, new_login, name)?;
    record(op, Entry::new("account.rename").detail("account", found.id.0))?;
    Ok(())
}

/// Closes the accounts of employees whose records are locked or end; part of the operation that does
/// so. A conflict when no active administrator would be left: nobody could open one again.
pub(crate) fn close_of_records(op: &mut Op<'_, '_>, logins: &[String]) -> Result<()> {
    let open = store::open_of_staff(op, logins)?;
    if open.is_empty() {
        return Ok(());
    }
    refuse_last_administrator(op, &open)?;
    store::set_active(op, &open, false)?;
    op.settle_after();
    let numbers: Vec<i64> = open.iter().map(|id| id.0).collect();
    let entry = Entry::new("account.close").detail("accounts", numbers).detail("why", "record");
    record(op, entry)?;
    Ok(())
}

fn changeable(op: &mut Op<'_, '_>, login: &str) -> Result<store::Found> {
    store::changeable(op, login)?
        .ok_or_else(|| Error::not_found(Message::new("error-account-missing").arg("login", login)))
}

fn conflict(key: &'static str, login: &str) -> Error {
    Error::new(Kind::Conflict, Message::new(key).arg("login", login))
}

/// Refuses to take these away from the active administrators when none would be left.
fn refuse_last_administrator(op: &mut Op<'_, '_>, leaving: &[AccountId]) -> Result<()> {
    let administrators = store::administrators(op)?;
    let leaves = administrators.iter().any(|id| leaving.contains(id));
    if leaves && administrators.iter().all(|id| leaving.contains(id)) {
        return Err(Error::new(Kind::Conflict, Message::new("error-last-administrator")));
    }
    Ok(())
}

/// All accounts with their roles.
pub fn list(op: &mut Op<'_, '_>) -> Result<Vec<Account>> {
    op.authorise(Operation::AccountList, None)?;
    store::accounts(op)
}

fn checked_login(login: &str) -> Result<&str> {
    let login = login.trim();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    if login.is_empty() || login.len() > 100 || !login.chars().all(plain) {
        return Err(Error::invalid(Message::new("error-login-form").arg("given", login)));
    }
    Ok(login)
}
