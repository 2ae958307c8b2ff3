// The worker that a small team would write instead: webhooks from RabbitMQ, one case per payment in
// Redis as JSON, two events for each refund that somebody made by hand, and then the acknowledgement.
//
// The same round trips as refundd's: a load, a save if nobody else has saved, two confirmed
// publishes, a save, an acknowledgement. No policy, no letters, no schemas, no seals, no recovery.

import { randomUUID } from 'node:crypto';
import amqp from 'amqplib';
import Redis from 'ioredis';
import Stripe from 'stripe';

const { AMQP_URL, REDIS_URL, PROCESSOR_URL, WEBHOOK_SECRET } = process.env;

const WORK = 'peer.work';
const EVENTS = 'peer.events';
const IN_FLIGHT = 64;
const SIGNATURE_SECONDS = 3600;
const KEEP_MILLISECONDS = 400 * 86_400 * 1000;

// Saves a case if its version is still the one that was loaded.
const SAVE_IF_VERSION = `
  if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'version', ARGV[2], 'case', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return 1`;

const processor = new URL(PROCESSOR_URL);
const stripe = new Stripe('sk_test_of_the_benchmark', {
  protocol: 'http', host: processor.hostname, port: processor.port, maxNetworkRetries: 0,
});

const redis = new Redis(REDIS_URL);
redis.defineCommand('saveIfVersion', { numberOfKeys: 1, lua: SAVE_IF_VERSION });

const inbound = await (await amqp.connect(AMQP_URL)).createChannel();
const outbound = await (await amqp.connect(AMQP_URL)).createConfirmChannel();
await inbound.assertQueue(WORK, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
await outbound.assertExchange(EVENTS, 'topic', { durable: true });

class Case {
  static async load(payment) {
    const found = new Case();
    found.key = `peer:{bench/${payment}}:case`;
    const [version, stored] = await redis.hmget(found.key, 'version', 'case');
    found.version = Number(version ?? 0);
    found.state = stored ? JSON.parse(stored) : { refunds: {}, clawed: 0, sequence: 0, owed: [] };
    return found;
  }

  async save() {
    const before = this.version++;
    const state = JSON.stringify(this.state);
    const saved = await redis.saveIfVersion(this.key, before, this.version, state, KEEP_MILLISECONDS);
    if (!saved) throw new Error(`${this.key}: somebody else has saved`);
  }
}

// What the processor says of a payment that is seen for the first time.
async function learn(payment, state) {
  const intent = await stripe.paymentIntents.retrieve(payment);
  state.captured = intent.amount_received || intent.amount;
  state.partner = intent.metadata.commission_partner;
  state.commission = Number(intent.metadata.commission_minor ?? 0);
  for await (const { id, amount, status } of stripe.refunds.list({ payment_intent: payment, limit: 100 })) {
    state.refunds[id] = { amount, status };
  }
}

// Ends with the broker's confirm.
function publish(key, payment, sequence, data) {
  const event = {
    specversion: '1.0', id: randomUUID(), source: '/peer', type: `com.example.${key}`,
    subject: `bench/${payment}`, time: new Date().toISOString(), datacontenttype: 'application/json',
    sequence: String(sequence).padStart(20, '0'), data,
  };
  const properties = {
    persistent: true, mandatory: true, contentType: 'application/cloudevents+json', messageId: event.id,
  };
  return new Promise((confirmed, refused) => {
    outbound.publish(EVENTS, key, Buffer.from(JSON.stringify(event)), properties, (error) =>
      error ? refused(error) : confirmed());
  });
}

async function handle(message) {
  const signature = message.properties.headers['stripe-signature'];
  const event = stripe.webhooks.constructEvent(message.content, signature, WEBHOOK_SECRET, SIGNATURE_SECONDS);
  if (event.type !== 'refund.created') return;
  const refund = event.data.object;
  const payment = refund.payment_intent;
  const currency = refund.currency.toUpperCase();
  const found = await Case.load(payment);
  const { state } = found;
  if (state.captured === undefined) await learn(payment, state);

  state.refunds[refund.id] = { amount: refund.amount, status: refund.status };
  state.owed = [refund.id];
  const lost = Object.values(state.refunds)
    .reduce((sum, { amount, status }) => (status === 'failed' ? sum : sum + amount), 0);
  const target = Math.round((state.commission * lost) / state.captured);
  await found.save();

  await publish('refund.adopted.v1', payment, ++state.sequence, {
    account: 'bench', payment, processor: 'stripe', refund: refund.id, status: refund.status,
    amount: { minor: refund.amount, currency },
  });
  await publish('commission.clawback.v1', payment, ++state.sequence, {
    account: 'bench', payment, processor: 'stripe', partner: state.partner, mode: 'reduce',
    delta: { minor: target - state.clawed, currency }, clawed_total: { minor: target, currency },
  });

  state.clawed = target;
  state.owed = [];
  await found.save();
}

await inbound.prefetch(IN_FLIGHT);
await inbound.consume(WORK, async (message) => {
  try {
    await handle(message);
    inbound.ack(message);
  } catch (error) {
    console.error(error.message);
    inbound.nack(message, false, false);
  }
});
console.log('ready');
