//! Which Asterisk this is, and since when it runs: asked once both sessions are ready.

use super::{Link, Phase};
use crate::ami::action::{Action, ActionError, Response};
use crate::ami::incoming::Incoming;
use crate::ami::session::{DownWhy, Rows, SessionInput, Ticket};
use crate::ami::time::Time;
use crate::ami::version::Version;

const SETTINGS: Ticket = Ticket(0);
const STATUS: Ticket = Ticket(1);

/// The answers so far. A refused one leaves its part unknown, which is no reason not to work.
#[derive(Debug, Default)]
pub(super) struct Identity {
    version: Version,
    system_name: Option<String>,
    startup: Option<String>,
    answered: usize,
}

impl Link {
    pub(super) fn identify(&mut self, now: Time) {
        self.phase = Phase::Identifying(Identity::default());
        for (ticket, action) in [(SETTINGS, Action::core_settings()), (STATUS, Action::core_status())] {
            self.actions.handle(now, SessionInput::Send { ticket, action, rows: Rows::Collect });
        }
    }

    pub(super) fn identified(&mut self, now: Time, ticket: Ticket, result: Result<Response, ActionError>) {
        let Phase::Identifying(identity) = &mut self.phase else { return };
        match result {
            Ok(response) if ticket == SETTINGS => identity.read_settings(&response),
            Ok(response) => identity.read_status(&response),
            Err(ActionError::Refused { message }) => {
                tracing::warn!(
                    message,
                    "Asterisk does not tell its version; the user lacks write = reporting"
                );
            }
            // Abandoned by a restart: asked again there.
            Err(ActionError::LinkLost) => return,
            Err(error) => return self.fail(now, DownWhy::ResyncFailed { message: error.to_string() }),
        }
        identity.answered += 1;
        if identity.answered == 2 {
            self.come_up(now);
        }
    }

    fn come_up(&mut self, now: Time) {
        let Phase::Identifying(identity) = std::mem::replace(&mut self.phase, Phase::Up) else { return };
        let Identity { version, system_name, startup, .. } = identity;
        self.tally.links += 1;
        self.came_up = true;
        self.tell(Incoming::Up { epoch: self.config.epoch, version, startup, system_name });
        self.begin_resync(now);
    }
}

impl Identity {
    /// `CoreSettings`.
    fn read_settings(&mut self, response: &Response) {
        self.version =
            response.packet.text("AsteriskVersion").map(|text| Version::parse(&text)).unwrap_or_default();
        self.system_name = text_of(response, "SystemName");
    }

    /// `CoreStatus`: date and time as Asterisk writes them; only whether they change matters.
    fn read_status(&mut self, response: &Response) {
        let date = text_of(response, "CoreStartupDate");
        let time = text_of(response, "CoreStartupTime");
        self.startup = match (date, time) {
            (Some(date), Some(time)) => Some(format!("{date}T{time}")),
            (date, time) => date.or(time),
        };
    }
}

fn text_of(response: &Response, key: &str) -> Option<String> {
    response.packet.text(key).filter(|text| !text.is_empty()).map(std::borrow::Cow::into_owned)
}
