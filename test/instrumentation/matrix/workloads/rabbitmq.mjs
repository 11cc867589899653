import { promisify } from 'node:util';
import { settings } from '../../fixtures/recorder.mjs';

const queueOptions = { exclusive: true };

/** Resolves when the next message was received and settled. */
function mailbox(channel) {
  const waiting = [];
  return {
    next: () => new Promise((resolve) => waiting.push(resolve)),
    onMessage: (message) => {
      channel.ack(message);
      waiting.shift()();
    },
  };
}

async function openChannels({ amqplib: { named } }) {
  const connection = await named.connect(settings.rabbitmq);
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', queueOptions);
  return {
    connection,
    channel,
    confirming: await connection.createConfirmChannel(),
    queue,
    inbox: mailbox(channel),
  };
}

async function publish({ channel, confirming, queue, inbox }) {
  const first = inbox.next();
  channel.publish('', queue, Buffer.from('1'));
  await first;
  const second = inbox.next();
  confirming.publish('', queue, Buffer.from('2'));
  await Promise.all([confirming.waitForConfirms(), second]);
}

const close = ({ connection }) => connection.close();

export const rabbitmq = {
  amqplib: {
    open: openChannels,
    work: async (channels) => {
      const { channel, queue, inbox } = channels;
      const { consumerTag } = await channel.consume(queue, inbox.onMessage);
      await publish(channels);
      await channel.cancel(consumerTag);
    },
    close,
  },
  'amqplib, consumer': {
    open: async (libraries) => {
      const channels = await openChannels(libraries);
      await channels.channel.consume(channels.queue, channels.inbox.onMessage);
      return channels;
    },
    work: publish,
    close,
  },
  'amqplib, callbacks': {
    open: async ({ amqplibCallback: { named } }) => {
      const connection = await promisify(named.connect)(settings.rabbitmq);
      const channel = await promisify((done) => connection.createConfirmChannel(done))();
      const { queue } = await promisify((done) => channel.assertQueue('', queueOptions, done))();
      return { connection, channel, queue };
    },
    work: async ({ channel, queue }) => {
      const inbox = mailbox(channel);
      const received = inbox.next();
      const { consumerTag } = await promisify((done) =>
        channel.consume(queue, inbox.onMessage, {}, done),
      )();
      await promisify((done) => channel.publish('', queue, Buffer.from('1'), {}, done))();
      await received;
      await promisify((done) => channel.cancel(consumerTag, done))();
    },
    close: ({ connection }) => promisify((done) => connection.close(done))(),
  },
};
