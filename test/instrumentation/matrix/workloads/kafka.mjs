import { settings } from '../../fixtures/recorder.mjs';

/** Connects a producer and a consumer of one topic. */
async function connect(kafka, topic) {
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100 });
  const inbox = [];
  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage: async () => inbox.shift()?.() });
  return { producer, consumer, topic, inbox };
}

const kafkaOf = ({ kafkajs: { named } }) =>
  new named.Kafka({ clientId: 'matrix', brokers: [settings.input.kafka], logLevel: 0 });

export const kafka = {
  kafkajs: {
    open: (libraries, isEarly) => connect(kafkaOf(libraries), `matrix-${isEarly}-${process.pid}`),
    work: async ({ producer, topic, inbox }) => {
      const received = new Promise((resolve) => inbox.push(resolve));
      await producer.send({ topic, messages: [{ value: 'x' }] });
      await received;
    },
    close: ({ producer, consumer }) => Promise.all([producer.disconnect(), consumer.disconnect()]),
  },
  'kafkajs, producer made later': {
    open: async (libraries) => kafkaOf(libraries),
    work: async (kafka) => {
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic: `matrix-later-${process.pid}`, messages: [{ value: 'x' }] });
      await producer.disconnect();
    },
  },
};
