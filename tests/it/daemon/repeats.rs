//! How many events are told twice where nothing is wrong: two workers, and a processor whose webhooks are
//! as fast as its answers.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use lapin::options::BasicGetOptions;
use sandbox::NewPayment;
use tokio::task::JoinSet;

use super::client::{refund_requested, request_until_accepted};
use super::consumer::Consumer;
use super::deployment::{ACCOUNT, Deployment, vhost};
use crate::servers::{self, amqp, eventually};

const REQUESTS: usize = 500;
/// Those who ask at the same time.
const AT_ONCE: usize = 16;
/// Far more than it takes on two loaded cores: it only ends what hangs.
const LIMIT: Duration = Duration::from_secs(600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o2_without_faults_fewer_than_one_event_in_a_thousand_is_told_twice() {
    let redis = servers::redis().await.new_database();
    let deployment = Deployment::on(vhost().await.url(), &redis, |config| {
        // Each webhook leaves as soon as there is something to say, and as many at once as there are.
        config.webhooks.in_flight = 64;
    })
    .await;
    let ingress = deployment.start("ingress").await;
    let consumer = Consumer::of(&deployment).await;
    let target = format!("http://127.0.0.1:{}/webhooks/{ACCOUNT}", ingress.http);
    deployment.sandbox.set_webhook_target(Some(target));
    let _workers = [deployment.start("worker").await, deployment.start("worker").await];

    let mut payments = Vec::new();
    for number in 0..REQUESTS {
        let metadata = [
            ("commission_id", format!("com-{number}")),
            ("commission_partner", "partner-1".to_owned()),
            ("commission_minor", "981".to_owned()),
        ];
        let new = NewPayment {
            customer: Some(format!("cus_repeats_{number}")),
            metadata: metadata.map(|(name, value)| (name.to_owned(), value)).into(),
            ..NewPayment::of(4_900, "usd")
        };
        payments
            .push(deployment.sandbox.create_payment(new).expect("a good payment").payment_intent);
    }
    let begun = Instant::now();
    for some in payments.chunks(AT_ONCE) {
        let mut asking = JoinSet::new();
        for payment in some {
            let (http, payment) = (ingress.http, payment.clone());
            asking.spawn(async move {
                let asked =
                    refund_requested(&format!("r_{payment}"), &payment, "technical_problem");
                request_until_accepted(http, &asked).await;
            });
        }
        asking.join_all().await;
    }
    let refunded = || async { consumer.books().of_type("refund.succeeded.v1").count() == REQUESTS };
    assert!(eventually(LIMIT, refunded).await, "{}", ingress.tail());
    let took = begun.elapsed();
    // Every request rests until its follow-up, and whatever the webhooks began is done.
    let rests = || async {
        let mut left = Vec::new();
        for queue in ["work", "later.1s", "later.2s", "later.5s"] {
            left.push(vhost().await.queue_depth(&deployment.named(queue)).await);
        }
        let resting = vhost().await.queue_depth(&deployment.named("later.1h")).await;
        left.iter().all(|depth| *depth == Some(0)) && resting == u32::try_from(REQUESTS).ok()
    };
    assert!(eventually(LIMIT, rests).await, "{}", ingress.tail());
    println!("{}", one_that_waits(&deployment).await);
    let books = consumer.books();
    let repeats = books.arrivals - books.events.len();
    let mut types = BTreeMap::<String, usize>::new();
    for event in books.events.values() {
        *types.entry(event["type"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    // Shown with `--nocapture`, for docs/performance.md.
    println!(
        "{REQUESTS} refunds in {took:?}; {} events, {repeats} repeats: {types:?}",
        books.arrivals
    );
    assert!(books.events.len() >= 3 * REQUESTS, "{types:?}");
    assert!(repeats * 1_000 < books.arrivals, "{repeats} of {} were told again", books.arrivals);
}

/// How large a message is that waits for its follow-up.
async fn one_that_waits(deployment: &Deployment) -> String {
    let connection = amqp(&deployment.rabbitmq).await;
    let channel = connection.create_channel().await.expect("a channel can be opened");
    let queue = deployment.named("later.1h");
    let got = channel.basic_get(queue.as_str().into(), BasicGetOptions::default()).await;
    let got = got.expect("the broker answers").expect("they wait");
    let headers = got.delivery.properties.headers().as_ref().expect("it has headers");
    let texts = headers.inner().iter().map(|(name, value)| {
        let text = value.as_long_string().map_or(8, |text| text.as_bytes().len());
        name.as_str().len() + text
    });
    format!("one that waits: body {}, headers {}", got.delivery.data.len(), texts.sum::<usize>())
}
