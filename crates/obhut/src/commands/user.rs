//! `obhut user`

use obhut_core::access::{self, ActorKind, Role};
use obhut_kernel::Message;
use serde_json::json;

use crate::{failure::Outcome, session::Context, table::Table};

/// Add accounts and give roles.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Add an account; without a role it may do nothing
    Add {
        /// Login name
        #[arg(value_name = "LOGIN")]
        login: String,
        /// Name shown [default: the login name]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Role; can be given several times
        #[arg(long, value_name = "ROLE", value_parser = roles())]
        role: Vec<String>,
        /// Team, for the visibility of records
        #[arg(long, value_name = "TEAM")]
        team: Option<String>,
        /// A program that acts through the API
        #[arg(long)]
        service: bool,
    },
    /// List accounts with their roles
    List,
    /// Give a role to an account, or take it away
    Role {
        /// Login name
        #[arg(value_name = "LOGIN")]
        login: String,
        /// Role
        #[arg(value_name = "ROLE", value_parser = roles())]
        role: String,
        /// Take it away
        #[arg(long)]
        remove: bool,
    },
    /// Close an account; what was done through it stays in the journal
    Close {
        /// Login name
        #[arg(value_name = "LOGIN")]
        login: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Open a closed account again, with the roles it had
    Reopen {
        /// Login name
        #[arg(value_name = "LOGIN")]
        login: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Give an account another login name
    Rename {
        /// Login name so far
        #[arg(value_name = "LOGIN")]
        login: String,
        /// New login name
        #[arg(value_name = "LOGIN")]
        new_login: String,
        /// Name shown [default: as it is]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
}

fn roles() -> [&'static str; Role::ALL.len()] {
    Role::ALL.map(Role::key)
}

/// Adds, lists, changes, closes or reopens accounts.
pub fn user(context: &mut Context, args: &Args) -> Outcome {
    let session = context.open()?;
    let screen = &mut context.screen;
    match &args.what {
        What::Add { login, name, role, team, service } => {
            let kind = if *service { ActorKind::Service } else { ActorKind::User };
            let name = name.as_deref().unwrap_or(login);
            let roles: Vec<Role> =
                role.iter().map(|role| role.parse()).collect::<Result<_, _>>()?;
            let id = session
                .write(|op| access::ops::add(op, login, name, kind, team.as_deref(), &roles))?;
            screen.say(&Message::new("user-added").arg("login", login))?;
            if roles.is_empty() {
                screen.say(&Message::new("user-no-role").arg("login", login))?;
            }
            screen.json(&json!({ "id": id, "login": login, "roles": role }))
        }
        What::Role { login, role, remove } => {
            session.write(|op| access::ops::set_role(op, login, role.parse()?, !remove))?;
            let key = if *remove { "user-role-taken" } else { "user-role-given" };
            screen.say(&Message::new(key).arg("login", login).arg("role", role))?;
            screen.json(&json!({ "login": login, "role": role, "given": !remove }))
        }
        What::Close { login, reason } => {
            session.write(|op| access::ops::close(op, login, reason))?;
            screen.say(&Message::new("user-closed").arg("login", login))?;
            screen.json(&json!({ "login": login, "active": false }))
        }
        What::Reopen { login, reason } => {
            session.write(|op| access::ops::reopen(op, login, reason))?;
            screen.say(&Message::new("user-reopened").arg("login", login))?;
            screen.json(&json!({ "login": login, "active": true }))
        }
        What::Rename { login, new_login, name } => {
            session.write(|op| access::ops::rename(op, login, new_login, name.as_deref()))?;
            screen.say(&Message::new("user-renamed").arg("login", login).arg("new", new_login))?;
            screen.json(&json!({ "login": new_login, "before": login }))
        }
        What::List => {
            let accounts = session.read(access::ops::list)?;
            let mut table = Table::new()
                .column(screen.word("column-login"))
                .column(screen.word("column-name"))
                .column(screen.word("column-roles"))
                .column(screen.word("column-team"))
                .column(screen.word("column-active"));
            for account in &accounts {
                screen.json(account)?;
                table.row([
                    account.login.clone(),
                    account.name.clone(),
                    account.roles.join(", "),
                    account.team.clone().unwrap_or_default(),
                    screen.word(if account.active { "word-yes" } else { "word-no" }),
                ]);
            }
            screen.table(&table)
        }
    }
}
