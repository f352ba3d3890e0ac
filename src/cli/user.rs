//! `santral user`: who may sign in.

use std::io::Read;
use std::process::ExitCode;

use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{Args, Subcommand, ValueEnum};

use crate::api::hash_password;
use crate::config::Config;
use crate::store::{NewUser, Role, Store};

use super::say;

/// Makes users and sets passwords.
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make a user. Without --password-stdin a password is made up and shown once.
    Add(Add),
    /// Set a password. Without --password-stdin one is made up and shown once.
    Password(Password),
    /// Let a user sign in no more.
    Disable {
        /// Login name.
        login: String,
    },
    /// Show who may sign in.
    List,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Login name.
    login: String,
    /// Name to show; the login name unless given.
    #[arg(long)]
    name: Option<String>,
    /// What she may do.
    #[arg(long, value_enum, default_value = "agent")]
    role: RoleWord,
    /// The agent she is, by catalog id; for an agent the login name unless given.
    #[arg(long)]
    agent: Option<String>,
    /// Read the password from standard input.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
pub(super) struct Password {
    /// Login name.
    login: String,
    /// Read the password from standard input.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleWord {
    Agent,
    Supervisor,
    Admin,
}

impl User {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let store = Store::open_beside(&config.store).await?;
        match self {
            Self::Add(add) => add.run(&store).await?,
            Self::Password(password) => password.run(&store).await?,
            Self::Disable { login } => {
                known(store.users().set_disabled(&login, true).await?, &login)?;
                store.sessions().delete_all(&login, None).await?;
                say(format_args!("{login} may sign in no more"));
            }
            Self::List => {
                for user in store.users().list().await? {
                    let agent = user.agent_id.as_deref().unwrap_or("-");
                    let state = if user.disabled { "disabled" } else { "" };
                    say(format_args!("{:20} {:11} {agent:16} {} {state}", user.login, user.role.as_str(), user.name));
                }
            }
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        let (password, made_up) = password(self.password_stdin)?;
        let role = match self.role {
            RoleWord::Agent => Role::Agent,
            RoleWord::Supervisor => Role::Supervisor,
            RoleWord::Admin => Role::Admin,
        };
        let agent_id = self.agent.or_else(|| (role == Role::Agent).then(|| self.login.clone()));
        let user = NewUser {
            name: self.name.unwrap_or_else(|| self.login.clone()),
            login: self.login,
            role,
            agent_id,
            password_hash: hash_password(password.clone()).await?,
        };
        store.users().create(&user, jiff::Timestamp::now().as_millisecond()).await?;
        tell(&user.login, &password, made_up);
        Ok(())
    }
}

impl Password {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        let (password, made_up) = password(self.password_stdin)?;
        let hash = hash_password(password.clone()).await?;
        known(store.users().set_password(&self.login, &hash).await?, &self.login)?;
        store.sessions().delete_all(&self.login, None).await?;
        tell(&self.login, &password, made_up);
        Ok(())
    }
}

fn known(found: bool, login: &str) -> anyhow::Result<()> {
    if !found {
        bail!("there is no user {login}; see `santral user list`");
    }
    Ok(())
}

fn tell(login: &str, password: &str, made_up: bool) {
    if made_up {
        say(format_args!("{login}: {password}    (shown once; change it after signing in)"));
    } else {
        say(format_args!("{login}: done"));
    }
}

/// The password, and whether it was made up.
fn password(from_stdin: bool) -> anyhow::Result<(String, bool)> {
    if from_stdin {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input")?;
        return Ok((text.trim_end_matches(['\r', '\n']).to_owned(), false));
    }
    let mut bits = [0_u8; 15];
    getrandom::fill(&mut bits).map_err(|error| anyhow::anyhow!("no random numbers to be had: {error}"))?;
    Ok((URL_SAFE_NO_PAD.encode(bits), true))
}
