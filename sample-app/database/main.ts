import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { host, ports } from '../shared/addresses.js';
import { SharedPGlite } from './shared-pglite.js';

const database = new SharedPGlite();
const server = new PGLiteSocketServer({
  db: database,
  host,
  port: ports.database,
  maxConnections: 16,
});
await server.start();
console.log(`database is ready on ${host}:${ports.database}`);
