//! The great disorder: two thousand requests and webhooks with duplicates, while the workers are
//! killed, broker and store are killed and restarted, and the store is emptied.
//!
//! It is judged by books that the daemon does not keep: the sandbox's, and a consumer's own.

mod ends;
mod scenario;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use adapter_rabbitmq::{Options, RabbitMq as Bus};
use ports::outbox::Shelf;
use ports::shelves::Aside;
use sandbox::{
    DisputeKind, DisputeMove, DisputeVerdict, Fault, FaultRule, OpenDispute, Sandbox,
    SandboxConfig, Target, When,
};
use tokio::task::JoinSet;

use self::ends::{contradictions, open_ends};
use self::scenario::{Act, Scenario};
use super::client::{Publisher, request_until_accepted};
use super::consumer::Consumer;
use super::deployment::{ACCOUNT, Deployment};
use super::process::Daemon;
use crate::servers::{RabbitMq, Redis, SOON};

/// Far more than it takes on two loaded cores: it only ends what hangs.
const LIMIT: Duration = Duration::from_secs(1_200);
/// Requests sent and not decided, at most: so that there is something to send all the time.
const AHEAD: usize = 150;
/// Those who send at the same time.
const SENDERS: usize = 8;
/// Open ends and contradictions shown in a failure.
const SHOWN: usize = 20;
/// Lines of logs shown in a failure.
const LINES: usize = 120;

/// What is done to the installation when this many of a hundred requests are decided.
const BLOWS: [(usize, Blow); 9] = [
    (8, Blow::KillWorker),
    (18, Blow::KillBroker),
    (28, Blow::KillWorker),
    (38, Blow::KillStore),
    (48, Blow::KillWorker),
    (58, Blow::FlushStore),
    (68, Blow::KillWorker),
    (78, Blow::KillWorker),
    (88, Blow::KillWorker),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blow {
    KillWorker,
    KillBroker,
    KillStore,
    FlushStore,
}

struct Run {
    deployment: Deployment,
    scenario: Scenario,
    consumer: Consumer,
    ingress: Daemon,
    workers: VecDeque<Daemon>,
    /// The killed ones; their logs may tell.
    dead: Vec<Daemon>,
    broker: RabbitMq,
    redis: Redis,
    began: Instant,
}

fn webhooks(config: &mut SandboxConfig) {
    let webhooks = &mut config.webhooks;
    webhooks.duplicate_every = Some(8);
    // As patient as a processor, only faster.
    webhooks.tries = 500;
    webhooks.longest_delay = Duration::from_secs(1);
    webhooks.in_flight = 16;
}

impl Run {
    async fn begin() -> Self {
        let broker = RabbitMq::start().await;
        let redis = Redis::start().await;
        let vhost = broker.new_vhost().await;
        let deployment = Deployment::on(vhost.url(), &redis.url(), webhooks).await;
        let scenario = Scenario::new(&deployment.sandbox);
        let ingress = deployment.start("ingress").await;
        let consumer = Consumer::of(&deployment).await;
        let target = format!("http://127.0.0.1:{}/webhooks/{ACCOUNT}", ingress.http);
        deployment.sandbox.set_webhook_target(Some(target));
        // Some answers are lost on the way back although the refund was made.
        let lost = Fault::ResetAfterExecuting;
        let rule = FaultRule { on: Target::RefundPost, fault: lost, when: When::Every(40) };
        deployment.sandbox.add_fault(rule).expect("a good rule");
        let workers = [deployment.start("worker").await, deployment.start("worker").await];
        Self {
            deployment,
            scenario,
            consumer,
            ingress,
            workers: workers.into(),
            dead: Vec::new(),
            broker,
            redis,
            began: Instant::now(),
        }
    }

    fn decided(&self) -> usize {
        self.consumer.books().decided.len()
    }

    async fn strike(&mut self, blow: Blow) {
        match blow {
            Blow::KillWorker => {
                let mut worker = self.workers.pop_front().expect("there are two");
                worker.kill9();
                self.dead.push(worker);
                self.workers.push_back(self.deployment.start("worker").await);
            }
            Blow::KillBroker => {
                self.broker.kill();
                self.broker.restart().await;
            }
            Blow::KillStore => {
                self.redis.kill();
                self.redis.restart().await;
            }
            Blow::FlushStore => self.redis.flush_all().await,
        }
    }

    /// Fails with everything that helps: what is wrong, and what the logs say of the first case
    /// in it.
    fn fail(&self, what: &str, list: &[String]) -> ! {
        let shown = list.get(..SHOWN.min(list.len())).unwrap_or_default().join("\n  ");
        let subject = list.first().and_then(|first| scenario::subject(first)).unwrap_or_default();
        let daemons = [&self.ingress].into_iter().chain(&self.workers).chain(&self.dead);
        let mut lines: Vec<String> = Vec::new();
        for daemon in daemons {
            let log = daemon.stderr();
            let telling = log.lines().filter(|line| {
                line.contains("\"ERROR\"")
                    || line.contains("kept aside")
                    || !subject.is_empty() && line.contains(subject)
            });
            lines.extend(telling.map(str::to_owned));
        }
        // Each begins with its time.
        lines.sort();
        lines.truncate(LINES);
        panic!(
            "{what} after {:?}: {} in all\n  {shown}\ndecided {} of {}, webhooks {:?}, {:?}\n\
             What the logs say of {subject:?}:\n{}",
            self.began.elapsed(),
            list.len(),
            self.decided(),
            self.scenario.requests.len(),
            self.deployment.sandbox.deliveries(),
            self.deployment.sandbox.totals(),
            lines.join("\n"),
        );
    }
}

/// Sends everything, in order, by several senders, never too far ahead of the decisions.
fn send(run: &Run, acts: &Arc<Mutex<VecDeque<Act>>>, ahead: &Arc<AtomicUsize>) -> JoinSet<()> {
    let publisher = Arc::new(Publisher::new(&run.deployment));
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
        let (acts, ahead) = (Arc::clone(acts), Arc::clone(ahead));
        let (publisher, http) = (Arc::clone(&publisher), run.ingress.http);
        let sandbox = run.deployment.sandbox.clone();
        senders.spawn(async move {
            loop {
                while ahead.load(Ordering::Relaxed) >= AHEAD {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                let next = acts.lock().expect("no test panics with the lock").pop_front();
                match next {
                    None => return,
                    Some(Act::Post(body)) => request_until_accepted(http, &body).await,
                    Some(Act::Publish(body)) => publisher.event(&body).await,
                    Some(Act::Dashboard { payment, amount }) => {
                        let wanted = sandbox::DashboardRefund { amount, reason: None };
                        // Refused where our refund was faster.
                        drop(sandbox.create_dashboard_refund(&payment, wanted));
                    }
                    Some(Act::Dispute { payment, won }) => dispute(&sandbox, &payment, won),
                }
            }
        });
    }
    senders
}

fn dispute(sandbox: &Sandbox, payment: &str, won: bool) {
    let wanted = OpenDispute::of(DisputeKind::Chargeback);
    let dispute = sandbox.open_dispute(payment, wanted).expect("it can be disputed").id;
    let verdict = if won { DisputeVerdict::Won } else { DisputeVerdict::Lost };
    let mut moves = vec![DisputeMove::FundsWithdrawn, DisputeMove::Close(verdict)];
    moves.extend(won.then_some(DisputeMove::FundsReinstated));
    for to in moves {
        sandbox.move_dispute(&dispute, to).expect("a move that can be made");
    }
}

/// Strikes whenever enough is decided; returns when all was sent and all is decided.
async fn disturb(run: &mut Run) {
    let ahead = Arc::new(AtomicUsize::new(0));
    let acts: VecDeque<Act> = run.scenario.acts.clone().into();
    let all = acts.len();
    let acts = Arc::new(Mutex::new(acts));
    let mut senders = send(run, &acts, &ahead);
    let requests = run.scenario.requests.len();
    let mut blows = VecDeque::from(BLOWS);
    while !senders.is_empty() || !blows.is_empty() {
        let decided = run.decided();
        // Requests are spread over all that is sent.
        let sent = all - acts.lock().expect("no test panics with the lock").len();
        ahead.store((sent * requests / all).saturating_sub(decided), Ordering::Relaxed);
        let due = |(share, _): &&(usize, Blow)| decided * 100 >= share * requests;
        if let Some((_, blow)) = blows.front().filter(due).copied() {
            blows.pop_front();
            run.strike(blow).await;
        }
        if run.began.elapsed() > LIMIT {
            run.fail("not all was sent", &[format!("{blows:?} to come")]);
        }
        while let Some(ended) = senders.try_join_next() {
            ended.expect("a sender does not panic");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until everything that was begun has ended.
async fn settle(run: &Run) {
    loop {
        let deliveries = run.deployment.sandbox.deliveries();
        let money = run.deployment.sandbox.books();
        let mut open = open_ends(&run.scenario, &money, &run.consumer.books());
        if !deliveries.is_idle() {
            open.push(format!("webhooks are under way: {deliveries:?}"));
        }
        if open.is_empty() {
            return;
        }
        if run.began.elapsed() > LIMIT {
            run.fail("open ends", &open);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Nothing was set aside, and nothing is left in the work queue.
async fn assert_nothing_aside(run: &Run) {
    let options = Options {
        url: run.deployment.rabbitmq.clone().into(),
        prefix: run.deployment.prefix.clone(),
        ladder_seconds: [1, 2, 5, 3_600].map(Duration::from_secs).to_vec(),
        ..Options::default()
    };
    let bus = Bus::connect(options, "test").await.expect("the broker is there");
    let shelves = bus.shelves().await.expect("they open");
    for aside in [Aside::Shelf(Shelf::Quarantine), Aside::Shelf(Shelf::Parked), Aside::Dead] {
        let kept = shelves.peek(aside, 100).await.expect("the broker answers");
        let kept: Vec<_> =
            kept.iter().map(|kept| format!("{aside:?}: {:?}", kept.reason)).collect();
        if !kept.is_empty() {
            run.fail("kept aside", &kept);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_great_disorder_every_request_ends_and_no_refund_is_made_twice_and_no_event_is_lost() {
    let mut run = Run::begin().await;
    assert_eq!((run.scenario.payments, run.scenario.requests.len()), (800, 900));
    assert_eq!(run.scenario.duplicates, 100);
    disturb(&mut run).await;
    settle(&run).await;

    let sandbox = &run.deployment.sandbox;
    let wrong = contradictions(&run.scenario, &sandbox.books(), &run.consumer.books());
    if !wrong.is_empty() {
        run.fail("contradictions", &wrong);
    }
    assert_eq!(sandbox.violations(), []);
    let told = sandbox.deliveries();
    assert_eq!((told.dropped, told.given_up), (0, 0));
    let duplicates = told.duplicated + 100;
    let messages = told.delivered + 900 + duplicates;
    assert!(messages >= 2_000, "{messages} messages");
    assert!(duplicates * 11 >= messages, "{duplicates} duplicates of {messages}");
    assert_eq!(run.dead.len(), 6);
    assert_nothing_aside(&run).await;

    // Only reviews are open, and their messages come back whoever runs.
    for daemon in run.workers.iter_mut().chain([&mut run.ingress]) {
        daemon.term();
        assert_eq!(daemon.exit_code(SOON).await, 0);
    }
    println!("{messages} messages, {duplicates} of them again, in {:?}", run.began.elapsed());
}
