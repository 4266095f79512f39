//! Operations on accounts and roles.

use crate::AccountId;
use obhut_kernel::{Error, Kind, Message, Result};

use crate::{
    access::{Account, Actor, ActorKind, Role, store},
    context::{Op, Tenant},
    journal::{Entry, ops::record},
    operation::Operation,
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

/// Gives a role to an account, or takes it away. The last administrator keeps the role.
pub fn set_role(op: &mut Op<'_, '_>, login: &str, role: Role, given: bool) -> Result<()> {
    op.authorise(Operation::AccountRole, None)?;
    let id = store::account(op, login)?.ok_or_else(|| {
        Error::not_found(Message::new("error-account-missing").arg("login", login))
    })?;
    let changed = if given {
        store::add_role(op, id, role.key())?
    } else {
        let administrators = store::accounts(op)?
            .iter()
            .filter(|a| a.roles.iter().any(|r| r == "administrator"))
            .count();
        if role == Role::Administrator && administrators <= 1 {
            return Err(Error::new(Kind::Conflict, Message::new("error-last-administrator")));
        }
        store::remove_role(op, id, role.key())?
    };
    if changed > 0 {
        let act = if given { "account.role.give" } else { "account.role.take" };
        record(op, Entry::new(act).detail("account", id.0).detail("role", role.key()))?;
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
