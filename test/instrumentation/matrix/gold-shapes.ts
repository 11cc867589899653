/**
 * What has to be in the gold run for each workload, so that nothing is compared with nothing: which
 * library made spans of which kind, and below which. Names are left to whoever configures them.
 */
export const goldShapes: Readonly<Record<string, RegExp>> = {
  http: /^http CLIENT .*\ntraceparent sent$/,
  'http, destructured': /^http CLIENT .*\ntraceparent sent$/,
  https: /^http CLIENT .*\ntraceparent sent$/,
  fetch: /^undici CLIENT .*\ntraceparent sent$/,
  undici: /^undici CLIENT .*\ntraceparent sent$/,
  pg: /^pg CLIENT .*\npg CLIENT .*$/,
  typeorm: /^typeorm CLIENT save [^]*^typeorm CLIENT select /m,
  // What its driver sends is told by its own spans, as with TypeORM and Mongoose.
  knex: /^knex CLIENT .*\nknex CLIENT .*$/,
  'mysql2, callbacks': /^mysql2 CLIENT .*\nmysql2 CLIENT .*$/,
  'mysql2, promises': /^mysql2 CLIENT .*\nmysql2 CLIENT .*$/,
  ioredis: /^(ioredis CLIENT .*\n){2,}ioredis CLIENT .*$/,
  redis: /^(redis CLIENT .*\n){2}redis CLIENT .*$/,
  amqplib: /^(amqplib PRODUCER .*\n {2}amqplib CONSUMER .*\n?){2}$/,
  'amqplib, consumer': /^(amqplib PRODUCER .*\n {2}amqplib CONSUMER .*\n?){2}$/,
  'amqplib, callbacks': /^amqplib PRODUCER .*\n {2}amqplib CONSUMER .*$/,
  mongodb: /^(mongodb CLIENT .*\n){2}mongodb CLIENT .*$/,
  mongoose: /^(mongoose CLIENT .*\n){2}mongoose CLIENT .*$/,
  kafkajs: /^kafkajs PRODUCER .*\n {2}kafkajs CONSUMER .*$/,
  'kafkajs, producer made later': /^kafkajs PRODUCER .*$/,
  grpc: /^(grpc CLIENT .*\n {2}grpc SERVER .*\n?){2}$/,
  'grpc, by name': /^(grpc CLIENT .*\n {2}grpc SERVER .*\n?){2}$/,
  graphql: /^(graphql INTERNAL .*\n){5}graphql INTERNAL .*$/,
  'graphql, by name': /^(graphql INTERNAL .*\n){5}graphql INTERNAL .*$/,
  dataloader: /^dataloader CLIENT .*load\ndataloader CLIENT .*loadMany$/,
  // Socket.IO's protocol has no place for a parent.
  'socket.io': /^\(no parent\) socket\.io CONSUMER .*\nsocket\.io PRODUCER .*$/,
  'socket.io, listener': /^\(no parent\) socket\.io CONSUMER .*\nsocket\.io PRODUCER .*$/,
  'lru-memoizer': /first\n {2}test INTERNAL callback of first\n.*second\n {2}.*callback of second$/,
  winston: /^trace_id of the span\nspan_id of the span$/,
  // Requests that arrive have their span from us, who are not there.
  'nestjs-core':
    /^\(no parent\) nestjs-core INTERNAL .*\n {2}nestjs-core INTERNAL .*\nundici CLIENT /,
};
