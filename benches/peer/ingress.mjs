// The ingress that a small team would write instead: verifies a webhook's signature, publishes it, and
// answers after the broker's confirm.

import amqp from 'amqplib';
import express from 'express';
import Stripe from 'stripe';

const { AMQP_URL, HTTP_PORT, WEBHOOK_SECRET } = process.env;

const QUEUE = 'peer.in';
const SIGNATURE_SECONDS = 300;

const stripe = new Stripe('sk_test_of_the_benchmark');
const channel = await (await amqp.connect(AMQP_URL)).createConfirmChannel();
await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post('/webhooks/bench', express.raw({ type: '*/*', limit: '256kb' }), (request, response) => {
  const signature = request.headers['stripe-signature'];
  try {
    stripe.webhooks.constructEvent(request.body, signature, WEBHOOK_SECRET, SIGNATURE_SECONDS);
  } catch {
    return response.sendStatus(401);
  }
  const headers = { 'stripe-signature': signature, 'received-at': new Date().toISOString() };
  channel.sendToQueue(QUEUE, request.body, { persistent: true, mandatory: true, headers }, (error) =>
    response.sendStatus(error ? 503 : 202));
});
app.listen(Number(HTTP_PORT), '127.0.0.1', () => console.log('ready'));
