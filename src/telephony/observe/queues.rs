//! The PBX's own queues, and our wait room.

use crate::ami::{AgentCall, ChannelInfo};
use crate::call::News;

use super::Observer;
use super::calls::InQueue;

impl Observer {
    pub(super) fn on_queue_join(&mut self, queue: &str, info: &ChannelInfo, position: u32) {
        let Some(key) = self.see(info) else { return };
        let Some(call) = self.calls.get_mut(&key) else { return };
        call.queue = Some(InQueue { name: queue.into(), since_ms: self.at_ms, left: false });
        call.waited = true;
        self.tell(key, News::QueueJoined { position });
    }

    /// Comes after an abandonment too, which has been told then.
    pub(super) fn on_queue_leave(&mut self, queue: &str, info: &ChannelInfo, position: u32) {
        if let Some(wait_ms) = self.leave_queue(queue, info)
            && let Some(key) = self.call_of(&info.uniqueid)
        {
            if let Some(call) = self.calls.get_mut(&key) {
                call.waited = false;
            }
            self.tell(key, News::QueueLeft { position, wait_ms });
        }
    }

    pub(super) fn on_queue_abandon(&mut self, queue: &str, info: &ChannelInfo, position: u32, wait_s: u32) {
        let Some(key) = self.see(info) else { return };
        if self.calls.get(&key).is_some_and(|call| call.queue.is_none()) {
            // He joined before anybody looked.
            let since_ms = self.at_ms.saturating_sub(u64::from(wait_s) * 1_000);
            if let Some(call) = self.calls.get_mut(&key) {
                call.queue = Some(InQueue { name: queue.into(), since_ms, left: false });
                call.waited = true;
            }
        }
        if let Some(wait_ms) = self.leave_queue(queue, info) {
            self.tell(key, News::QueueAbandoned { position, wait_ms });
        }
    }

    /// How long the caller was in the queue that he leaves now; none when he is in it no more.
    fn leave_queue(&mut self, queue: &str, info: &ChannelInfo) -> Option<u64> {
        let key = self.call_of(&info.uniqueid)?;
        let at_ms = self.at_ms;
        let inside = self.calls.get_mut(&key)?.queue.as_mut()?;
        if inside.left || *inside.name != *queue {
            return None;
        }
        inside.left = true;
        Some(at_ms.saturating_sub(inside.since_ms))
    }

    /// Comes before the dial: who is rung is this member, whatever phone that turns out to be.
    pub(super) fn on_agent_called(&mut self, called: &AgentCall) {
        self.see(&called.channel);
        if let Some(to) = &called.to
            && self.see(to).is_some()
            && let Some(channel) = self.channels.get_mut(&to.uniqueid)
        {
            channel.member = Some(called.interface.clone());
        }
    }

    /// A caller in our own wait room: who hangs up there has abandoned a queue.
    pub(super) fn on_wait_room(&mut self, info: &ChannelInfo) {
        if let Some(call) = self.see(info).and_then(|key| self.calls.get_mut(&key)) {
            call.waited = true;
        }
    }
}
