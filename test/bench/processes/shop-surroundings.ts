import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { serveCommands } from './serve-commands.js';

// What /shop needs: a database at the port it is given, and a service that knows prices.
const database = await PGlite.create();
await database.exec(`
  CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL);
  INSERT INTO item SELECT id, 'item ' || id FROM generate_series(1, 100) AS id;
`);
const socketServer = new PGLiteSocketServer({
  db: database,
  host: '127.0.0.1',
  port: Number(process.env['BENCH_DATABASE_PORT']),
  maxConnections: 64,
});
await socketServer.start();

const prices = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"cents":499}');
});
prices.keepAliveTimeout = 600_000;
await once(prices.listen(0, '127.0.0.1'), 'listening');

serveCommands({}, { port: (prices.address() as AddressInfo).port });
