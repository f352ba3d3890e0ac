//! The user agent: one socket, one task, as many legs as come.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rsip::headers::UntypedHeader;
use rsip::headers::untyped::{Authorization, Expires};
use rsip::message::HasHeaders;
use rsip::prelude::HeadersExt;
use rsip::{Header, Method, Request, Response, SipMessage};
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use super::caller::CallerId;
use super::digest;
use super::leg::{Ended, Leg, LegState};
use super::media::Media;
use super::message::{self, Direction, Envelope};
use super::resend::Resend;
use super::telephone::Behaviour;
use super::tone::Tone;

/// Longest SIP datagram.
const DATAGRAM_MAX: usize = 65_535;

/// What is asked of a user agent.
#[derive(Debug)]
pub(super) enum Order {
    /// Sign in for so many seconds; 0 signs out.
    Register { expires_s: u32, done: oneshot::Sender<Result<(), String>> },
    /// Call a number.
    Dial { to: String, from: CallerId },
    /// From now on, do this when called.
    Behave(Behaviour),
    /// Pick up what rings.
    Answer,
    /// Refuse what rings.
    Refuse(u16),
    /// End whatever is there.
    HangUp,
    /// Hold the call, or take it back.
    Hold(Direction),
    /// Send the oldest call on to a number.
    Refer { to: String },
    /// Join whom the oldest call is with and whom the newest is with.
    ReferToEachOther,
}

/// Who a user agent is.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// The PBX.
    pub(super) pbx: SocketAddr,
    /// Our address; the port is free.
    pub(super) ip: IpAddr,
    /// Extension, or whatever stands in our `Contact`.
    pub(super) user: String,
    /// For the PBX's challenge.
    pub(super) password: String,
    /// Our voice.
    pub(super) voice: Tone,
}

/// Starts one. It ends when the orders' sender is dropped; what it knows stays readable.
pub(super) async fn start(
    identity: Identity,
    behaviour: Behaviour,
) -> std::io::Result<(mpsc::UnboundedSender<Order>, watch::Receiver<Vec<Leg>>)> {
    let socket = UdpSocket::bind((identity.ip, 0)).await?;
    let at = socket.local_addr()?;
    let (orders, ordered) = mpsc::unbounded_channel();
    let (told, legs) = watch::channel(Vec::new());
    let engine = Engine {
        contact: format!("<sip:{}@{at}>", identity.user),
        identity,
        at,
        socket: Arc::new(socket),
        behaviour,
        calls: Vec::new(),
        signing_in: None,
        resend: Resend::default(),
        told,
        life: uuid::Uuid::now_v7().simple().to_string(),
        count: 0,
    };
    tokio::spawn(engine.run(ordered));
    Ok((orders, legs))
}

#[derive(Debug)]
struct Engine {
    identity: Identity,
    at: SocketAddr,
    contact: String,
    socket: Arc<UdpSocket>,
    behaviour: Behaviour,
    calls: Vec<Call>,
    signing_in: Option<SignIn>,
    resend: Resend,
    told: watch::Sender<Vec<Leg>>,
    /// With the count it makes call ids, branches and tags unlike any other's, also of an earlier run.
    life: String,
    count: u32,
}

/// What a call needs besides what is told of it.
#[derive(Debug)]
struct Call {
    leg: Leg,
    envelope: Envelope,
    tag: String,
    cseq: u32,
    sdp_version: u32,
    media: Option<Media>,
    /// Called by the other side: its INVITE.
    invite: Option<Request>,
    /// We called: the branch of our INVITE.
    branch: String,
    /// And its number; the second where the PBX wanted to know who we are.
    invited_by: u32,
    /// When it answers by itself.
    answer_at: Option<Instant>,
    /// Answers even when cancelled.
    stubborn: bool,
}

#[derive(Debug)]
struct SignIn {
    call_id: String,
    tag: String,
    cseq: u32,
    expires_s: u32,
    challenged: bool,
    done: oneshot::Sender<Result<(), String>>,
}

impl Engine {
    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        let mut buffer = vec![0; DATAGRAM_MAX];
        let socket = Arc::clone(&self.socket);
        loop {
            let wake_at = self.wake_at();
            tokio::select! {
                received = socket.recv_from(&mut buffer) => if let Ok((length, _)) = received
                    && let Some(message) = message::read(&buffer[..length])
                {
                    self.on_message(message).await;
                },
                order = orders.recv() => match order {
                    Some(order) => self.on_order(order).await,
                    None => return,
                },
                () = sleep_until(wake_at) => self.on_time().await,
            }
            self.tell();
        }
    }

    fn wake_at(&self) -> Instant {
        let answers = self.calls.iter().filter_map(|call| call.answer_at);
        answers.chain(self.resend.next()).min().unwrap_or_else(|| Instant::now() + Duration::from_secs(3_600))
    }

    fn tell(&self) {
        self.told.send_replace(self.calls.iter().map(|call| call.leg.clone()).collect());
    }

    // ---- orders

    async fn on_order(&mut self, order: Order) {
        match order {
            Order::Register { expires_s, done } => {
                let call_id = self.unique("reg");
                let tag = self.unique("t");
                self.signing_in = Some(SignIn { call_id, tag, cseq: 0, expires_s, challenged: false, done });
                self.send_register(None).await;
            }
            Order::Dial { to, from } => self.dial(&to, &from).await,
            Order::Behave(behaviour) => self.behaviour = behaviour,
            Order::Answer => {
                if let Some(n) = self.live(|leg| leg.state == LegState::Ringing) {
                    self.answer(n).await;
                }
            }
            Order::Refuse(code) => {
                if let Some(n) = self.live(|leg| leg.state == LegState::Ringing) {
                    self.refuse(n, code).await;
                }
            }
            Order::HangUp => {
                for n in 0..self.calls.len() {
                    self.hang_up(n).await;
                }
            }
            Order::Refer { to } => {
                let target = format!("<sip:{to}@{}>", self.identity.pbx);
                self.refer(target).await;
            }
            Order::ReferToEachOther => {
                if let Some(newest) = self.live(|leg| leg.state == LegState::Talking) {
                    let target = self.calls[newest].replaces();
                    self.refer(target).await;
                }
            }
            Order::Hold(direction) => {
                if let Some(n) = self.live(|leg| leg.state == LegState::Talking) {
                    self.reinvite(n, direction).await;
                }
            }
        }
    }

    /// The newest live leg like this.
    fn live(&self, like: impl Fn(&Leg) -> bool) -> Option<usize> {
        self.calls.iter().rposition(|call| call.leg.is_live() && like(&call.leg))
    }

    async fn send_register(&mut self, authorization: Option<String>) {
        let branch = self.unique("z9hG4bK");
        let Some(signing_in) = &mut self.signing_in else { return };
        signing_in.cseq += 1;
        let pbx = self.identity.pbx;
        let us = format!("<sip:{}@{}>", self.identity.user, pbx.ip());
        let envelope = Envelope {
            target: format!("sip:{pbx}"),
            from: format!("{us};tag={}", signing_in.tag),
            to: us,
            call_id: signing_in.call_id.clone(),
            contact: self.contact.clone(),
            at: self.at,
        };
        let mut more = vec![Expires::new(signing_in.expires_s.to_string()).into()];
        more.extend(authorization.map(|text| Header::from(Authorization::new(text))));
        let cseq = signing_in.cseq;
        self.send_request(&envelope, Method::Register, cseq, &branch, more, None).await;
    }

    async fn dial(&mut self, to: &str, from: &CallerId) {
        let Ok(media) = Media::open(self.identity.ip, self.identity.voice).await else { return };
        let (tag, branch) = (self.unique("t"), self.unique("z9hG4bK"));
        let (address, more) = from.headers(self.identity.ip);
        let pbx = self.identity.pbx;
        let envelope = Envelope {
            target: format!("sip:{to}@{pbx}"),
            from: format!("{address};tag={tag}"),
            to: format!("<sip:{to}@{pbx}>"),
            call_id: self.unique("call"),
            contact: self.contact.clone(),
            at: self.at,
        };
        let sdp = message::sdp(self.identity.ip, media.port, 1, Direction::Both);
        let leg = Leg {
            id: envelope.call_id.clone(),
            state: LegState::Trying,
            invited_at: Instant::now(),
            answered_at: None,
            ended: None,
            number: to.to_owned(),
            name: None,
            pbx_call: None,
            ear: Some(media.ear.clone()),
        };
        self.send_request(&envelope, Method::Invite, 1, &branch, more, Some(sdp)).await;
        self.calls.push(Call {
            leg,
            envelope,
            tag,
            cseq: 1,
            sdp_version: 1,
            media: Some(media),
            invite: None,
            branch,
            invited_by: 1,
            answer_at: None,
            stubborn: false,
        });
    }

    async fn answer(&mut self, n: usize) {
        let (ip, voice) = (self.identity.ip, self.identity.voice);
        let call = &mut self.calls[n];
        call.answer_at = None;
        let Some(invite) = call.invite.clone() else { return };
        if call.media.is_none() {
            let Ok(media) = Media::open(ip, voice).await else { return };
            call.leg.ear = Some(media.ear.clone());
            call.media = Some(media);
        }
        let Some(media) = &call.media else { return };
        if let Some(remote) = message::media_address(invite.body()) {
            media.send_to(remote);
        }
        call.leg.state = LegState::Talking;
        call.leg.answered_at = Some(Instant::now());
        let sdp = message::sdp(ip, media.port, 1, Direction::Both);
        let text = message::response(&invite, 200, &call.tag, &self.contact, Some(sdp)).to_string();
        // Until the ACK comes (RFC 3261 section 13.3.1.4).
        self.resend.begin(ack_key(&call.leg.id), text.clone(), Instant::now());
        self.send(&text).await;
    }

    async fn refuse(&mut self, n: usize, code: u16) {
        self.calls[n].over(Ended::Refused(code));
        self.reply_to_invite(n, code).await;
    }

    async fn reply_to_invite(&mut self, n: usize, code: u16) {
        let call = &self.calls[n];
        let Some(invite) = &call.invite else { return };
        let text = message::response(invite, code, &call.tag, &self.contact, None).to_string();
        if code >= 300 {
            self.resend.begin(ack_key(&call.leg.id), text.clone(), Instant::now());
        }
        self.send(&text).await;
    }

    async fn hang_up(&mut self, n: usize) {
        let (state, called_us) = (self.calls[n].leg.state, self.calls[n].invite.is_some());
        match state {
            LegState::Over => {}
            LegState::Talking => {
                self.calls[n].over(Ended::ByUs);
                self.in_dialog(n, Method::Bye, None).await;
            }
            LegState::Trying | LegState::Ringing if called_us => self.refuse(n, 486).await,
            LegState::Trying | LegState::Ringing => {
                self.calls[n].over(Ended::ByUs);
                let (envelope, branch) = (self.calls[n].envelope.clone(), self.calls[n].branch.clone());
                let cseq = self.calls[n].invited_by;
                self.send_request(&envelope, Method::Cancel, cseq, &branch, Vec::new(), None).await;
            }
        }
    }

    async fn reinvite(&mut self, n: usize, direction: Direction) {
        let call = &mut self.calls[n];
        call.sdp_version += 1;
        let port = call.media.as_ref().map_or(0, |media| media.port);
        let sdp = message::sdp(self.identity.ip, port, call.sdp_version, direction);
        self.in_dialog(n, Method::Invite, Some(sdp)).await;
    }

    /// The oldest call that is talked on is sent on (RFC 3515).
    async fn refer(&mut self, target: String) {
        let talks = |call: &Call| call.leg.state == LegState::Talking;
        let Some(n) = self.calls.iter().position(talks) else { return };
        let by = format!("<sip:{}@{}>", self.identity.user, self.identity.pbx.ip());
        let more = vec![Header::Other("Refer-To".into(), target), Header::Other("Referred-By".into(), by)];
        self.ask_in_dialog(n, Method::Refer, more, None).await;
    }

    async fn in_dialog(&mut self, n: usize, method: Method, sdp: Option<String>) {
        self.ask_in_dialog(n, method, Vec::new(), sdp).await;
    }

    async fn ask_in_dialog(&mut self, n: usize, method: Method, more: Vec<Header>, sdp: Option<String>) {
        let branch = self.unique("z9hG4bK");
        let call = &mut self.calls[n];
        call.cseq += 1;
        let (envelope, cseq) = (call.envelope.clone(), call.cseq);
        self.send_request(&envelope, method, cseq, &branch, more, sdp).await;
    }

    /// How the call that was referred goes (RFC 3515 section 2.4.4); once it is done our part is over.
    async fn on_notify(&mut self, n: usize, notify: &Request) {
        self.respond(notify, 200).await;
        let told = String::from_utf8_lossy(notify.body()).into_owned();
        if told.starts_with("SIP/2.0 2") && self.calls[n].leg.is_live() {
            self.hang_up(n).await;
        }
    }

    // ---- the wire

    async fn on_message(&mut self, message: SipMessage) {
        match message {
            SipMessage::Request(request) => self.on_request(request).await,
            SipMessage::Response(response) => self.on_response(response).await,
        }
    }

    async fn on_request(&mut self, request: Request) {
        let known =
            message::call_id(&request).and_then(|id| self.calls.iter().position(|call| call.leg.id == id));
        match (request.method, known) {
            (Method::Invite, None) => self.on_call(request).await,
            (Method::Invite, Some(n)) => self.on_reinvite(n, &request).await,
            (Method::Ack, Some(n)) => self.resend.answered(&ack_key(&self.calls[n].leg.id)),
            (Method::Ack, None) => {}
            (Method::Cancel, Some(n)) => self.on_cancel(n, &request).await,
            (Method::Notify, Some(n)) => self.on_notify(n, &request).await,
            (Method::Bye, Some(n)) => {
                if self.calls[n].leg.is_live() {
                    self.calls[n].over(Ended::ByThem);
                }
                self.respond(&request, 200).await;
            }
            (Method::Cancel | Method::Bye, None) => self.respond(&request, 481).await,
            _ => self.respond(&request, 200).await,
        }
    }

    async fn on_call(&mut self, invite: Request) {
        let (Ok(from), Ok(to), Some(id)) =
            (invite.from_header(), invite.to_header(), message::call_id(&invite))
        else {
            return;
        };
        let (from, to) = (from.value().to_owned(), to.value().to_owned());
        let target = invite.contact_header().ok().and_then(|contact| message::address_of(contact.value()));
        let target = target.map_or_else(|| format!("sip:{}", self.identity.pbx), str::to_owned);
        let tag = self.unique("t");
        let leg = Leg {
            id: id.clone(),
            state: LegState::Trying,
            invited_at: Instant::now(),
            answered_at: None,
            ended: None,
            number: message::user_of(&from).unwrap_or_default().to_owned(),
            name: message::name_of(&from).map(str::to_owned),
            pbx_call: message::other(message::header_of(&invite), "X-CTI-Call").map(str::to_owned),
            ear: None,
        };
        // In a dialog somebody else opened, `From` is us.
        let us = format!("{to};tag={tag}");
        let envelope =
            Envelope { target, from: us, to: from, call_id: id, contact: self.contact.clone(), at: self.at };
        self.calls.push(Call {
            leg,
            envelope,
            tag,
            cseq: 1,
            sdp_version: 1,
            media: None,
            invite: Some(invite),
            branch: String::new(),
            invited_by: 0,
            answer_at: None,
            stubborn: self.behaviour == Behaviour::AnswersTooLate,
        });
        self.react(self.calls.len() - 1).await;
    }

    async fn react(&mut self, n: usize) {
        match self.behaviour {
            Behaviour::Dead => {}
            Behaviour::Busy => self.refuse(n, 486).await,
            Behaviour::Declines => self.refuse(n, 603).await,
            Behaviour::Rings | Behaviour::AnswersTooLate => self.ring(n).await,
            Behaviour::Answers { after } => {
                self.ring(n).await;
                self.calls[n].answer_at = Some(Instant::now() + after);
            }
        }
    }

    async fn ring(&mut self, n: usize) {
        self.calls[n].leg.state = LegState::Ringing;
        self.reply_to_invite(n, 180).await;
    }

    /// Hold, retrieve and the like from the PBX; or our 200 was lost.
    async fn on_reinvite(&mut self, n: usize, request: &Request) {
        let call = &mut self.calls[n];
        if call.leg.state != LegState::Talking {
            return;
        }
        call.sdp_version += 1;
        let Some(media) = &call.media else { return };
        if let Some(remote) = message::media_address(request.body()) {
            media.send_to(remote);
        }
        let sdp = message::sdp(self.identity.ip, media.port, call.sdp_version, Direction::Both);
        let text = message::response(request, 200, &call.tag, &self.contact, Some(sdp)).to_string();
        self.send(&text).await;
    }

    async fn on_cancel(&mut self, n: usize, cancel: &Request) {
        self.respond(cancel, 200).await;
        if !matches!(self.calls[n].leg.state, LegState::Trying | LegState::Ringing) {
            return;
        }
        if self.calls[n].stubborn {
            // The 200 that crosses the CANCEL on the wire (RFC 3261 section 15.1.2, the race).
            self.answer(n).await;
        } else {
            self.calls[n].over(Ended::Cancelled);
            self.reply_to_invite(n, 487).await;
        }
    }

    async fn on_response(&mut self, response: Response) {
        let code = response.status_code.code();
        let (Some(id), Some((cseq, method))) = (message::call_id(&response), message::cseq(&response)) else {
            return;
        };
        if let Some(branch) = message::branch(&response) {
            self.resend.answered(&branch_key(&branch, method));
        }
        if method == Method::Register
            && self.signing_in.as_ref().is_some_and(|signing_in| signing_in.call_id == id)
        {
            return self.on_register_answer(code, &response).await;
        }
        if let Some(n) = self.calls.iter().position(|call| call.leg.id == id)
            && method == Method::Invite
        {
            self.on_invite_answer(n, code, cseq, &response).await;
        }
    }

    async fn on_register_answer(&mut self, code: u16, response: &Response) {
        if code < 200 {
            return;
        }
        let challenge = response.headers().iter().find_map(|header| {
            let Header::WwwAuthenticate(challenge) = header else { return None };
            Some(challenge.clone())
        });
        if let (401, Some(challenge), Some(signing_in)) = (code, challenge, &mut self.signing_in)
            && !signing_in.challenged
        {
            signing_in.challenged = true;
            let uri = format!("sip:{}", self.identity.pbx);
            let (user, password) = (&self.identity.user, &self.identity.password);
            match digest::authorization(&challenge, user, password, Method::Register, &uri) {
                Ok(authorization) => return self.send_register(Some(authorization)).await,
                Err(error) => return self.signed_in(Err(error.to_string())),
            }
        }
        self.signed_in(if code == 200 { Ok(()) } else { Err(format!("REGISTER was answered {code}")) });
    }

    fn signed_in(&mut self, how: Result<(), String>) {
        if let Some(signing_in) = self.signing_in.take() {
            // Whoever asked may have stopped waiting.
            let _ = signing_in.done.send(how);
        }
    }

    async fn on_invite_answer(&mut self, n: usize, code: u16, cseq: u32, response: &Response) {
        if code == 401 && self.authorize(n, cseq, response).await {
            return;
        }
        let call = &mut self.calls[n];
        let first = cseq == call.invited_by && call.invite.is_none();
        match code {
            100 => {}
            101..200 => {
                if call.leg.state == LegState::Trying {
                    call.leg.state = LegState::Ringing;
                }
            }
            200..300 => {
                if first && let Ok(to) = response.to_header() {
                    call.envelope.to = to.value().to_owned();
                }
                if let Some(contact) =
                    response.contact_header().ok().and_then(|c| message::address_of(c.value()))
                {
                    call.envelope.target = contact.to_owned();
                }
                if let (Some(media), Some(remote)) = (&call.media, message::media_address(response.body())) {
                    media.send_to(remote);
                }
                let gave_up =
                    first && call.leg.ended_how() == Some(Ended::ByUs) && call.leg.answered_at.is_none();
                if first && call.leg.is_live() {
                    call.leg.state = LegState::Talking;
                    call.leg.answered_at.get_or_insert_with(Instant::now);
                }
                self.acknowledge(n, cseq, None).await;
                if gave_up {
                    // Answered while our CANCEL was on its way.
                    self.calls[n].leg.answered_at = Some(Instant::now());
                    self.in_dialog(n, Method::Bye, None).await;
                }
            }
            _ => {
                let branch = first.then(|| call.branch.clone());
                if first && call.leg.is_live() {
                    call.over(Ended::Refused(code));
                }
                self.acknowledge(n, cseq, branch).await;
            }
        }
    }

    /// The PBX wants to know who calls: the same INVITE once more, with the answer to its challenge.
    async fn authorize(&mut self, n: usize, cseq: u32, response: &Response) -> bool {
        let challenge = response.headers().iter().find_map(|header| {
            let Header::WwwAuthenticate(challenge) = header else { return None };
            Some(challenge.clone())
        });
        let (Some(challenge), 1) = (challenge, cseq) else { return false };
        let (user, password) = (self.identity.user.clone(), self.identity.password.clone());
        let uri = self.calls[n].envelope.target.clone();
        let Ok(answer) = digest::authorization(&challenge, &user, &password, Method::Invite, &uri) else {
            return false;
        };
        let old = self.calls[n].branch.clone();
        self.acknowledge(n, cseq, Some(old)).await;
        let branch = self.unique("z9hG4bK");
        let ip = self.identity.ip;
        let call = &mut self.calls[n];
        (call.cseq, call.invited_by) = (2, 2);
        call.branch.clone_from(&branch);
        let sdp = call.media.as_ref().map(|media| message::sdp(ip, media.port, 1, Direction::Both));
        let envelope = call.envelope.clone();
        let more = vec![Header::from(Authorization::new(answer))];
        self.send_request(&envelope, Method::Invite, 2, &branch, more, sdp).await;
        true
    }

    /// To a refusal the ACK belongs to the INVITE's transaction and has its branch; to a 200 it is one of its own.
    async fn acknowledge(&mut self, n: usize, cseq: u32, branch: Option<String>) {
        let own = self.unique("z9hG4bK");
        let envelope = &self.calls[n].envelope;
        let branch = branch.unwrap_or(own);
        if let Ok(ack) = message::request(envelope, Method::Ack, cseq, &branch, Vec::new(), None) {
            self.send(&ack.to_string()).await;
        }
    }

    async fn respond(&mut self, request: &Request, code: u16) {
        let tag = self.unique("t");
        let text = message::response(request, code, &tag, &self.contact, None).to_string();
        self.send(&text).await;
    }

    async fn send_request(
        &mut self,
        envelope: &Envelope,
        method: Method,
        cseq: u32,
        branch: &str,
        more: Vec<Header>,
        sdp: Option<String>,
    ) {
        if let Ok(request) = message::request(envelope, method, cseq, branch, more, sdp) {
            let text = request.to_string();
            self.resend.begin(branch_key(branch, method), text.clone(), Instant::now());
            self.send(&text).await;
        }
    }

    async fn send(&self, text: &str) {
        // A PBX that is down right now is told again by `resend`.
        let _ = self.socket.send_to(text.as_bytes(), self.identity.pbx).await;
    }

    async fn on_time(&mut self) {
        let now = Instant::now();
        for text in self.resend.due(now) {
            self.send(&text).await;
        }
        for n in 0..self.calls.len() {
            if self.calls[n].answer_at.is_some_and(|at| at <= now) {
                self.answer(n).await;
            }
        }
    }

    fn unique(&mut self, what: &str) -> String {
        self.count += 1;
        format!("{what}{}-{}", self.life, self.count)
    }
}

impl Call {
    /// Where a REFER has somebody take this call's place (RFC 3891): its dialog, as the other side names it.
    fn replaces(&self) -> String {
        let tag = |address: &str| message::tag_of(address).unwrap_or_default().to_owned();
        let (theirs, ours) = (tag(&self.envelope.to), tag(&self.envelope.from));
        let id = &self.envelope.call_id;
        format!("<{}?Replaces={id}%3Bto-tag%3D{theirs}%3Bfrom-tag%3D{ours}>", self.envelope.target)
    }

    fn over(&mut self, how: Ended) {
        self.leg.state = LegState::Over;
        self.leg.ended = Some((Instant::now(), how));
        self.answer_at = None;
        self.media = None;
    }
}

/// A CANCEL has the branch of the INVITE it cancels.
fn branch_key(branch: &str, method: Method) -> String {
    format!("{branch} {method}")
}

fn ack_key(call_id: &str) -> String {
    format!("{call_id} awaits its ACK")
}
