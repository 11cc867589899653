import { contextKeepers } from './context.mjs';
import { graphql } from './graphql.mjs';
import { grpc } from './grpc.mjs';
import { kafka } from './kafka.mjs';
import { mongo } from './mongo.mjs';
import { nest } from './nest.mjs';
import { rabbitmq } from './rabbitmq.mjs';
import { redis } from './redis.mjs';
import { socketIo } from './socket-io.mjs';
import { sql } from './sql.mjs';
import { web } from './web.mjs';

/** For each library: what opens a client, what the client then does, and what closes it. */
export const workloads = {
  ...web,
  ...sql,
  ...redis,
  ...rabbitmq,
  ...mongo,
  ...kafka,
  ...grpc,
  ...graphql,
  ...socketIo,
  ...contextKeepers,
  ...nest,
};
