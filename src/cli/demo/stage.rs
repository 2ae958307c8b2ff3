//! The stage: the sandbox, the daemon and the clock, and everything that the script can do there.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::caller::{Ask, Caller};
use super::clock::MovedClock;
use super::daemon::{Daemon, take_over};
use super::place::{API_KEY, Place, WEBHOOK_SECRET};
use super::published::Published;
use super::scenario::{Line, Purchase, Scenario};
use super::timeline::{Ranked, of_event, of_webhook, payment_of};
use domain::money::{Currency, Money};
use domain::time::after;
use ports::BoxError;
use ports::clock::Clock as _;
use sandbox::{NewPayment, Sandbox, SandboxConfig, WebhookConfig};

/// How long anything is waited for. On loopback, things take milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause between two looks at something that is waited for.
const LOOK: Duration = Duration::from_millis(5);
/// Events read at a time.
const EVENTS: u32 = 500;
/// Webhooks read at a time.
const WEBHOOKS: usize = 500;
/// What the ingress answers to what it took: to a processor, and to anybody else.
const ACCEPTED: [u16; 2] = [200, 202];
const DAY: i64 = 86_400;

/// How much came twice on purpose, and what else cannot be read from the books.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Refund requests sent, repetitions not counted.
    pub(super) requests: usize,
    /// Requests sent again.
    pub(super) repeated_requests: usize,
    /// Webhooks sent again.
    pub(super) repeated_webhooks: usize,
    /// Workers killed.
    pub(super) crashes: usize,
}

/// Where the script is played.
pub(super) struct Stage {
    place: Place,
    clock: Arc<MovedClock>,
    caller: Caller,
    daemon: Option<Daemon>,
    serving: JoinHandle<()>,
    stop: CancellationToken,
    is_aimed: bool,
    last_event: i64,
    last_webhook: u64,
    seen: BTreeSet<String>,
    /// The processor.
    pub(super) sandbox: Sandbox,
    /// Where the processor is.
    pub(super) sandbox_at: SocketAddr,
    /// Where the daemon receives.
    pub(super) ingress_at: SocketAddr,
    /// When the first day began.
    pub(super) start: Timestamp,
    /// The scenarios in the order of the script.
    pub(super) scenarios: Vec<Scenario>,
    /// What was done.
    pub(super) tally: Tally,
}

impl Stage {
    /// Starts the sandbox and the daemon.
    pub(super) async fn open(place: Place) -> Result<Self, BoxError> {
        let clock = Arc::new(MovedClock::default());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let ingress = std::net::TcpListener::bind("127.0.0.1:0")?;
        let (sandbox_at, ingress_at) = (listener.local_addr()?, ingress.local_addr()?);
        let caller = Caller::new(ingress_at)?;
        let wall = Arc::clone(&clock);
        let mut config = SandboxConfig::new(Arc::new(move || wall.now()));
        config.secret_key = Some(API_KEY.to_owned());
        config.webhooks = WebhookConfig {
            secret: WEBHOOK_SECRET.to_owned(),
            target: Some(caller.webhook_target()),
            ..WebhookConfig::default()
        };
        let (sandbox, server) = Sandbox::build(config)?;
        let stop = CancellationToken::new();
        let serving = tokio::spawn(server.serve(listener, stop.clone()));
        place.write(ingress_at, sandbox_at)?;
        let daemon = Daemon::start(place.settings()?, ingress, 1, Arc::clone(&clock)).await?;
        let start = clock.now();
        Ok(Self {
            place,
            clock,
            caller,
            daemon: Some(daemon),
            serving,
            stop,
            is_aimed: true,
            last_event: 0,
            last_webhook: 0,
            seen: BTreeSet::new(),
            sandbox,
            sandbox_at,
            ingress_at,
            start,
            scenarios: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// The files.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The daemon that lives.
    pub(super) fn daemon(&self) -> Result<&Daemon, BoxError> {
        self.daemon.as_ref().ok_or_else(|| "no daemon is running".into())
    }

    /// A customer has bought something. Gives the number of the scenario.
    pub(super) fn buy(&mut self, purchase: Purchase) -> Result<usize, BoxError> {
        let now = self.clock.now();
        let charged_at = after(now, purchase.days_ago.saturating_mul(-DAY));
        let (payment, currency) = (format!("pi_demo_{}", purchase.id), purchase.currency);
        let mut new = NewPayment::of(purchase.minor, currency);
        new.id = Some(payment.clone());
        new.charge = Some(format!("ch_demo_{}", purchase.id));
        new.customer = Some(format!("cus_demo_{}", purchase.id));
        new.email = Some(format!("{}@customers.example", purchase.id));
        new.created = Some(charged_at.as_second());
        let mut write = |key: &str, value: String| new.metadata.insert(key.to_owned(), value);
        write("product", "Example Pro".to_owned());
        if purchase.annual {
            write("plan", "annual_pro".to_owned());
            write("term_begins_at", charged_at.as_second().to_string());
            write("term_ends_at", after(charged_at, 365 * DAY).as_second().to_string());
        }
        if let Some(earned) = purchase.earned {
            write("commission_id", format!("com_{}", purchase.id));
            write("commission_partner", "partner_7".to_owned());
            write("commission_minor", earned.minor.to_string());
            write("commission_paid", earned.paid.to_string());
        }
        self.sandbox.create_payment(new)?;
        let captured = Money::new(purchase.minor, Currency::parse(currency)?);
        self.scenarios.push(Scenario::new(purchase, payment, captured));
        Ok(self.scenarios.len().saturating_sub(1))
    }

    pub(super) fn scenario(&mut self, number: usize) -> Result<&mut Scenario, BoxError> {
        self.scenarios.get_mut(number).ok_or_else(|| "there is no such scenario".into())
    }

    /// The payment of a scenario.
    pub(super) fn payment(&mut self, number: usize) -> Result<String, BoxError> {
        Ok(self.scenario(number)?.payment.clone())
    }

    /// Writes down something that no book has.
    pub(super) fn note(
        &mut self,
        number: usize,
        tag: &'static str,
        text: impl Into<String>,
    ) -> Result<(), BoxError> {
        let (at, text) = (self.clock.now(), text.into());
        self.scenario(number)?.lines.push(Line { at, tag, text });
        Ok(())
    }

    /// A customer asks for the money back, `times` times at once.
    pub(super) async fn ask(
        &mut self,
        number: usize,
        ask: Ask,
        times: usize,
    ) -> Result<(), BoxError> {
        let (payment, at) = (self.payment(number)?, self.clock.now());
        let sent = (0..times).map(|_| self.caller.request(&payment, ask, at));
        let answers = futures_util::future::try_join_all(sent).await?;
        for (nth, status) in answers.into_iter().enumerate() {
            accepted(status)?;
            let again = if nth == 0 { "" } else { ", the same once more" };
            let text = format!("{}, language {}{again}: {status}", ask.reason, ask.locale);
            self.note(number, "request", text)?;
        }
        self.tally.requests = self.tally.requests.saturating_add(1);
        let repeated = times.saturating_sub(1);
        self.tally.repeated_requests = self.tally.repeated_requests.saturating_add(repeated);
        Ok(())
    }

    /// The processor sends all webhooks of a payment once more.
    pub(super) async fn repeat_webhooks(&mut self, number: usize) -> Result<(), BoxError> {
        let payment = self.payment(number)?;
        for webhook in self.sandbox.webhooks(0, WEBHOOKS) {
            if payment_of(&webhook).as_deref() != Some(payment.as_str()) {
                continue;
            }
            let signature = self.sandbox.sign(&webhook.body);
            let status = self.caller.repeat(webhook.body.clone(), signature).await?;
            accepted(status)?;
            self.note(number, "webhook", format!("{} once more: {status}", webhook.kind))?;
            self.tally.repeated_webhooks = self.tally.repeated_webhooks.saturating_add(1);
        }
        Ok(())
    }

    /// Time passes, in a moment.
    pub(super) fn advance(&mut self, by: SignedDuration) -> Result<(), BoxError> {
        self.clock.advance(by);
        self.daemon()?.embedded().wake();
        Ok(())
    }

    /// Whether webhooks are delivered from here on.
    pub(super) fn deliver_webhooks(&mut self, delivered: bool) {
        let target = self.caller.webhook_target();
        self.sandbox.set_webhook_target(delivered.then_some(target));
        self.is_aimed = delivered;
    }

    /// Kills the daemon where it stands, and starts another one on the same file and address.
    pub(super) async fn crash(&mut self) -> Result<(), BoxError> {
        drop(self.daemon.take());
        self.tally.crashes = self.tally.crashes.saturating_add(1);
        let listener = take_over(self.ingress_at).await?;
        let life = self.tally.crashes.saturating_add(1);
        let settings = self.place.settings()?;
        let clock = Arc::clone(&self.clock);
        self.daemon = Some(Daemon::start(settings, listener, life, clock).await?);
        Ok(())
    }

    /// The script expects these to be told.
    pub(super) fn expect(&mut self, number: usize, kinds: &[&'static str]) -> Result<(), BoxError> {
        self.scenario(number)?.expected.extend(kinds);
        Ok(())
    }

    /// Waits until the processor has made the first refund of a payment.
    pub(super) async fn executed(&mut self, number: usize) -> Result<String, BoxError> {
        let payment = self.payment(number)?;
        let waiting = async {
            loop {
                let book = self.sandbox.payment(&payment);
                if let Some(refund) = book.as_ref().and_then(|book| book.refunds.first()) {
                    return refund.id.clone();
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .map_err(|_elapsed| format!("no refund of {payment} was made in time").into())
    }

    /// Waits until all that is expected was told, and writes it down.
    pub(super) async fn settle(&mut self) -> Result<(), BoxError> {
        let told = tokio::time::timeout(PATIENCE, self.all_told()).await;
        let late = self.scenarios.iter().find(|scenario| !scenario.is_told());
        if let (Err(_elapsed), Some(late)) = (&told, late) {
            let (missing, missed) = (late.difference().0.join(", "), &late.payment);
            return Err(format!("of {missed}, {missing} was not told in time").into());
        }
        told??;
        self.narrate();
        Ok(())
    }

    async fn all_told(&mut self) -> Result<(), BoxError> {
        loop {
            self.read_events().await?;
            if self.scenarios.iter().all(Scenario::is_told) {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// A reviewer denies what was put to a person about a payment.
    pub(super) async fn deny(&mut self, number: usize) -> Result<(), BoxError> {
        let (payment, at) = (self.payment(number)?, self.clock.now());
        let put = self.scenario(number)?.events.iter().rev();
        let put = put.clone().find(|event| event.data.pointer("/review/binding").is_some());
        let put = put.cloned().ok_or("no review was put")?;
        let (request, binding) = (put.text("/request"), put.text("/review/binding"));
        let status = self.caller.deny(&payment, request, binding, at).await?;
        accepted(status)?;
        self.note(number, "review", format!("a reviewer denies: {status}"))
    }

    /// Waits until nothing is left to do anywhere.
    pub(super) async fn rest(&mut self) -> Result<(), BoxError> {
        tokio::time::timeout(PATIENCE, self.all_done())
            .await
            .map_err(|_elapsed| "messages or webhooks are still waiting")??;
        self.read_events().await?;
        self.narrate();
        Ok(())
    }

    async fn all_done(&self) -> Result<(), BoxError> {
        loop {
            // Asked first: what was delivered by now is in the queue, or handled.
            let is_delivered = self.sandbox.deliveries().is_idle();
            if self.daemon()?.embedded().depth().await? == 0 && is_delivered {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Ends the daemon and the sandbox in good order.
    pub(super) async fn close(&mut self) -> Result<(), BoxError> {
        if let Some(daemon) = self.daemon.take() {
            daemon.drain().await?;
        }
        self.stop.cancel();
        tokio::time::timeout(PATIENCE, &mut self.serving).await??;
        Ok(())
    }

    /// Reads what was published since. A repetition has the id of the first publication.
    async fn read_events(&mut self) -> Result<(), BoxError> {
        let logged = self.daemon()?.embedded().events_after(self.last_event, EVENTS).await?;
        for logged in &logged {
            self.last_event = logged.number;
            let event = Published::read(logged)?;
            if !self.seen.insert(event.id.clone()) {
                continue;
            }
            let scenario = self.scenarios.iter_mut().find(|s| s.payment == event.payment);
            scenario.ok_or("an event about an unknown payment")?.events.push(event);
        }
        Ok(())
    }

    /// Puts what is new into the timelines.
    fn narrate(&mut self) {
        let webhooks = self.sandbox.webhooks(self.last_webhook, WEBHOOKS);
        self.last_webhook = webhooks.last().map_or(self.last_webhook, |last| last.sequence);
        for scenario in &mut self.scenarios {
            let mut new: Vec<Ranked> = Vec::new();
            for webhook in &webhooks {
                if payment_of(webhook).as_deref() == Some(scenario.payment.as_str()) {
                    new.extend(of_webhook(webhook, self.is_aimed));
                }
            }
            new.extend(scenario.events.iter().skip(scenario.narrated).flat_map(of_event));
            scenario.narrated = scenario.events.len();
            new.sort_by_key(|ranked| ranked.rank);
            scenario.lines.extend(new.into_iter().map(|ranked| ranked.line));
        }
    }
}

fn accepted(status: u16) -> Result<(), BoxError> {
    if ACCEPTED.contains(&status) {
        Ok(())
    } else {
        Err(format!("the ingress answered {status}").into())
    }
}
